import { readFile } from 'node:fs/promises';
import { AppError } from '../../core/errors.ts';
import { GitClient } from '../../git/client.ts';
import { describeRun } from '../ci.ts';
import type { Context } from '../context.ts';
import { commitOf, type Range } from './range.ts';

/**
 * The commits that are new in this run of CI.
 *
 * @returns nothing where the run only deletes a branch
 * @throws AppError where that cannot be told, or the clone is shallow
 */
export async function ciRange(context: Context): Promise<Range | undefined> {
  const run = await describeRun(context.environment, readEvent);
  const git = new GitClient(context.directory);
  if ((await git.run('rev-parse', '--is-shallow-repository')).trim() === 'true')
    throw new AppError('range-shallow', { platform: run.platform });
  if (run.isDeletion) return undefined;
  if (run.tip === undefined) throw new AppError('ci-event', { platform: run.platform });
  const tip = await commitOf(git, run.tip);
  if (tip === undefined) throw new AppError('range-unknown', {});
  // what a force-push took away is not in a fresh clone; a new branch never had a base
  const base = run.base === undefined ? undefined : await commitOf(git, run.base);
  const others = base ?? (await startOfBranch(git, run.defaultBranch, tip));
  return { revisions: [tip, ...(others === undefined ? [] : [`^${others}`])], tip, base: others };
}

/** The tip of the default branch, unless this is that branch: then all of it is new. */
async function startOfBranch(
  git: GitClient,
  name: string | undefined,
  tip: string,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const start = await commitOf(git, `refs/remotes/origin/${name}`);
  return start === tip ? undefined : start;
}

async function readEvent(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    // what JSON.parse says quotes what it read
    throw new AppError('ci-event', { platform: 'github' }, error);
  }
}
