import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitClient } from '../git/client.ts';
import { gitVersion, isAtLeast } from '../git/version.ts';

/** A program that runs hooks of its own choice: what its lines in a hook look like, and where it is told what to run. */
interface Manager {
  readonly name: string;
  readonly inHook: RegExp;
  readonly files: readonly string[];
  /** Its part of package.json. */
  readonly key?: string;
}

const MANAGERS: readonly Manager[] = [
  {
    name: 'lint-staged',
    inHook: /\blint-staged\b/,
    files: [
      ...['.lintstagedrc', '.lintstagedrc.json', '.lintstagedrc.yaml', '.lintstagedrc.yml'],
      ...['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].flatMap((end) => [
        `.lintstagedrc.${end}`,
        `lint-staged.config.${end}`,
      ]),
    ],
    key: 'lint-staged',
  },
  {
    name: 'lefthook',
    inHook: /\blefthook\b/,
    files: ['yml', 'yaml', 'json', 'toml'].flatMap((end) => [`lefthook.${end}`, `.lefthook.${end}`]),
  },
  {
    name: 'pre-commit',
    inHook: /\b(?:pre[-_]commit|prek)\b/,
    files: ['.pre-commit-config.yaml', '.pre-commit-config.yml', 'prek.toml'],
  },
];

/** The manager that a hook calls, where its settings name keyward. */
export async function managerOf(text: string, folders: readonly string[]): Promise<string | undefined> {
  for (const { name, inHook, files, key } of MANAGERS) {
    if (!inHook.test(text)) continue;
    for (const folder of folders) {
      const texts = await Promise.all(files.map((file) => readText(join(folder, file))));
      const own = key === undefined ? '' : await partOf(join(folder, 'package.json'), key);
      if ([...texts, own].some((each) => /\bkeyward\b/.test(each))) return name;
    }
  }
  return undefined;
}

/** git itself, where its settings name keyward as a hook: https://git-scm.com/docs/git-hook/2.54.0 */
export async function ownManager(git: GitClient): Promise<string | undefined> {
  const hooks = (await git.ask('config', '--get-regexp', String.raw`^hook\..*\.command$`)) ?? '';
  if (!/\bkeyward\b/.test(hooks)) return undefined;
  return isAtLeast(await gitVersion(git.directory), '2.54') ? 'git' : undefined;
}

async function partOf(path: string, key: string): Promise<string> {
  try {
    const { [key]: part } = JSON.parse(await readText(path)) as Record<string, unknown>;
    return part === undefined ? '' : JSON.stringify(part);
  } catch {
    // whether package.json can be read is another check's business
    return '';
  }
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
