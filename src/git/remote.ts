import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GitClient } from './git.ts';
import { commitsOf } from './peel.ts';
import { fetchedForm, isRelative, withoutUser } from './remote-address.ts';
import { readRemote, type RemoteState, writeRemote } from './remote-record.ts';
import { storageOf } from './repository.ts';
import { linesFrom } from './git-process.ts';

/** The remote of a push, from the arguments of the pre-push hook. */
export interface Remote {
  /** The remote's name, or its address if it has none. */
  readonly name: string;
  /** The address after rewriting by settings; undefined if the hook manager does not pass it on. */
  readonly url: string | undefined;
}

/** A ref of the remote that the push updates. */
export interface RemoteRef {
  readonly name: string;
  /** The current commit on the remote; undefined for a new ref. */
  readonly id: string | undefined;
  readonly isDeleted: boolean;
}

/** The commit of each ref of the remote. */
type Refs = ReadonlyMap<string, string>;

/**
 * Commits that the remote has, including everything reachable from them.
 *
 * The refs that git reports for this push always count. Everything else comes from facts about this very address: the
 * last fetch from it, refs reported by earlier pushes, or the clone. A fact counts while the tracking ref still
 * contains it. Tracking refs alone prove nothing, because they may come from another address. If the remote lacks the
 * commit of a tracking ref, no fact counts: it is another repository, or it has been rewritten.
 *
 * @throws AppError if git cannot be read, or a change of the remote cannot be recorded
 */
export async function commitsAt(
  git: GitClient,
  { name, url }: Remote,
  refs: readonly RemoteRef[],
): Promise<string[]> {
  const { commonDirectory } = await storageOf(git);
  const there = refs.flatMap((ref) => (ref.id === undefined ? [] : [[ref.name, ref.id] as const]));
  const reported = await existing(git, new Map(there));
  if (url === undefined) return [...new Set(reported.values())];
  const address = isRelative(url) ? resolve(git.directory, url) : url;
  const tracking = await trackingRefs(git, name);
  const state = readRemote(commonDirectory, address);
  const fetched = lastFetch(commonDirectory, url);
  const deleted = new Set(refs.filter(({ isDeleted }) => isDeleted).map((ref) => ref.name));
  const later = new Map([...reported].filter(([ref]) => !deleted.has(ref)));
  if (state === undefined || (await contradicts(git, refs, reported, tracking))) {
    const ignoredUntil = Math.max(state?.ignoredUntil ?? 0, fetched.time, 1);
    writeRemote(commonDirectory, address, { refs: later, ignoredUntil });
    return [...new Set(reported.values())];
  }
  const facts = await factsAbout(state, fetched, () => clonedFrom(git, name, url));
  const earlier = await confirmed(git, facts, tracking);
  const known = new Map([...earlier, ...later].filter(([ref]) => !deleted.has(ref) && ref !== CLONED));
  try {
    writeRemote(commonDirectory, address, { refs: known, ignoredUntil: state.ignoredUntil });
  } catch {
    // the next push will know less and scan more
  }
  return [...new Set([...reported.values(), ...earlier.values()])];
}

/** The refs whose commits exist locally. */
async function existing(git: GitClient, refs: Refs): Promise<Refs> {
  const commits = await commitsOf(git, [...refs.values()]);
  return new Map([...refs.keys()].flatMap((ref, index) => (commits[index] ? [[ref, commits[index]]] : [])));
}

/** Returns the commit of the tracking ref for a ref of the remote. */
type Tracking = (ref: string) => string | undefined;

async function trackingRefs(git: GitClient, remote: string): Promise<Tracking> {
  const answer = (await git.ask('config', '--null', '--get-all', `remote.${remote}.fetch`)) ?? '';
  const rules = answer
    .split('\0')
    .map((rule) => /^\+?([^:^]+):(.+)$/.exec(rule))
    .filter((rule) => rule !== null);
  if (rules.length === 0) return () => undefined;
  const local = new Map<string, string>();
  const format = '--format=%(objectname) %(*objectname) %(refname)';
  for await (const line of linesFrom(git.directory, ['for-each-ref', format])) {
    const [id = '', peeled = '', ref = ''] = line.split(' ');
    local.set(ref, peeled || id);
  }
  const remoteHead = local.get(`refs/remotes/${remote}/HEAD`);
  return (ref) => {
    if (ref === CLONED) return remoteHead;
    for (const [, from = '', to = ''] of rules) {
      const target = mapped(ref, from, to);
      // a mirror fetches refs to the same names, so they are also local refs
      const id = target === undefined || target === ref ? undefined : local.get(target);
      if (id !== undefined) return id;
    }
    return undefined;
  };
}

/** Maps a ref by one rule of a refspec; undefined if it does not match. */
function mapped(ref: string, from: string, to: string): string | undefined {
  const [start = '', end] = from.split('*');
  if (end === undefined) return ref === from ? to : undefined;
  if (ref.length < start.length + end.length || !ref.startsWith(start) || !ref.endsWith(end))
    return undefined;
  return to.replace('*', () => ref.slice(start.length, ref.length - end.length));
}

