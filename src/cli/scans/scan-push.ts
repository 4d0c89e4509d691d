import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { AppError } from '../../shared/errors.ts';
import { groupBy } from '../../shared/multimap.ts';
import { rules } from '../../rules/index.ts';
import { redactPath } from '../../scan/redact-path.ts';
import { GitClient } from '../../git/git.ts';
import { check, peel, type Peeled } from '../../git/peel.ts';
import { isNoObject } from '../../git/raw-diff.ts';
import { POLICY_FILES } from '../../sources/policy-in.ts';
import type { NamedObject } from '../../sources/range.ts';
import { commitsAt, type Remote, trackingRefsOf } from '../../git/remote.ts';
import { printableShellWord } from '../../report/terminal-escape.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from './scan-request.ts';
import { type CommitRange, rangeRequest } from './scan-range.ts';

/** A ref that a push changes, from the input of a hook. */
export interface Update {
  /** The name of the ref on the remote. */
  readonly ref: string;
  /** The object after the push; undefined for a deletion. */
  readonly id: string | undefined;
  /** The object on the remote before the push; undefined for a new ref. */
  readonly old: string | undefined;
}

/**
 * Returns what a push adds to the remote: one range per policy at the tips of the refs.
 *
 * @param input the input of the pre-push hook: lines of `<local ref> <local id> <remote ref> <remote id>`
 * @throws AppError if git cannot list the commits of the remote or the objects of the refs
 */
export async function pushRanges(context: Context, remote: Remote, input: Readable): Promise<CommitRange[]> {
  const git = new GitClient(context.directory);
  const updates = updatesIn(await text(input), PUSHED_LINE, 'git push');
  const refs = updates.map(({ ref, id, old }) => ({ name: ref, id: old, isDeleted: id === undefined }));
  return rangesOf(git, updates, () => commitsAt(git, remote, refs));
}

/**
 * Returns what updates of refs add: one range per policy at the tips of the refs.
 *
 * @param knownCommits returns the commits whose history is not new
 */
export async function rangesOf(
  git: GitClient,
  updates: readonly Update[],
  knownCommits: () => Promise<readonly string[]>,
): Promise<CommitRange[]> {
  const made = updates.filter((update) => update.id !== undefined);
  if (made.length === 0) return [];
  const [known, objects] = await Promise.all([
    knownCommits(),
    peel(
      git,
      made.map(({ id = '' }) => id),
    ),
  ]);
  // a tag on the remote is not new
  const there = new Set(updates.map(({ old }) => old));
  const parts = made.map(({ ref, id = '', old }) => {
    const object = objects.get(id);
    if (object === undefined) throw new AppError('range-unknown', {});
    const tags = object.tags.filter((tag) => !there.has(tag));
    return { ...object, tags, ref: { name: ref, id: object.id }, isNew: old === undefined };
  });
  return byPolicy(git, parts, known);
}

/** Returns the request for one range of a push. Its report names remote branches that already contain findings. */
export async function pushRequest(
  context: Context,
  { name }: Remote,
  range: CommitRange,
): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const request = await rangeRequest(context, range);
  return {
    ...request,
    trigger: 'push',
    reportContext: async (result) => {
      const refs = await trackingRefsOf(
        git,
        result.findings.map(({ commit }) => commit),
      );
      const isKnown = [...refs.values()].flat().some((ref) => ref.startsWith(`${name}/`));
      const fetch = isKnown ? `git fetch --prune ${printableShellWord(name)}` : undefined;
      const show = (ref: string) => redactPath(ref, rules, context.now);
      const shown = new Map([...refs].map(([id, names]) => [id, names.map(show)]));
      return { ...(await request.reportContext?.(result)), remotes: { refs: shown, fetch } };
    },
  };
}

interface PushedRef extends Peeled {
  readonly ref: NamedObject;
  readonly isNew: boolean;
}

/** Groups the refs of a push by the policy at their tips. */
async function byPolicy(
  git: GitClient,
  parts: readonly PushedRef[],
  known: readonly string[],
): Promise<CommitRange[]> {
  const files = await check(
    git,
    '%(objectname)',
    parts.flatMap(({ id }) => POLICY_FILES.map((file) => `${id}:${file}`)),
  );
  const groups = groupBy(parts, (_, index) =>
    files.slice(index * POLICY_FILES.length, (index + 1) * POLICY_FILES.length).join(' '),
  );
  return Array.from(groups.values(), (group) => rangeOf(group, known));
}

function rangeOf(parts: readonly PushedRef[], known: readonly string[]): CommitRange {
  const of = (selected: Peeled['type']) => parts.filter(({ type }) => type === selected);
  return {
    tips: [...new Set(of('commit').map(({ id }) => id))],
    known,
    tags: [...new Set(parts.flatMap(({ tags }) => tags))],
    // only names of new refs are scanned
    refs: parts.filter(({ isNew }) => isNew).map(({ ref }) => ref),
    trees: of('tree').map(({ ref }) => ref),
    blobs: of('blob').map(({ ref }) => ref),
    policyAt: parts[0]?.id ?? '',
  };
}

/** A line of the pre-push hook. The local ref may be any expression, even with spaces, and is not sent. */
const PUSHED_LINE = /^[^]+ (?<id>[0-9a-f]{40,64}) (?<ref>[^ ]+) (?<old>[0-9a-f]{40,64})$/;

/**
 * Returns the updates in the input of a hook.
 *
 * @param format matches a line, with the groups `id`, `ref` and `old`
 * @throws AppError `git-short` for any other line
 */
export function updatesIn(input: string, format: RegExp, command: string): Update[] {
  const lines = input.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const { id = '', ref = '', old = '' } = format.exec(line)?.groups ?? {};
    if (id === '') throw new AppError('git-short', { command });
    return { ref, id: isNoObject(id) ? undefined : id, old: isNoObject(old) ? undefined : old };
  });
}
