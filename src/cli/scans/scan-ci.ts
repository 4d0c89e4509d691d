import { readFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { GitClient } from '../../git/git.ts';
import { check, peel, type Peeled } from '../../git/peel.ts';
import { describeRun } from '../ci-environment.ts';
import type { Context } from '../context.ts';
import { commitOf, type Range } from './scan-range.ts';

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
  const pushed = await pushedObject(git, run.tip, run.ref);
  if (pushed?.type !== 'commit') throw new AppError('range-unknown', {});
  const { id: tip, tags } = pushed;
  // what a force-push took away is not in a fresh clone; a new branch never had a base
  const base = run.base === undefined ? undefined : await commitOf(git, run.base);
  const others = base ?? (await startOfBranch(git, run.defaultBranch, tip));
  const isNewRef = run.ref !== undefined && run.base === undefined;
  return {
    tips: [tip],
    known: others === undefined ? [] : [others],
    tags,
    refs: isNewRef ? [{ name: run.ref, id: tip }] : [],
    policyAt: tip,
    base: others,
  };
}

/**
 * What was pushed, with its annotated tags. Platforms name the tag's object, or the commit alone: then the tag is found by
 * its name.
 *
 * @returns nothing where the clone does not have it
 */
async function pushedObject(
  git: GitClient,
  tip: string,
  ref: string | undefined,
): Promise<Peeled | undefined> {
  const isTag = ref?.startsWith('refs/tags/') === true;
  const [named] = isTag ? await check(git, '%(objectname)', [ref]) : [];
  const found = await peel(git, named === undefined ? [tip] : [tip, named]);
  const object = found.get(tip);
  // a clone that lacks the tag cannot tell whether it is annotated
  if (object === undefined || (isTag && named === undefined && object.tags.length === 0)) return undefined;
  const tags = [...object.tags, ...(found.get(named ?? '')?.tags ?? [])];
  return { ...object, tags: [...new Set(tags)] };
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