/** True if the remote lacks the commit of a tracking ref. */
async function contradicts(
  git: GitClient,
  refs: readonly RemoteRef[],
  reported: Refs,
  tracking: Tracking,
): Promise<boolean> {
  for (const { name } of refs) {
    const expected = tracking(name);
    if (expected === undefined) continue;
    const found = reported.get(name);
    if (found === undefined || !(await contains(git, found, expected))) return true;
  }
  return false;
}

async function contains(git: GitClient, commit: string, ancestor: string): Promise<boolean> {
  if (commit === ancestor) return true;
  return (await git.ask('merge-base', '--is-ancestor', ancestor, commit)) !== undefined;
}

/** The most recent facts about an address. */
async function factsAbout(state: RemoteState, fetched: Fetch, cloned: () => Promise<Refs>): Promise<Refs> {
  if (fetched.refs.size > 0 && fetched.time > state.ignoredUntil) return fetched.refs;
  if (state.refs.size > 0) return state.refs;
  return state.ignoredUntil === 0 ? cloned() : new Map();
}

/** The facts that tracking refs still contain. */
async function confirmed(git: GitClient, facts: Refs, tracking: Tracking): Promise<Refs> {
  const present = await existing(git, facts);
  const kept = new Map<string, string>();
  let checked = 0;
  for (const [ref, commit] of present) {
    const now = tracking(ref);
    if (now === undefined) continue;
    if (now !== commit && (checked += 1) > MAX_ANCESTRY_CHECKS) continue;
    if (await contains(git, now, commit)) kept.set(ref, commit);
  }
  return kept;
}

/** The maximum number of git processes; facts that were not checked do not count. */
const MAX_ANCESTRY_CHECKS = 50;

interface Fetch {
  readonly refs: Refs;
  /** The end of the fetch, in milliseconds since 1970; 0 without one. */
  readonly time: number;
}

/** The branches of the last fetch from an address. Each worktree records its own fetches. */
function lastFetch(commonDirectory: string, url: string): Fetch {
  const form = fetchedForm(url);
  let last: Fetch = { refs: new Map(), time: 0 };
  if (form === undefined) return last;
  const trees = join(commonDirectory, 'worktrees');
  const folders = [commonDirectory, ...namesIn(trees).map((name) => join(trees, name))];
  for (const file of folders.map((folder) => join(folder, 'FETCH_HEAD'))) {
    const refs = new Map<string, string>();
    let time = 0;
    try {
      time = statSync(file).mtimeMs;
      for (const line of readFileSync(file, 'utf8').split('\n')) {
        const [, id, branch, from] = /^([0-9a-f]{40,64})\t[^\t]*\tbranch '(\S+)' of (.*)$/.exec(line) ?? [];
        if (id !== undefined && from === form) refs.set(`refs/heads/${branch}`, id);
      }
    } catch {
      // this worktree has no fetch
    }
    if (refs.size > 0 && time > last.time) last = { refs, time };
  }
  return last;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The commit of the clone from an address, from the reflog of the remote's `HEAD`. */
async function clonedFrom(git: GitClient, remote: string, url: string): Promise<Refs> {
  if (isRelative(url)) return new Map();
  const head = `refs/remotes/${remote}/HEAD`;
  if ((await git.ask('rev-parse', '--quiet', '--verify', head)) === undefined) return new Map();
  // the settings may name a program that checks signatures
  const command = ['-c', 'log.showSignature=false', 'log', '--walk-reflogs', '--format=%H %gs'];
  const log = await git.run(...command, '--end-of-options', head, '--');
  const first = log.trimEnd().split('\n').at(-1) ?? '';
  const [, id, from] = /^([0-9a-f]+) clone: from (.*)$/.exec(first) ?? [];
  return id === undefined || from !== withoutUser(url) ? new Map() : new Map([[CLONED, id]]);
}

/** The key for the ref that the remote's `HEAD` pointed to at the time of the clone. */
const CLONED = 'HEAD';

/** The maximum number of commits to query. */
const MAX_QUERIED_COMMITS = 8;

/** The short names of the tracking refs that contain each commit; only for the first few commits. */
export async function trackingRefsOf(
  git: GitClient,
  commits: readonly (string | null)[],
): Promise<Map<string, string[]>> {
  const refs = new Map<string, string[]>();
  const ids = [...new Set(commits)].filter((id) => id !== null).slice(0, MAX_QUERIED_COMMITS);
  for (const id of ids) {
    const type = (await git.ask('cat-file', '-t', id))?.trim();
    if (type !== 'commit') continue;
    const format = '--format=%(refname:lstrip=2)';
    const answer = await git.run('for-each-ref', format, `--contains=${id}`, 'refs/remotes/');
    refs.set(
      id,
      answer.split('\n').filter((ref) => ref !== ''),
    );
  }
  return refs;
}
