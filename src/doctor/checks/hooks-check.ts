import { join } from 'node:path';
import { type Diagnosis, diagnosis, type Fix } from '../checkup-result.ts';
import { hooksPathSetting, pathFromTop } from '../../git/repository.ts';
import { findHookLocation } from '../../install/hook-location.ts';
import { HOOKS, type HookName } from '../../install/hook-names.ts';
import { knowsConfigHooks, sectionOf } from '../../install/managers/git-config-hooks.ts';
import {
  hasHook,
  type HookManager,
  managerIn,
  type ManagerSettings,
  settingsFolders,
} from '../../install/managers/index.ts';
import { lefthook } from '../../install/managers/lefthook.ts';
import { preCommit } from '../../install/managers/pre-commit.ts';
import { copyOfScript, copyOfSettings } from '../hook-copy.ts';
import { diagnoseByTrial } from '../diagnose-by-trial.ts';
import { effectiveScript, findOwnLines, type HookScript, type HookText, readHook } from '../hook-reader.ts';
import { copyOfLefthook } from '../lefthook-config.ts';
import {
  copyOfFramework,
  frameworkHook,
  type FrameworkHook,
  namedByFramework,
} from '../pre-commit-config.ts';
import {
  huskyFix,
  initCommand,
  installCommand,
  ownHooksCommand,
  reinstallCommand,
  setUpCommand,
} from '../fixes.ts';
import { delegateOf, gitConfigManager } from '../delegation.ts';
import { packageState } from '../install-state.ts';
import { firstRiskyLine } from '../shell-safety.ts';
import type { HookUnderTest } from '../trial/hook-trial.ts';
import type { Caller, DoctorCheck, WorktreeContext } from '../worktree-context.ts';
import { shellWord } from '../../shared/shell-quote.ts';
import { namesFolder } from './hooks-path-check.ts';

/** Checks each hook that must run keyward: reads the file that git runs and, if it runs keyward, tests it. */
export const checkHooks: DoctorCheck = async (worktree, caller) => {
  const found: Diagnosis[] = [];
  const setting = await hooksPathSetting(worktree.git);
  // another check reports a core.hooksPath that points to no folder
  if (setting !== undefined && !(await namesFolder(setting, worktree.repository.hooks))) return found;
  const byFramework = new Map<HookName, FrameworkHook>();
  for (const name of HOOKS) {
    const hook = await frameworkHook(worktree, name);
    if (hook !== undefined) byFramework.set(name, hook);
  }
  const isNamed = await namedByFramework(worktree);
  const expected = HOOKS.filter(
    (name) => worktree.hooks.includes(name) || byFramework.has(name) || (isNamed && name === 'pre-commit'),
  );
  // a fix must not install a second scan
  const rest = { ...worktree, hooks: expected.filter((name) => !byFramework.has(name)) };
  for (const name of expected) {
    const diagnosed = await checkHook(rest, caller, name, byFramework.get(name));
    if (diagnosed !== undefined) found.push(diagnosed);
  }
  return found;
};

async function checkHook(
  worktree: WorktreeContext,
  caller: Caller,
  name: HookName,
  byFramework: FrameworkHook | undefined,
): Promise<Diagnosis | undefined> {
  const hook = await readHook(join(worktree.repository.hooks, name));
  const { script, manager } = await effectiveScript(hook);
  if (hook.kind === 'script' && !hook.runs && manager !== undefined)
    return notExecutable(worktree, name, hook.path);
  if (hook.kind === 'script' && manager === lefthook) return checkLefthook(worktree, caller, name, hook);
  const lines = script.kind === 'script' ? findOwnLines(script.text) : undefined;
  if (hook.kind === 'script' && lines === undefined && byFramework !== undefined)
    return checkFramework(worktree, caller, name, hook, byFramework);
  if (hook.kind !== 'script' || script.kind !== 'script' || lines === undefined)
    return checkGitSettings(worktree, caller, name, script, manager);
  const { path } = script;
  if (!hook.runs) return notExecutable(worktree, name, hook.path);
  const isRun = script === hook || manager?.name === 'husky';
  if (!isRun && !script.runs) return notExecutable(worktree, name, path);
  const before = script.text.slice(0, lines.start);
  const line =
    firstRiskyLine(before, manager?.wrapperLines) ??
    (script === hook ? undefined : firstRiskyLine(hook.text, manager?.wrapperLines));
  if (line !== undefined) {
    const fix = { command: await reinstallCommand(worktree), safe: false };
    return diagnosis('hook-behind-others', { hook: name, path, line }, fix);
  }
  if (await isPackageMissing(worktree)) return undefined;
  const stale = await unlistedInSettings(worktree, name, path, manager);
  if (stale !== undefined) return stale;
  const copy = copyOfScript(name, hook, script, manager, lines);
  return diagnoseByTrial({ worktree, name, path, before, lines, manager, copy }, caller);
}

