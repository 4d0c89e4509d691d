import { existsSync } from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import type { ScratchRepository } from './trial/scratch-repository.ts';
import type { HookName } from '../install/hook-names.ts';
import type { ManagerSettings } from '../install/managers/index.ts';
import type { Copy } from './hook-copy.ts';
import type { HookText } from './hook-reader.ts';
import type { WorktreeContext } from './worktree-context.ts';
import { shellWord } from '../shared/shell-quote.ts';

/**
 * Copies lefthook's hook with the program that it finds first, and only keyward's part of its settings. `lefthook dump`
 * merges copies of the settings files. Settings that depend on files, refs or other commands cannot be tested.
 */
export function copyOfLefthook(
  worktree: WorktreeContext,
  name: HookName,
  hook: HookText,
  settings: ManagerSettings,
): Copy {
  return async (scratch) => {
    const parts = /^([\s\S]*?)\ncall_lefthook\(\)\s*\{\n([\s\S]*)\n\}\n([\s\S]*)$/.exec(hook.text);
    const program = parts === null ? undefined : programIn(worktree, parts[2] ?? '');
    if (parts === null || program === undefined) return 'manager-missing';
    // these variables override all files and do not belong to this repository
    if (OTHER_SETTINGS.some((variable) => (process.env[variable] ?? '') !== '')) return 'manager-settings';
    const texts = [settings.text, settings.more?.text ?? ''].join('\n');
    if (/\b(?:extends|remotes?|configs)\b["']?\]*\s*[:=\]]/.test(texts)) return 'manager-settings';
    const own = ownPart(await dump(scratch, worktree, program, settings), name);
    if (own === undefined) return 'manager-settings';
    scratch.write('lefthook.json', `${JSON.stringify(own)}\n`);
    const call = `call_lefthook() {\n  ${shellWord(program)} "$@"\n}\n`;
    const copy = Buffer.from(`${parts[1]}\n${call}${parts[3]}`, 'latin1');
    scratch.write(join(relative(scratch.tree, scratch.hooks), name), copy, hook.mode & 0o777);
    return undefined;
  };
}

const OTHER_SETTINGS = ['LEFTHOOK_CONFIG', 'LEFTHOOK_EXCLUDE'];

/** Returns the program that lefthook's hook runs. The package managers that the hook tries last are not run. */
function programIn({ repository }: WorktreeContext, finder: string): string | undefined {
  const recorded = [...finder.matchAll(/^ *elif (\/.+) -h >\/dev\/null 2>&1$/gm)].map(
    ([, path = '']) => path,
  );
  const [os, cpu] = [process.platform === 'win32' ? 'windows' : process.platform, process.arch];
  const below = [
    `lefthook-${os}-${cpu}/bin/lefthook`,
    `@evilmartians/lefthook/bin/lefthook-${os}-${cpu}/lefthook`,
  ];
  const named = process.env['LEFTHOOK_BIN'] ?? '';
  const places = [
    ...(named === '' ? [] : [named]),
    ...onPath('lefthook'),
    ...recorded,
    ...below.map((path) => join(repository.top, 'node_modules', path)),
  ];
  return places.find((place) => existsSync(place));
}

/** Returns the paths on PATH where a program may be, without folders that package managers add for programs they start. */
function onPath(program: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .filter((folder) => folder !== '' && !/[\\/]node_modules[\\/]/.test(folder))
    .map((folder) => join(folder, program));
}

async function dump(
  scratch: ScratchRepository,
  { repository }: WorktreeContext,
  program: string,
  settings: ManagerSettings,
): Promise<Record<string, unknown>> {
  const files = [settings, ...(settings.more === undefined ? [] : [settings.more])];
  const names = files.map(({ path }) => relative(repository.top, path));
  for (const [index, { text }] of files.entries()) scratch.write(names[index] ?? '', text);
  const { output } = await scratch.run('-c', `alias.dump=!${shellWord(program)} dump --format json`, 'dump');
  await scratch.run('-c', `alias.drop=!rm -f -- ${names.map((word) => shellWord(word)).join(' ')}`, 'drop');
  try {
    return JSON.parse(output.slice(output.indexOf('{'))) as Record<string, unknown>;
  } catch {
    // lefthook reports errors in its settings itself
    return {};
  }
}

/** Keys of a job that do not depend on files, refs or other commands. */
const HARMLESS = new Set(['name', 'run', 'use_stdin', 'priority', 'fail_text', 'interactive', 'tags']);
const OF_HOOK = new Set(['jobs', 'commands', 'scripts', 'parallel', 'piped', 'follow', 'exclude_tags']);
const OF_ALL = new Set([
  ...['exclude_tags', 'min_version', 'colors', 'output'],
  ...['no_tty', 'skip_lfs', 'assert_lefthook_installed'],
]);

/** Returns keyward's job and its conditions; undefined if they cannot be tested in another repository. */
function ownPart(settings: Record<string, unknown>, name: HookName): Record<string, unknown> | undefined {
  const hook = settings[name];
  if (!isRecord(hook)) return undefined;
  const jobs = Array.isArray(hook['jobs']) ? (hook['jobs'] as unknown[]) : [];
  const commands = isRecord(hook['commands']) ? Object.values(hook['commands']) : [];
  const job = [...jobs, ...commands].find(
    (item) => isRecord(item) && String(item['run']).includes(`keyward/hooks/${name}"`),
  );
  if (!isRecord(job)) return undefined;
  const { skip, only, ...rest } = job;
  const { skip: skipHook, only: onlyHook, ...restOfHook } = hook;
  const conditions = { skip, only, skipHook, onlyHook };
  if (!Object.values(conditions).every(isPlain)) return undefined;
  const keys = Object.keys(settings).filter((key) => !isHookName(key));
  if (!Object.keys(rest).every((key) => HARMLESS.has(key))) return undefined;
  if (!Object.keys(restOfHook).every((key) => OF_HOOK.has(key))) return undefined;
  const general = Object.fromEntries(
    keys.filter((key) => OF_ALL.has(key)).map((key) => [key, settings[key]]),
  );
  if (keys.some((key) => !OF_ALL.has(key) && !IGNORED.has(key))) return undefined;
  return {
    ...general,
    // the hooks here are copies
    no_auto_install: true,
    [name]: {
      ...restOfHook,
      skip: skipHook,
      only: onlyHook,
      scripts: undefined,
      commands: undefined,
      jobs: [job],
    },
  };
}

/** Keys about the location of scripts and the generation of hooks. */
const IGNORED = new Set([
  ...['source_dir', 'source_dir_local', 'no_auto_install'],
  ...['templates', 'glob_matcher', 'install_non_git_hooks'],
]);

function isHookName(key: string): boolean {
  return /-/.test(key) && !key.includes('_');
}

/** Tests whether a condition is a boolean or names states of git such as `merge`, which a plain commit is not in. */
function isPlain(condition: unknown): boolean {
  if (condition === undefined || typeof condition === 'boolean' || typeof condition === 'string') return true;
  return Array.isArray(condition) && condition.every((state) => typeof state === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
