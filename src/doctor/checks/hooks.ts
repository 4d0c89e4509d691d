import { join } from 'node:path';
import { loadPolicy } from '../../config/load.ts';
import { type Diagnosis, diagnosis, type Mend, type TrialProblem } from '../../core/checkup.ts';
import { AppError } from '../../core/errors.ts';
import { ALLOWLIST_FILE, SETTINGS_FILE } from '../../core/own-files.ts';
import { readWhole } from '../../git/objects.ts';
import { hooksPathSetting } from '../../git/repository.ts';
import { findHome } from '../../install/home.ts';
import type { HookName } from '../../install/hooks.ts';
import { findOwnLines, type HookScript, readHook, workOf } from '../hook-script.ts';
import { huskyOff } from '../husky-off.ts';
import { managerOf, ownManager } from '../managers.ts';
import { huskyMend, installCommand, ownHooksCommand, placeAnewCommand } from '../mends.ts';
import { packageState } from '../package.ts';
import { firstRiskyLine } from '../preamble.ts';
import { type Caller, exists, type Site } from '../site.ts';
import { type Candidate, type TrialOutcome, tryHook } from '../trial.ts';
import { word } from '../word.ts';
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
  const { script, byHusky } = await workOf(hook, name);
  const lines = script.kind === 'script' ? findOwnLines(script.text) : undefined;
  if (hook.kind !== 'script' || script.kind !== 'script' || lines === undefined)
    return withoutLines(site, name, script, byHusky);
  const { path } = script;
  if (!hook.runs) return notExecutable(site, name, hook.path);
  const line = firstRiskyLine(script.text.slice(0, lines.start));
  if (line !== undefined) {
    const mend = { command: await placeAnewCommand(site), safe: false };
    return diagnosis('hook-behind-others', { hook: name, path, line }, mend);
  }
  // what is missing is told of by another check, and nothing can be tried without it
  const state = await packageState(site);
  if (state === 'not-listed' || state === 'not-installed') return undefined;
  return tried({ site, name, hook, script, byHusky, lines }, caller);
}

/** git passes over it, with a hint at most. */
async function notExecutable(site: Site, name: HookName, path: string): Promise<Diagnosis> {
  const home = await findHome(site.git, site.repository, site.project);
  const mend = { command: `chmod +x ${word(path)}`, safe: home.kind !== 'foreign' };
  return diagnosis('hook-not-executable', { hook: name, path }, mend);
}

/** What git runs, or would run, and is not keyward. */
async function withoutLines(
  site: Site,
  name: HookName,
  script: HookScript,
  byHusky: boolean,
): Promise<Diagnosis> {
  const { path } = script;
  const mend = await mendFor(site, byHusky);
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
    return byGit === undefined
      ? diagnosis(`hook-${script.kind}`, { hook: name, path }, mend)
      : diagnosis('hook-by-manager', { hook: name, path, manager: byGit }, { ...mend, safe: false });
  }
  const { top } = site.repository;
  const folders = [top, ...(site.project === undefined ? [] : [site.project])];
  const manager = (await managerOf(script.text, folders)) ?? (await ownManager(site.git));
  const byPerson = { ...mend, safe: false };
  if (manager !== undefined) return diagnosis('hook-by-manager', { hook: name, path, manager }, byPerson);
  return /^[^#\n]*\bkeyward\b/m.test(script.text)
    ? diagnosis('hook-by-hand', { hook: name, path }, byPerson)
    : diagnosis('hook-without-keyward', { hook: name, path }, mend);
}

/** A way from a hook that is everybody's to the one of the repository. */
const CHAINS = /--git-(?:common-)?dir\b|--git-path\b|\bGIT_(?:COMMON_)?DIR\b|\.git\/hooks\b/;

async function mendFor(site: Site, byHusky: boolean): Promise<Mend> {
  const home = await findHome(site.git, site.repository, site.project);
  if (home.kind === 'foreign') return { command: ownHooksCommand(site, home.scope), safe: false };
  // what husky generates was lost, or overwritten by another tool
  const husky = home.kind === 'husky' && !byHusky ? await huskyMend(site) : undefined;
  return husky ?? { command: installCommand(site), safe: true };
}

/** A hook of keyward's in the place where git would look if no setting led it elsewhere. */
async function hiddenHook({ repository }: Site, name: HookName): Promise<string | undefined> {
  const own = await readHook(join(repository.commonDirectory, 'hooks', name));
  if (own.path === join(repository.hooks, name)) return undefined;
  return own.kind === 'script' && findOwnLines(own.text) !== undefined ? own.path : undefined;
}

async function tried(candidate: Candidate, caller: Caller): Promise<Diagnosis> {
  const { site, name, script, lines } = candidate;
  const policy = await policyOf(site);
  const outcome = await tryHook(candidate, policy);
  if ('problem' in outcome) {
    const reason = outcome.problem;
    return diagnosis('hook-no-trial', { hook: name, reason }, anotherTrial(site, reason));
  }
  const { exit, found, said } = outcome;
  if (exit !== 0 && found) return diagnosis('hook-blocks', { hook: name });
  const install = await writtenAnew(candidate);
  if (lines.byHand)
    return diagnosis('hook-by-hand', { hook: name, path: script.path }, { ...install, safe: false });
  if (exit !== 0) return diagnosis('hook-blocks-otherwise', { hook: name, exit, said }, install);
  if (!found && Object.keys(policy).length > 0 && isBlock(await tryHook(candidate, {}))) {
    const command = site.keyward('allowlist check');
    return diagnosis('hook-allowed', { hook: name }, { command, safe: false });
  }
  return (
    (await whyItPasses(candidate, caller)) ??
    diagnosis('hook-passes', { hook: name, path: script.path }, install)
  );
}

/** keyward's lines, and husky's where it runs them. */
async function writtenAnew({ site, byHusky }: Candidate): Promise<Mend> {
  const install = installCommand(site);
  const husky = byHusky ? await huskyMend(site) : undefined;
  return husky === undefined
    ? { command: install, safe: true }
    : { command: `${husky.command} && ${install}`, safe: husky.safe };
}

/** What is known to let a commit through before keyward has its say. */
async function whyItPasses(
  { site, name, script, byHusky, lines }: Candidate,
  { environment }: Caller,
): Promise<Diagnosis | undefined> {
  const off = byHusky ? await huskyOff(environment) : undefined;
  if (off !== undefined) {
    const { place, command } = off;
    return diagnosis('hook-husky-off', { hook: name, place }, { command, safe: false });
  }
  const before = script.text.slice(0, lines.start).split('\n');
  const line = before.findIndex((each) => /\b(?:exit|return)\b/.test(each.replace(/#.*/, ''))) + 1;
  if (line === 0) return undefined;
  const mend = { command: await placeAnewCommand(site), safe: false };
  return diagnosis('hook-ends-early', { hook: name, path: script.path, line }, mend);
}

/** What gives the next trial a better chance. */
function anotherTrial({ keyward }: Site, reason: TrialProblem): Mend {
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
