import { readFile } from 'node:fs/promises';
import { AppError } from '../../shared/errors.ts';
import { GitClient } from '../../git/git.ts';
import { check, commitOf, peel, type Peeled } from '../../git/peel.ts';
import { type CiRun, describeRun } from '../ci-environment.ts';
import type { Context } from '../context.ts';
import type { CommitRange } from './scan-range.ts';

/**
 * Returns the commits that are new in this CI run.
 *
 * @returns undefined if the run only deletes a branch
 * @throws AppError if they are unknown or the clone is shallow
 */
export async function ciRange(context: Context): Promise<CommitRange | undefined> {
  const run = await describeRun(context.environment, readEvent);
  const git = new GitClient(context.directory);
  if ((await git.run('rev-parse', '--is-shallow-repository')).trim() === 'true')
    throw new AppError('range-shallow', { platform: run.platform });
  if (run.isDeletion) return undefined;
  if (run.tip === undefined) throw new AppError('ci-event', { platform: run.platform });
  const pushed = await pushedObject(git, run.tip, run.ref);
  if (pushed?.type !== 'commit') throw new AppError('range-unknown', {});
  const { id: tip, tags } = pushed;
  // a fresh clone lacks the base of a force-push, and a new branch has none
  const base = run.base === undefined ? undefined : await commitOf(git, run.base);
  const start = await startOfBranch(git, run.defaultBranch, tip);
  const others = isTopic(run) ? (start ?? base) : (base ?? start);
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
 * Returns the pushed object with its annotated tags. Some platforms only name the commit; the tag is then found by its name.
 *
 * @returns undefined if the clone lacks it
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
  // without the tag, the clone does not show whether it is annotated
  if (object === undefined || (isTag && named === undefined && object.tags.length === 0)) return undefined;
  const tags = [...object.tags, ...(found.get(named ?? '')?.tags ?? [])];
  return { ...object, tags: [...new Set(tags)] };
}

/**
 * True for a push to a branch other than the default one. It scans all commits that the default branch lacks, as a pull request
 * would: the next push must not pass while the branch still holds a key.
 */
function isTopic({ ref, defaultBranch }: CiRun): boolean {
  return ref?.startsWith('refs/heads/') === true && ref !== `refs/heads/${defaultBranch}`;
}

/** Returns the tip of the default branch, or undefined if that is the pushed branch, whose commits are all new. */
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
    // the message of JSON.parse quotes its input
    throw new AppError('ci-event', { platform: 'github' }, error);
  }
}
