import { describe, expect, test } from 'vitest';
import { packageManagerOf } from '../../src/install/package-manager.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';

/** A folder with files; without a text, a file is empty. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = new Repository(temporaryFolder());
  for (const [path, text] of Object.entries(files)) folder.write(path, text);
  return folder.directory;
}

const PACKAGE = '{ "name": "shop" }\n';
const WORKSPACES = '{ "name": "shop", "workspaces": ["packages/*"] }\n';

describe('the package manager of a project', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no lock file', {}, 'npm install --save-dev'],
    ['a lock file of npm', { 'package-lock.json': '{}' }, 'npm install --save-dev'],
    ['workspaces of npm', { 'package.json': WORKSPACES }, 'npm install --save-dev'],
    ['a lock file of pnpm', { 'pnpm-lock.yaml': '' }, 'pnpm add --save-dev'],
    ['a workspace of pnpm', { 'pnpm-workspace.yaml': '' }, 'pnpm add --save-dev --workspace-root'],
    ['a lock file of yarn 1', { 'yarn.lock': '# yarn lockfile v1\n' }, 'yarn add --dev'],
    [
      'workspaces of yarn 1',
      { 'package.json': WORKSPACES, 'yarn.lock': '' },
      'yarn add --dev --ignore-workspace-root-check',
    ],
    ['workspaces of yarn 4', { 'package.json': WORKSPACES, 'yarn.lock': '__metadata:\n' }, 'yarn add --dev'],
    ['a lock file of bun', { 'bun.lock': '' }, 'bun add --dev'],
    ['a named one', { 'package.json': '{ "packageManager": "pnpm@10.0.0" }\n' }, 'pnpm add --save-dev'],
  ])('adds a dependency where there is %s', (_, files, command) => {
    expect(packageManagerOf(folderWith({ 'package.json': PACKAGE, ...files })).add.join(' ')).toBe(command);
  });

  test('is that of the root for a package below it, which takes a dependency without more', () => {
    const top = folderWith({
      'package.json': PACKAGE,
      'pnpm-workspace.yaml': '',
      'packages/a/package.json': PACKAGE,
    });
    expect(packageManagerOf(`${top}/packages/a`, top).add.join(' ')).toBe('pnpm add --save-dev');
  });
});
