import { join } from 'node:path';
import { loadPolicy } from '../../policy/load-policy.ts';
import { type Diagnosis, diagnosis, type Fix, type TrialProblem } from '../checkup-result.ts';
import { AppError } from '../../shared/errors.ts';
import { ALLOWLIST_FILE, SETTINGS_FILE } from '../../shared/keyward-files.ts';
import { readWhole } from '../../git/cat-file.ts';
import { hooksPathSetting, pathFromTop } from '../../git/repository.ts';
import { gitVersion, isAtLeast } from '../../git/version.ts';
import { findHome } from '../../install/hook-location.ts';
import type { HookName } from '../../install/hook-names.ts';
import { sectionOf } from '../../install/managers/git-config-hooks.ts';
import { hasHook, type HookManager, managerIn, type ManagerSettings } from '../../install/managers/index.ts';
import { lefthook } from '../../install/managers/lefthook.ts';
import { simpleGitHooks } from '../../install/managers/simple-git-hooks.ts';
import { copyOfScript, copyOfSettings } from '../hook-copy.ts';
import { exists } from '../exists.ts';
import { findOwnLines, type HookScript, readHook, workOf } from '../hook-reader.ts';
import { copyOfLefthook } from '../lefthook-config.ts';
import {
  huskyMend,
  initCommand,
  installCommand,
  ownHooksCommand,
  placeAnewCommand,
  setUpCommand,
} from '../fixes.ts';
import { delegateOf, ownManager } from '../delegation.ts';
import { packageState } from '../install-state.ts';
import { firstRiskyLine } from '../shell-safety.ts';
import type { Caller, Site } from '../worktree-context.ts';
import { switchedOff } from '../disabled-managers.ts';
import { type Candidate, type TrialOutcome, tryHook } from '../trial/hook-trial.ts';
import { shellWord } from '../../shared/shell-quote.ts';
import type { Check } from './check.ts';

/** Each hook in which keyward is to stand: what git would run, and, where that is keyward, a trial of it. */
export const checkHooks: Check = async (site, caller) => {
  const found: Diagnosis[] = [];
  const setting = await hooksPathSetting(site.git);
  // a setting that leads nowhere is told of once, and not for each hook
  if (setting !== undefined && (setting.value === '' || !(await exists(site.repository.hooks)))) return found;
  for (const name of site.hooks) {
    const diagnosed = await checkHook(site, caller, name);
    if (diagnosed !== undefined) found.push(diagnosed);
  }
  return found;
};

