import { join } from 'node:path';
import { readText } from '../shared/file-access.ts';
import type { GitClient } from '../git/git.ts';
import { knowsConfigHooks } from '../install/managers/git-config-hooks.ts';
import { MANAGERS } from '../install/managers/index.ts';

/** Returns the hook manager or lint-staged if a hook calls it and its settings name keyward. */
export async function delegateOf(text: string, folders: readonly string[]): Promise<string | undefined> {
  for (const { name, calls, isGeneratedBy, find } of MANAGERS) {
    if (!calls.test(text) && !isGeneratedBy(text)) continue;
    const settings = await find(folders);
    if (/\bkeyward\b/.test(`${settings?.text ?? ''}${settings?.more?.text ?? ''}`)) return name;
  }
  const callsLintStaged = /\blint-staged\b/.test(text);
  return callsLintStaged && (await namedInLintStaged(folders)) ? 'lint-staged' : undefined;
}

/** Returns `git` if the git settings define a keyward hook: https://git-scm.com/docs/git-hook/2.54.0 */
export async function gitConfigManager(git: GitClient): Promise<string | undefined> {
  const hooks = (await git.ask('config', '--get-regexp', String.raw`^hook\..*\.command$`)) ?? '';
  if (!/\bkeyward\b/.test(hooks)) return undefined;
  return (await knowsConfigHooks(git)) ? 'git' : undefined;
}

const LINT_STAGED = [
  ...['.lintstagedrc', '.lintstagedrc.json', '.lintstagedrc.yaml', '.lintstagedrc.yml'],
  ...['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].flatMap((end) => [
    `.lintstagedrc.${end}`,
    `lint-staged.config.${end}`,
  ]),
];

/** Tests whether the settings of lint-staged, which hooks call, name keyward. */
async function namedInLintStaged(folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) {
    const texts = await Promise.all(LINT_STAGED.map((file) => readText(join(folder, file))));
    const own = await partOf(join(folder, 'package.json'), 'lint-staged');
    if ([...texts, own].some((text) => /\bkeyward\b/.test(text))) return true;
  }
  return false;
}

async function partOf(path: string, key: string): Promise<string> {
  try {
    const { [key]: part } = JSON.parse(await readText(path)) as Record<string, unknown>;
    return part === undefined ? '' : JSON.stringify(part);
  } catch {
    // another check reports an unreadable package.json
    return '';
  }
}
