import { join, relative } from 'node:path';
import { parse } from 'yaml';
import type { HookName } from '../install/hook-names.ts';
import { type ManagerSettings, settingsFolders, writerOf } from '../install/managers/index.ts';
import { preCommit } from '../install/managers/pre-commit.ts';
import type { Copy } from './hook-copy.ts';
import { type HookText, readHook } from './hook-reader.ts';
import type { WorktreeContext } from './worktree-context.ts';

/** A hook in the settings of pre-commit or prek that runs keyward. */
export interface FrameworkHook {
  readonly settings: ManagerSettings;
  /** The hook; undefined if it cannot be tested elsewhere: it needs a download, or depends on files. */
  readonly testable: Readonly<Record<string, unknown>> | undefined;
}

/** Returns the hook with which the framework runs keyward at a git hook. */
export async function frameworkHook(
  worktree: WorktreeContext,
  name: HookName,
): Promise<FrameworkHook | undefined> {
  const settings = await settingsFor(worktree, name);
  if (settings === undefined) return undefined;
  // prek.toml
  if (!/\.ya?ml$/.test(settings.path))
    return /\bkeyward\b/.test(settings.text) ? { settings, testable: undefined } : undefined;
  const config = parsed(settings.text);
  for (const repo of recordsIn(config['repos'])) {
    for (const entry of recordsIn(repo['hooks'])) {
      if (!runsKeyward(entry, name) || !isInStage(entry, config, name)) continue;
      const isTestable = repo['repo'] === 'local' && isIndependent(entry, config);
      return { settings, testable: isTestable ? entry : undefined };
    }
  }
  return undefined;
}

/** Tests whether the settings of the framework, which git runs for commits, name keyward, for whichever stage. */
export async function namedByFramework(worktree: WorktreeContext): Promise<boolean> {
  return /\bkeyward\b/.test((await settingsFor(worktree, 'pre-commit'))?.text ?? '');
}

/** Tests whether the settings of the framework name keyward, even if it has not installed its git hooks yet. */
export async function isNamedInSettings(worktree: WorktreeContext): Promise<boolean> {
  return /\bkeyward\b/.test((await settingsOf(worktree))?.text ?? '');
}

/** Returns the framework's settings if it generated the git hook. */
async function settingsFor(worktree: WorktreeContext, name: HookName): Promise<ManagerSettings | undefined> {
  const hook = await readHook(join(worktree.repository.hooks, name));
  if (hook.kind !== 'script' || writerOf(hook.text) !== preCommit) return undefined;
  return settingsOf(worktree);
}

function settingsOf({ repository, project }: WorktreeContext): Promise<ManagerSettings | undefined> {
  return preCommit.find(settingsFolders(repository.top, project));
}

/** Copies the framework's hook, with settings that run keyward alone. */
export function copyOfFramework(
  { repository }: WorktreeContext,
  name: HookName,
  hook: HookText,
  { settings, testable }: FrameworkHook,
): Copy {
  return async (scratch) => {
    if (testable === undefined) return 'manager-settings';
    scratch.write(join(relative(scratch.tree, scratch.hooks), name), Buffer.from(hook.text, 'latin1'), 0o755);
    const path = relative(repository.top, settings.path);
    // JSON is YAML
    scratch.write(path, JSON.stringify({ repos: [{ repo: 'local', hooks: [testable] }] }));
    await scratch.run('add', '--force', path);
    return undefined;
  };
}

/** Tests whether a hook of the framework checks what the git hook must check. */
function runsKeyward({ id, entry, args }: Readonly<Record<string, unknown>>, name: HookName): boolean {
  const command = [id, entry, ...(Array.isArray(args) ? (args as unknown[]) : [])].map(String).join(' ');
  if (!/\bkeyward\b/.test(command)) return false;
  const isMessage = /--message\b|\bkeyward-message\b/.test(command);
  // for a push, `scan --staged` scans the commits that the framework names
  return name === 'commit-msg' ? isMessage : !isMessage;
}

/** Hooks run at all stages unless they or the settings name some. Old settings leave out `pre-`. */
function isInStage(
  entry: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
  name: HookName,
): boolean {
  const stages = entry['stages'] ?? config['default_stages'];
  if (!Array.isArray(stages)) return true;
  return stages.some((stage) => stage === name || `pre-${String(stage)}` === name);
}

/** Tests whether a hook needs no download and runs whichever files are staged. */
function isIndependent(
  entry: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): boolean {
  const runsHere = ['system', 'unsupported'].includes(String(entry['language']));
  return runsHere && ![...Object.keys(entry), ...Object.keys(config)].some((key) => SELECTS.has(key));
}

const SELECTS: ReadonlySet<string> = new Set(['files', 'exclude', 'types', 'types_or', 'exclude_types']);

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = parse(text);
    return isRecord(value) ? value : {};
  } catch {
    // the framework reports errors in its settings itself
    return {};
  }
}

function recordsIn(list: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(list) ? list.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
