import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GitClient } from './git.ts';
import { commitsOf } from './peel.ts';
import { fetchedForm, isRelative, withoutUser } from './remote-address.ts';
import { readRemote, type RemoteState, writeRemote } from './remote-record.ts';
import { storageOf } from './repository.ts';
import { linesFrom } from './git-process.ts';

/** Where a push goes, as git tells its pre-push hook. */
export interface Remote {
  /** The address instead, where it has no name. */
  readonly name: string;
  /** The address that git uses, after all rewriting by its settings; nothing where a hook manager does not hand it on. */
  readonly url: string | undefined;
}

/** A ref of the remote that a push changes. */
export interface RemoteRef {
  readonly name: string;
  /** What the remote has there now; nothing for a new ref. */
  readonly id: string | undefined;
  readonly isDeleted: boolean;
}

/** Commits by the refs of the remote. */
type Refs = ReadonlyMap<string, string>;

/**
 * Commits that a remote has, with all that is reachable from them.
 *
 * What git reports in this push always counts. More is known only from facts about this very address: the last fetch from it,
 * what earlier pushes reported, or the clone. A fact counts as long as the tracking ref still contains it. Tracking refs
 * alone prove nothing: they keep what another address had. None of the facts counts when the remote does not have what a
 * tracking ref says: then it is another repository, or has changed.
 *
 * @throws AppError when git cannot be read, or a change of the remote cannot be noted
 */
export async function commitsAt(
  git: GitClient,
  { name, url }: Remote,
  refs: readonly RemoteRef[],
): Promise<string[]> {
  const { commonDirectory } = await storageOf(git);
  const reported = await reportedBy(git, refs);
  if (url === undefined) return [...new Set(reported.values())];
  const place = isRelative(url) ? resolve(git.directory, url) : url;
  const tracking = await trackingRefs(git, name);
  const state = readRemote(commonDirectory, place);
  const fetched = lastFetch(commonDirectory, url);
  const deleted = new Set(refs.filter(({ isDeleted }) => isDeleted).map((ref) => ref.name));
  const later = new Map([...reported].filter(([ref]) => !deleted.has(ref)));
  if (state === undefined || (await contradicts(git, refs, reported, tracking))) {
    const ignoredUntil = Math.max(state?.ignoredUntil ?? 0, fetched.time, 1);
    writeRemote(commonDirectory, place, { refs: later, ignoredUntil });
    return [...new Set(reported.values())];
  }
  const facts = await factsAbout(state, fetched, () => clonedFrom(git, name, url));
  const earlier = await confirmed(git, facts, tracking);
  const known = new Map([...earlier, ...later].filter(([ref]) => !deleted.has(ref) && ref !== CLONED));
  try {
    writeRemote(commonDirectory, place, { refs: known, ignoredUntil: state.ignoredUntil });
  } catch {
    // then the next push knows less, and scans more
  }
  return [...new Set([...reported.values(), ...earlier.values()])];
}

/** What the remote has now, as far as it is here, too. */
async function reportedBy(git: GitClient, refs: readonly RemoteRef[]): Promise<Refs> {
  const there = refs.filter(({ id }) => id !== undefined);
  const commits = await commitsOf(
    git,
    there.map(({ id }) => id ?? ''),
  );
  return withCommits(
    there.map(({ name }) => name),
    commits,
  );
}

function withCommits(names: readonly string[], commits: readonly (string | undefined)[]): Refs {
  const refs = new Map<string, string>();
  for (const [at, name] of names.entries()) {
    const commit = commits[at];
    if (commit !== undefined) refs.set(name, commit);
  }
  return refs;
}

/** Gives for a ref of the remote the commit of its tracking ref. */
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
      // a mirror fetches refs into themselves: they are its own, too
      const id = target === undefined || target === ref ? undefined : local.get(target);
      if (id !== undefined) return id;
    }
    return undefined;
  };
}

/** Maps a ref by one rule of a refspec; nothing where it does not match. */
function mapped(ref: string, from: string, to: string): string | undefined {
  const [start = '', end] = from.split('*');
  if (end === undefined) return ref === from ? to : undefined;
  if (ref.length < start.length + end.length || !ref.startsWith(start) || !ref.endsWith(end))
    return undefined;
  return to.replace('*', () => ref.slice(start.length, ref.length - end.length));
}

/** Whether the remote lacks what a tracking ref says that it has. */
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

/** The newest facts about an address. */
async function factsAbout(state: RemoteState, fetched: Fetch, cloned: () => Promise<Refs>): Promise<Refs> {
  if (fetched.refs.size > 0 && fetched.time > state.ignoredUntil) return fetched.refs;
  if (state.refs.size > 0) return state.refs;
  return state.ignoredUntil === 0 ? cloned() : new Map();
}

/** Those facts that tracking refs still contain. */
async function confirmed(git: GitClient, facts: Refs, tracking: Tracking): Promise<Refs> {
  const names = [...facts.keys()];
  const present = withCommits(names, await commitsOf(git, [...facts.values()]));
  const kept = new Map<string, string>();
  let asked = 0;
  for (const [ref, commit] of present) {
    const now = tracking(ref);
    if (now === undefined) continue;
    if (now !== commit && (asked += 1) > MAX_QUESTIONS) continue;
    if (await contains(git, now, commit)) kept.set(ref, commit);
  }
  return kept;
}

/** One process of git each; without an answer, a fact does not count. */
const MAX_QUESTIONS = 50;

interface Fetch {
  readonly refs: Refs;
  /** When it ended, in milliseconds since 1970; 0 if there was none. */
  readonly time: number;
}

/** The branches that the last fetch from an address brought: every work tree notes its own. */
function lastFetch(commonDirectory: string, url: string): Fetch {
  const form = fetchedForm(url);
  let last: Fetch = { refs: new Map(), time: 0 };
  if (form === undefined) return last;
  const trees = join(commonDirectory, 'worktrees');
  const folders = [commonDirectory, ...namesIn(trees).map((each) => join(trees, each))];
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
      // no fetch in this work tree
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

/** The commit that a clone from an address brought, as the reflog of the remote's `HEAD` says. */
async function clonedFrom(git: GitClient, remote: string, url: string): Promise<Refs> {
  if (isRelative(url)) return new Map();
  const head = `refs/remotes/${remote}/HEAD`;
  if ((await git.ask('rev-parse', '--quiet', '--verify', head)) === undefined) return new Map();
  // a signature would be checked by a program that the settings name
  const command = ['-c', 'log.showSignature=false', 'log', '--walk-reflogs', '--format=%H %gs'];
  const log = await git.run(...command, '--end-of-options', head, '--');
  const first = log.trimEnd().split('\n').at(-1) ?? '';
  const [, id, from] = /^([0-9a-f]+) clone: from (.*)$/.exec(first) ?? [];
  return id === undefined || from !== withoutUser(url) ? new Map() : new Map([[CLONED, id]]);
}

/** Stands for the ref that `HEAD` of the remote pointed to when it was cloned. */
const CLONED = 'HEAD';