async function checkHook(site: Site, caller: Caller, name: HookName): Promise<Diagnosis | undefined> {
  const hook = await readHook(join(site.repository.hooks, name));
  const { script, manager } = await workOf(hook);
  if (hook.kind === 'script' && !hook.runs && manager !== undefined)
    return notExecutable(site, name, hook.path);
  // what is missing is told of by another check, and nothing can be tried without it
  const isMissing = ['not-listed', 'not-installed'].includes(await packageState(site));
  if (hook.kind === 'script' && manager === lefthook) {
    const settings = await manager.find(foldersOf(site));
    if (settings === undefined) return withoutLines(site, name, script, manager);
    if (!hasHook(settings, name)) {
      const isNamed = /^(?!\s*(?:#|\/\/)).*\bkeyward\b/m.test(
        `${settings.text}\n${settings.more?.text ?? ''}`,
      );
      if (isNamed) return byManager(site, name, hook.path, manager.name);
      return notInSettings(site, name, hook.path, manager, settings);
    }
    const copy = copyOfLefthook(site, name, hook, settings);
    const { path } = settings;
    const before = hook.text;
    if (
      firstRiskyLine(before.replace(/^call_lefthook\(\)\s*\{\n[\s\S]*\n\}$/m, ''), manager.leads) !==
      undefined
    )
      return byManager(site, name, hook.path, manager.name);
    return isMissing
      ? undefined
      : tried({ site, name, path, before: '', lines: undefined, manager, copy }, caller);
  }
  const lines = script.kind === 'script' ? findOwnLines(script.text) : undefined;
  if (hook.kind !== 'script' || script.kind !== 'script' || lines === undefined) {
    const settings = await settingsOf(site, name);
    if (settings === undefined) return withoutLines(site, name, script, manager);
    const copy = copyOfSettings(settings);
    const path = `.git/config (${sectionOf(name)})`;
    const own = findOwnLines(settings.find(([key]) => key.endsWith('.command'))?.[1] ?? '');
    return isMissing
      ? undefined
      : tried({ site, name, path, before: '', lines: own, manager: undefined, copy }, caller);
  }
  const { path } = script;
  if (!hook.runs) return notExecutable(site, name, hook.path);
  const isRun = script === hook || manager?.name === 'husky';
  if (!isRun && !script.runs) return notExecutable(site, name, path);
  const before = script.text.slice(0, lines.start);
  const line =
    firstRiskyLine(before, manager?.leads) ??
    (script === hook ? undefined : firstRiskyLine(hook.text, manager?.leads));
  if (line !== undefined) {
    const mend = { command: await placeAnewCommand(site), safe: false };
    return diagnosis('hook-behind-others', { hook: name, path, line }, mend);
  }
  if (isMissing) return undefined;
  const stale = await staleHook(site, name, path, manager);
  if (stale !== undefined) return stale;
  const copy = copyOfScript(name, hook, script, manager, lines);
  return tried({ site, name, path, before, lines, manager, copy }, caller);
}

function foldersOf({ repository: { top }, project }: Site): string[] {
  return [...new Set([top, project ?? top])];
}

/** A hook with keyward's lines that the next set-up of its manager takes out again. */
async function staleHook(
  site: Site,
  hook: HookName,
  path: string,
  writer: HookManager | undefined,
): Promise<Diagnosis | undefined> {
  const managed = await managerIn(foldersOf(site));
  if (writer === undefined || managed?.manager !== writer || hasHook(managed.settings, hook))
    return undefined;
  return notInSettings(site, hook, path, writer, managed.settings);
}

function notInSettings(
  site: Site,
  hook: HookName,
  path: string,
  { name }: HookManager,
  settings: ManagerSettings,
): Diagnosis {
  const args = { hook, path, manager: name, file: pathFromTop(site.repository, settings.path) };
  return diagnosis('hook-not-in-settings', args, { command: initCommand(site), safe: false });
}

/** What git's settings say of a hook of keyward's, where git runs it. */
async function settingsOf({ git }: Site, hook: HookName): Promise<[string, string][] | undefined> {
  if (!isAtLeast(await gitVersion(git.directory), '2.54')) return undefined;
  const section = sectionOf(hook);
  const listed = await git.ask('hook', 'list', hook).catch(() => undefined);
  if (!listed?.includes(section.slice('hook.'.length))) return undefined;
  const pattern = `^${section.replaceAll('.', String.raw`\.`)}\\.`;
  const text = (await git.ask('config', '--null', '--get-regexp', pattern)) ?? '';
  const found = text.split('\0').slice(0, -1);
  return found.map((each) => {
    const [key = '', ...value] = each.split('\n');
    return [key, value.join('\n')];
  });
}

function byManager(site: Site, hook: HookName, path: string, manager: string): Diagnosis {
  return diagnosis('hook-by-manager', { hook, path, manager }, { command: initCommand(site), safe: false });
}

/** git passes over it, with a hint at most. */
async function notExecutable(site: Site, name: HookName, path: string): Promise<Diagnosis> {
  const home = await findHome(site.git, site.repository, site.project);
  const mend = { command: `chmod +x ${shellWord(path)}`, safe: home.kind !== 'foreign' };
  return diagnosis('hook-not-executable', { hook: name, path }, mend);
}

/** What git runs, or would run, and is not keyward. */
async function withoutLines(
  site: Site,
  name: HookName,
  script: HookScript,
  writer: HookManager | undefined,
): Promise<Diagnosis> {
  const { path } = script;
  const managed = await managerIn(foldersOf(site));
  const mend = await mendFor(site, name, writer);
  const home = await findHome(site.git, site.repository, site.project);
  if (home.kind === 'managed' && managed !== undefined && hasHook(managed.settings, name))
    return diagnosis('hook-to-set-up', { hook: name, path, manager: managed.manager.name }, mend);
  const hidden = await hiddenHook(site, name);
  if (hidden !== undefined) {
    const code = script.kind === 'script' && CHAINS.test(script.text) ? 'hook-chained' : 'hook-shadowed';
    return diagnosis(
      code,
      { hook: name, path, hidden },
      { ...mend, safe: mend.safe && code === 'hook-shadowed' },
    );
  }
  if (script.kind !== 'script') {
    const byGit = await ownManager(site.git);
    const aside = `mv ${shellWord(path)} ${shellWord(`${path}.moved-aside`)} && ${mend.command}`;
    const own = script.kind === 'no-file' ? { command: aside, safe: false } : mend;
    return byGit === undefined
      ? diagnosis(`hook-${script.kind}`, { hook: name, path }, own)
      : diagnosis('hook-by-manager', { hook: name, path, manager: byGit }, { ...mend, safe: false });
  }
  const manager = (await delegateOf(script.text, foldersOf(site))) ?? (await ownManager(site.git));
  const byPerson = { ...mend, safe: false };
  if (manager !== undefined) return diagnosis('hook-by-manager', { hook: name, path, manager }, byPerson);
  return /^[^#\n]*\bkeyward\b/m.test(script.text)
    ? diagnosis('hook-by-hand', { hook: name, path }, byPerson)
    : diagnosis('hook-without-keyward', { hook: name, path }, mend);
}

/** A way from a hook that is everybody's to the one of the repository. */
const CHAINS = /--git-(?:common-)?dir\b|--git-path\b|\bGIT_(?:COMMON_)?DIR\b|\.git\/hooks\b/;

async function mendFor(site: Site, name: HookName, writer: HookManager | undefined): Promise<Fix> {
  const home = await findHome(site.git, site.repository, site.project);
  if (home.kind === 'foreign') return { command: ownHooksCommand(site, home.scope), safe: false };
  if (home.kind === 'managed') {
    const isPasted = hasHook(home.settings, name);
    const command = isPasted ? await setUpCommand(site, home.manager) : initCommand(site);
    return { command, safe: false };
  }
  // what husky generates was lost, or overwritten by another tool
  const husky = home.kind === 'husky' && writer?.name !== 'husky' ? await huskyMend(site) : undefined;
  return husky ?? { command: installCommand(site), safe: true };
}

/** A hook of keyward's in the place where git would look if no setting led it elsewhere. */
async function hiddenHook({ repository }: Site, name: HookName): Promise<string | undefined> {
  const own = await readHook(join(repository.commonDirectory, 'hooks', name));
  if (own.path === join(repository.hooks, name)) return undefined;
  return own.kind === 'script' && findOwnLines(own.text) !== undefined ? own.path : undefined;
}

async function tried(candidate: Candidate, caller: Caller): Promise<Diagnosis> {
  const { site, name, path, lines } = candidate;
  const policy = await policyOf(site);
  const outcome = await tryHook(candidate, policy);
  if ('problem' in outcome) {
    const reason = outcome.problem;
    return diagnosis('hook-no-trial', { hook: name, reason }, anotherTrial(site, reason));
  }
  const { exit, found, said } = outcome;
  if (exit !== 0 && found) return diagnosis('hook-blocks', { hook: name });
  const install = await writtenAnew(candidate);
  if (lines?.byHand) return diagnosis('hook-by-hand', { hook: name, path }, { ...install, safe: false });
  if (exit !== 0) return diagnosis('hook-blocks-otherwise', { hook: name, exit, said }, install);
  if (!found && Object.keys(policy).length > 0 && isBlock(await tryHook(candidate, {}))) {
    const command = site.keyward('allowlist check');
    return diagnosis('hook-allowed', { hook: name }, { command, safe: false });
  }
  return (await whyItPasses(candidate, caller)) ?? diagnosis('hook-passes', { hook: name, path }, install);
}

/** keyward's lines, and husky's where it runs them; what a hook manager holds, a person puts there. */
async function writtenAnew({ site, manager, lines }: Candidate): Promise<Fix> {
  if (lines === undefined || manager === simpleGitHooks) return { command: initCommand(site), safe: false };
  const install = installCommand(site);
  const husky = manager?.name === 'husky' ? await huskyMend(site) : undefined;
  return husky === undefined
    ? { command: install, safe: true }
    : { command: `${husky.command} && ${install}`, safe: husky.safe };
}

/** What is known to let a commit through before keyward has its say. */
async function whyItPasses(
  { site, name, path, before, manager }: Candidate,
  { environment }: Caller,
): Promise<Diagnosis | undefined> {
  const off = manager && (await switchedOff(manager, environment));
  if (off !== undefined) {
    const { place, command } = off;
    const args = { hook: name, manager: manager?.name ?? '', place };
    return diagnosis('hook-manager-off', args, { command, safe: false });
  }
  const lines = before.split('\n');
  const line = lines.findIndex((each) => /\b(?:exit|return)\b/.test(each.replace(/#.*/, ''))) + 1;
  if (line === 0) return undefined;
  const mend = { command: await placeAnewCommand(site), safe: false };
  return diagnosis('hook-ends-early', { hook: name, path, line }, mend);
}

/** What gives the next trial a better chance. */
function anotherTrial({ keyward }: Site, reason: TrialProblem): Fix {
  const again = keyward('doctor');
  return { command: reason === 'no-hooks-run' ? `export TMPDIR="$HOME" && ${again}` : again, safe: false };
}

function isBlock(outcome: TrialOutcome): boolean {
  return 'exit' in outcome && outcome.exit !== 0 && outcome.found;
}

/** The files that the next commit is judged by; none where they are broken, which another check tells. */
async function policyOf({ repository: { top } }: Site): Promise<Record<string, Buffer>> {
  const [allowlist, settings] = await readWhole(top, [`:${ALLOWLIST_FILE}`, `:${SETTINGS_FILE}`]);
  try {
    await loadPolicy({ allowlist, settings });
  } catch (error) {
    if (error instanceof AppError) return {};
    throw error;
  }
  return {
    ...(allowlist === undefined ? {} : { [ALLOWLIST_FILE]: allowlist }),
    ...(settings === undefined ? {} : { [SETTINGS_FILE]: settings }),
  };
}