/** Another check reports a missing package, and no hook can be tested without it. */
async function isPackageMissing(worktree: WorktreeContext): Promise<boolean> {
  return ['not-listed', 'not-installed'].includes(await packageState(worktree));
}

async function tryIfInstalled(hook: HookUnderTest, caller: Caller): Promise<Diagnosis | undefined> {
  return (await isPackageMissing(hook.worktree)) ? undefined : diagnoseByTrial(hook, caller);
}

async function checkLefthook(
  worktree: WorktreeContext,
  caller: Caller,
  name: HookName,
  hook: HookText,
): Promise<Diagnosis | undefined> {
  const settings = await lefthook.find(foldersOf(worktree));
  if (settings === undefined) return withoutLines(worktree, name, hook, lefthook);
  if (!hasHook(settings, name)) {
    const isNamed = /^(?!\s*(?:#|\/\/)).*\bkeyward\b/m.test(`${settings.text}\n${settings.more?.text ?? ''}`);
    return isNamed
      ? byManager(worktree, name, hook.path, lefthook.name)
      : notInSettings(worktree, name, hook.path, lefthook, settings);
  }
  const wrapper = hook.text.replace(/^call_lefthook\(\)\s*\{\n[\s\S]*\n\}$/m, '');
  if (firstRiskyLine(wrapper, lefthook.wrapperLines) !== undefined)
    return byManager(worktree, name, hook.path, lefthook.name);
  const copy = copyOfLefthook(worktree, name, hook, settings);
  return tryIfInstalled({ worktree, name, path: settings.path, manager: lefthook, copy }, caller);
}

/** Checks a hook with which the pre-commit framework runs keyward. */
async function checkFramework(
  worktree: WorktreeContext,
  caller: Caller,
  name: HookName,
  hook: HookText,
  byFramework: FrameworkHook,
): Promise<Diagnosis | undefined> {
  const isRisky = firstRiskyLine(hook.text, preCommit.wrapperLines) !== undefined;
  if (isRisky || byFramework.testable === undefined)
    return diagnosis('hook-by-manager', { hook: name, path: hook.path, manager: preCommit.name });
  const copy = copyOfFramework(worktree, name, hook, byFramework);
  return tryIfInstalled(
    { worktree, name, path: byFramework.settings.path, manager: preCommit, copy },
    caller,
  );
}

/** Checks a hook that is defined in git settings, where the hook file has none of keyward's lines. */
async function checkGitSettings(
  worktree: WorktreeContext,
  caller: Caller,
  name: HookName,
  script: HookScript,
  manager: HookManager | undefined,
): Promise<Diagnosis | undefined> {
  const settings = await settingsOf(worktree, name);
  if (settings === undefined) return withoutLines(worktree, name, script, manager);
  const lines = findOwnLines(settings.find(([key]) => key.endsWith('.command'))?.[1] ?? '');
  const path = `.git/config (${sectionOf(name)})`;
  return tryIfInstalled({ worktree, name, path, lines, copy: copyOfSettings(settings) }, caller);
}

function foldersOf({ repository, project }: WorktreeContext): string[] {
  return settingsFolders(repository.top, project);
}

/** Reports a hook whose lines of keyward its manager would remove at the next set-up. */
async function unlistedInSettings(
  worktree: WorktreeContext,
  hook: HookName,
  path: string,
  writer: HookManager | undefined,
): Promise<Diagnosis | undefined> {
  const managed = await managerIn(foldersOf(worktree));
  if (writer === undefined || managed?.manager !== writer || hasHook(managed.settings, hook))
    return undefined;
  return notInSettings(worktree, hook, path, writer, managed.settings);
}

function notInSettings(
  worktree: WorktreeContext,
  hook: HookName,
  path: string,
  { name }: HookManager,
  settings: ManagerSettings,
): Diagnosis {
  const args = { hook, path, manager: name, file: pathFromTop(worktree.repository, settings.path) };
  return diagnosis('hook-not-in-settings', args, { command: initCommand(worktree), safe: false });
}

/** Returns the git settings of a keyward hook if git runs it. */
async function settingsOf({ git }: WorktreeContext, hook: HookName): Promise<[string, string][] | undefined> {
  if (!(await knowsConfigHooks(git))) return undefined;
  const section = sectionOf(hook);
  const listed = await git.ask('hook', 'list', hook).catch(() => undefined);
  if (!listed?.includes(section.slice('hook.'.length))) return undefined;
  const pattern = `^${section.replaceAll('.', String.raw`\.`)}\\.`;
  const text = (await git.ask('config', '--null', '--get-regexp', pattern)) ?? '';
  const found = text.split('\0').slice(0, -1);
  return found.map((setting) => {
    const [key = '', ...value] = setting.split('\n');
    return [key, value.join('\n')];
  });
}

function byManager(worktree: WorktreeContext, hook: HookName, path: string, manager: string): Diagnosis {
  return diagnosis(
    'hook-by-manager',
    { hook, path, manager },
    { command: initCommand(worktree), safe: false },
  );
}

/** Reports a hook that git skips because it is not executable. */
async function notExecutable(worktree: WorktreeContext, name: HookName, path: string): Promise<Diagnosis> {
  const location = await findHookLocation(worktree.git, worktree.repository, worktree.project);
  const fix = { command: `chmod +x ${shellWord(path)}`, safe: location.kind !== 'foreign' };
  return diagnosis('hook-not-executable', { hook: name, path }, fix);
}

/** Diagnoses a hook that has none of keyward's lines. */
async function withoutLines(
  worktree: WorktreeContext,
  name: HookName,
  script: HookScript,
  writer: HookManager | undefined,
): Promise<Diagnosis> {
  const { path } = script;
  const managed = await managerIn(foldersOf(worktree));
  const fix = await fixFor(worktree, name, writer);
  const location = await findHookLocation(worktree.git, worktree.repository, worktree.project);
  if (location.kind === 'managed' && managed !== undefined && hasHook(managed.settings, name))
    return diagnosis('hook-to-set-up', { hook: name, path, manager: managed.manager.name }, fix);
  const hidden = await hiddenHook(worktree, name);
  if (hidden !== undefined) {
    const code = script.kind === 'script' && CHAINS.test(script.text) ? 'hook-chained' : 'hook-shadowed';
    return diagnosis(
      code,
      { hook: name, path, hidden },
      { ...fix, safe: fix.safe && code === 'hook-shadowed' },
    );
  }
  if (script.kind !== 'script') {
    const byGit = await gitConfigManager(worktree.git);
    const aside = `mv ${shellWord(path)} ${shellWord(`${path}.moved-aside`)} && ${fix.command}`;
    const own = script.kind === 'no-file' ? { command: aside, safe: false } : fix;
    return byGit === undefined
      ? diagnosis(`hook-${script.kind}`, { hook: name, path }, own)
      : diagnosis('hook-by-manager', { hook: name, path, manager: byGit }, { ...fix, safe: false });
  }
  const manager =
    (await delegateOf(script.text, foldersOf(worktree))) ?? (await gitConfigManager(worktree.git));
  const byPerson = { ...fix, safe: false };
  if (manager !== undefined) return diagnosis('hook-by-manager', { hook: name, path, manager }, byPerson);
  return /^[^#\n]*\bkeyward\b/m.test(script.text)
    ? diagnosis('hook-by-hand', { hook: name, path }, byPerson)
    : diagnosis('hook-without-keyward', { hook: name, path }, fix);
}

/** Matches code in a shared hook that may call the repository's own hook. */
const CHAINS = /--git-(?:common-)?dir\b|--git-path\b|\bGIT_(?:COMMON_)?DIR\b|\.git\/hooks\b/;

async function fixFor(
  worktree: WorktreeContext,
  name: HookName,
  writer: HookManager | undefined,
): Promise<Fix> {
  const location = await findHookLocation(worktree.git, worktree.repository, worktree.project);
  if (location.kind === 'foreign') return { command: ownHooksCommand(worktree, location.scope), safe: false };
  if (location.kind === 'managed') {
    const isPasted = hasHook(location.settings, name);
    const command = isPasted ? await setUpCommand(worktree, location.manager) : initCommand(worktree);
    return { command, safe: false };
  }
  // husky's generated file is missing or another tool has overwritten it
  const husky = location.kind === 'husky' && writer?.name !== 'husky' ? await huskyFix(worktree) : undefined;
  return husky ?? { command: installCommand(worktree), safe: true };
}

/** Returns the path of a keyward hook in git's default hooks folder, if core.hooksPath hides it. */
async function hiddenHook({ repository }: WorktreeContext, name: HookName): Promise<string | undefined> {
  const own = await readHook(join(repository.commonDirectory, 'hooks', name));
  if (own.path === join(repository.hooks, name)) return undefined;
  return own.kind === 'script' && findOwnLines(own.text) !== undefined ? own.path : undefined;
}
