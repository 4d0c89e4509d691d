import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { hooksPathSetting } from '../git/repository.ts';
import { hooksWithoutKeyward, isOwnFolder, isUpToDate } from '../install/install-for-user.ts';
import { knowsConfigHooks, sectionOf } from '../install/managers/git-config-hooks.ts';
import { readBlock } from '../install/shim.ts';
import { readText } from '../shared/file-access.ts';
import { GIT_HOOKS, USER_HOOKS, userFolder, userHookFile } from '../install/user-hooks.ts';
import { userHooksPath } from '../install/user-settings.ts';
import { type Diagnosis, diagnosis, type Fix, type Section } from './checkup-result.ts';
import { diagnoseGit } from './checks/git-check.ts';
import { diagnoseNode } from './checks/node-check.ts';
import { runsHooks, tryLeak } from './trial/hook-trial.ts';
import { ScratchRepository } from './trial/scratch-repository.ts';

/** The command that repairs the files and settings of `--global`, and prints lines to paste where it cannot. */
const INIT: Fix = { command: 'keyward init --global', safe: false };

const REINSTALL: Fix = { command: `npm install --global keyward && ${INIT.command}`, safe: false };

/** Git settings by which git runs keyward. */
type GitSettings = Readonly<Record<string, string>>;

/** What git runs in all repositories of a user. */
interface UserHooks {
  readonly problems: readonly Diagnosis[];
  /** Undefined if git runs none of keyward's hooks. */
  readonly settings?: GitSettings;
}

/**
 * Checks the installation for all repositories of a user. The trials run in a fresh repository that uses only those of the user's
 * settings that make git run keyward, so that no other program runs.
 *
 * @param git a client outside of any repository
 * @param here the own core.hooksPath of the repository in the current folder
 */
export async function runUserChecks(git: GitClient, here: string | undefined): Promise<Section[]> {
  const version = await diagnoseGit(git.directory);
  if (version.code === 'git-old') return [{ worktree: undefined, diagnoses: [version] }];
  const { problems, settings } = (await knowsConfigHooks(git))
    ? await hooksInSettings(git)
    : await hooksInFolder(git);
  const diagnoses = [version, await diagnoseNode(join(userFolder(), 'node'), INIT), ...problems];
  const isWhole = !problems.some(({ status }) => status !== 'ok');
  if (isWhole && settings !== undefined) diagnoses.push(...(await tryHooks(settings)));
  if (settings?.['core.hooksPath'] !== undefined)
    diagnoses.push(
      here === undefined
        ? diagnosis('user-limits', {})
        : diagnosis('user-not-here', { folder: here }, { command: 'keyward init', safe: false }),
    );
  return [{ worktree: undefined, diagnoses }];
}

/** Returns the core.hooksPath that only the current repository has, if any. */
export async function ownHooksPath(git: GitClient): Promise<string | undefined> {
  const setting = await hooksPathSetting(git).catch(() => undefined);
  return setting !== undefined && /^(?:local|worktree)$/.test(setting.scope) ? setting.value : undefined;
}

async function hooksInFolder(git: GitClient): Promise<UserHooks> {
  const folder = join(userFolder(), 'hooks');
  const setting = await userHooksPath(git);
  if (setting === undefined) return { problems: [diagnosis('user-none', {}, INIT)] };
  const { value, scope } = setting;
  if (!(await isOwnFolder(git, folder))) {
    const missing = await hooksWithoutKeyward(value);
    // the files would also run other programs
    const pasted = USER_HOOKS.map((hook) => diagnosis('hook-by-hand', { hook, path: join(value, hook) }));
    const elsewhere = diagnosis('user-elsewhere', { folder: value, scope }, INIT);
    return { problems: missing.length === 0 ? pasted : [elsewhere] };
  }
  const settings = { 'core.hooksPath': value };
  const script = await readText(join(folder, 'pre-commit'));
  const recorded = readBlock(script)?.recorded;
  const packageHooks = recorded?.replace(/\/[^/]*$/, '') ?? '';
  const bad: string[] = [];
  for (const hook of GIT_HOOKS) {
    const path = join(folder, hook);
    if (!(await isUpToDate(path, userHookFile(hook, packageHooks)))) bad.push(path);
  }
  const [first] = bad;
  if (first !== undefined)
    return { problems: [diagnosis('user-files', { count: bad.length, first }, INIT)], settings };
  return { problems: [packageAt(recorded, folder)], settings };
}

