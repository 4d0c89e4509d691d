import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';

const LISTED = '{ "name": "shop", "devDependencies": { "keyward": "0.1.0" } }\n';

/** A folder for PATH with a package manager that notes its arguments, and does what `add` would do in the folder of a project. */
function managerOnPath(name: string, lockFile: string): Repository {
  const tools = new Repository(temporaryFolder());
  const script = [
    '#!/bin/sh',
    `echo "$(basename "$PWD"): $*" >> '${tools.directory}/calls'`,
    `printf '%s' '${LISTED.trim()}' > package.json`,
    `echo changed >> ${lockFile}`,
  ];
  tools.write(name, `${script.join('\n')}\n`).run('chmod', ['+x', name]);
  return tools;
}

function init(
  repository: Repository,
  tools: Repository,
  folder = '',
): { code: number | null; output: string } {
  const env = { PATH: `${tools.directory}:${process.env['PATH'] ?? ''}` };
  return keyward(repository, ['init'], { cwd: `${repository.directory}/${folder}`, env });
}

describe('init adds the dependency', () => {
  test('and names the lock file among the files to commit', () => {
    const tools = managerOnPath('npm', 'package-lock.json');
    const repository = Repository.create().write('package.json', '{ "name": "shop" }\n');
    const { code, output } = init(repository, tools);
    expect(code, output).toBe(0);
    expect(tools.read('calls')).toMatch(/: install --save-dev keyward@\^/);
    expect(output).toContain('Commit package.json, package-lock.json');
  });

  test('but not a lock file that git ignores', () => {
    const tools = managerOnPath('npm', 'package-lock.json');
    const repository = Repository.create()
      .write('package.json', '{ "name": "shop" }\n')
      .write('.gitignore', 'package-lock.json\n');
    expect(init(repository, tools).output).toContain('Commit package.json so');
  });

  test('to the root of a pnpm workspace', () => {
    const tools = managerOnPath('pnpm', 'pnpm-lock.yaml');
    const repository = Repository.create()
      .write('package.json', '{ "name": "shop" }\n')
      .write('pnpm-workspace.yaml', 'packages: [packages/*]\n');
    expect(init(repository, tools).code).toBe(0);
    expect(tools.read('calls')).toMatch(/: add --save-dev --workspace-root keyward@\^/);
  });

  test('not again in a package below a project that lists it', () => {
    const tools = managerOnPath('npm', 'package-lock.json');
    const repository = Repository.create()
      .write('package.json', LISTED)
      .write('packages/a/package.json', '{ "name": "a" }\n');
    expect(init(repository, tools, 'packages/a').code).toBe(0);
    expect(existsSync(`${tools.directory}/calls`)).toBe(false);
    expect(repository.read('packages/a/package.json')).toBe('{ "name": "a" }\n');
    expect(repository.read('package.json')).toContain('keyward/install');
  });

  test('and uninstall in such a package removes the script of the project, too', () => {
    const tools = managerOnPath('npm', 'package-lock.json');
    const repository = Repository.create()
      .write('package.json', LISTED)
      .write('packages/a/package.json', '{ "name": "a" }\n');
    init(repository, tools);
    const cwd = `${repository.directory}/packages/a`;
    expect(keyward(repository, ['uninstall'], { cwd }).code).toBe(0);
    expect(repository.read('package.json')).toBe(LISTED);
  });
});
