import { join, relative } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { GitClient } from '../git/client.ts';
import type { Repository } from '../git/repository.ts';
import { findHome, type HookHome } from './home.ts';
import { type Outcome, putBlock, type Removal, takeBlock } from './hook-file.ts';
import { type HookName, HOOKS } from './hooks.ts';
import { awaitsHusky, leaveHusky, runHusky } from './husky.ts';
import { removeScript } from './package-json.ts';
import type { PackageManager } from './package-manager.ts';
import { addToRecord, dropRecord, readRecord } from './record.ts';
import { shimBlock } from './shim.ts';

/** What registering needs to know. */
export interface Registration {
  readonly git: GitClient;
  readonly repository: Repository;
  /** The folder of the project that lists keyward. */
  readonly project: string;
  readonly manager: PackageManager;
  /** The hooks of the running package. */
  readonly packageHooks: string;
}

/** What was done for one hook; its path from the top. */
export interface Registered {
  readonly outcome: Outcome;
  readonly path: string;
}

/**
 * Makes git run keyward's hooks in this repository. Idempotent.
 *
 * @throws AppError `init-hooks-path` where git runs hooks from a place that is not this repository's
 */
export async function register(job: Registration, hooks: readonly HookName[]): Promise<Registered[]> {
  const { git, repository, project } = job;
  const setsUpHusky = await awaitsHusky(git, project);
  if (setsUpHusky) await runHusky(repository, project);
  const home = setsUpHusky
    ? ({ kind: 'husky', folder: join(project, '.husky') } as const)
    : await findHome(git, repository);
  const blockFor = (hook: HookName) =>
    shimBlock(hook, {
      project: relative(repository.top, project).replaceAll('\\', '/') || '.',
      installCommand: job.manager.install,
      recorded: home.kind === 'plain' && home.insideGit ? job.packageHooks.replaceAll('\\', '/') : undefined,
    });
  if (home.kind === 'foreign') {
    const block = hooks.map((hook) => `${hook}:\n${blockFor(hook)}`).join('\n');
    throw new AppError('init-hooks-path', { hooksPath: home.folder, scope: home.scope, block });
  }
  const done: Registered[] = [];
  for (const hook of hooks) {
    const path = join(home.folder, hook);
    const { outcome, record } = await putBlock(path, blockFor(hook), { runBySh: home.kind === 'husky' });
    await addToRecord(repository.commonDirectory, record === undefined ? {} : { hooks: [record] });
    done.push({ outcome, path: shown(repository, path) });
  }
  return done;
}

/** Takes out what {@link register} and init put in. */
export async function unregister(git: GitClient, repository: Repository, project: string | undefined) {
  const record = await readRecord(repository.commonDirectory);
  const home = await findHome(git, repository);
  const removed: string[] = [];
  const foreign: string[] = [];
  const places = HOOKS.map((hook) => join(home.folder, hook));
  for (const path of new Set([...places, ...record.hooks.map((each) => each.path)])) {
    const removal: Removal = isOurs(home, path, record.hooks)
      ? await takeBlock(
          path,
          record.hooks.find((each) => each.path === path),
        )
      : 'absent';
    if (removal === 'removed') removed.push(shown(repository, path));
    if (removal === 'foreign') foreign.push(shown(repository, path));
  }
  if (project !== undefined) {
    if (await removeScript(project, record.scripts))
      removed.push(shown(repository, join(project, 'package.json')));
  }
  if (record.adoptedHusky && home.kind === 'husky') await leaveHusky(git, home.folder);
  await dropRecord(repository.commonDirectory);
  return { removed, foreign };
}

function isOurs(home: HookHome, path: string, hooks: readonly { path: string }[]): boolean {
  return home.kind !== 'foreign' || hooks.some((each) => each.path === path);
}

function shown({ top }: Repository, path: string): string {
  const way = relative(top, path).replaceAll('\\', '/');
  return way.startsWith('..') ? path : way;
}