async function hooksInSettings(git: GitClient): Promise<UserHooks> {
  const settings: Record<string, string> = {};
  for (const hook of USER_HOOKS) {
    const command = await git.ask('config', '--get', `${sectionOf(hook)}.command`);
    if (command === undefined) return { problems: [diagnosis('user-none', {}, INIT)] };
    settings[`${sectionOf(hook)}.command`] = command.replace(/\n$/, '');
    settings[`${sectionOf(hook)}.event`] = hook;
  }
  const recorded = readBlock(settings[`${sectionOf('pre-commit')}.command`] ?? '')?.recorded;
  return { problems: [packageAt(recorded, sectionOf('pre-commit'))], settings };
}

/** @param recorded the path of the package's hook */
function packageAt(recorded: string | undefined, place: string): Diagnosis {
  return existsSync(recorded ?? '')
    ? diagnosis('user-hooks', { place })
    : diagnosis('user-package-gone', { path: recorded ?? '' }, REINSTALL);
}

async function tryHooks(settings: GitSettings): Promise<Diagnosis[]> {
  const found: Diagnosis[] = [];
  for (const hook of USER_HOOKS) {
    const outcome = await inFreshRepository(settings, (scratch) => tryLeak(scratch, hook));
    if (outcome === undefined || 'problem' in outcome) {
      const reason = outcome?.problem ?? 'no-hooks-run';
      found.push(
        diagnosis('hook-no-trial', { hook, reason }, { command: 'keyward doctor --global', safe: false }),
      );
    } else if (outcome.exit !== 0 && outcome.found) found.push(diagnosis('hook-blocks', { hook }));
    else if (outcome.exit === 0)
      found.push(
        diagnosis('hook-passes', { hook, path: settings['core.hooksPath'] ?? sectionOf(hook) }, REINSTALL),
      );
    else {
      const { exit, said } = outcome;
      found.push(diagnosis('hook-blocks-otherwise', { hook, exit, said }, REINSTALL));
    }
  }
  const silent = await inFreshRepository(settings, silentHook);
  if (silent === undefined) return found;
  const isRun = silent === '';
  return [
    ...found,
    isRun ? diagnosis('user-own-hook', {}) : diagnosis('user-own-hook-silent', { hook: silent }, INIT),
  ];
}

/** A hook of keyward's and another one. */
const OWN_HOOKS = ['pre-commit', 'post-commit'] as const;

/** Returns the name of an own hook that did not run in a commit, or an empty string. */
async function silentHook(scratch: ScratchRepository): Promise<string> {
  const marks = join(scratch.folder, 'ran');
  for (const hook of OWN_HOOKS)
    scratch.write(`.git/hooks/${hook}`, `#!/bin/sh\necho ${hook} >>../ran\n`, 0o755);
  await scratch.run('commit', '--quiet', '--allow-empty', '--message=x');
  const ran = (await readText(marks)).split('\n');
  return OWN_HOOKS.find((hook) => !ran.includes(hook)) ?? '';
}

/** Calls a function with a fresh repository; undefined if no hooks can run in the temporary folder. */
async function inFreshRepository<T>(
  settings: GitSettings,
  call: (scratch: ScratchRepository) => Promise<T>,
): Promise<T | undefined> {
  const scratch = await ScratchRepository.create(false, {}, {});
  try {
    if (!(await runsHooks(scratch))) return undefined;
    await scratch.run('config', '--unset', 'core.hooksPath');
    for (const [name, value] of Object.entries(settings))
      await scratch.run('config', '--global', name, value);
    return await call(scratch);
  } finally {
    scratch.remove();
  }
}
