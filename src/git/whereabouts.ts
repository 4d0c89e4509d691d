import type { CommitInfo, Kept, Whereabouts } from '../core/audit.ts';
import { AppError } from '../core/errors.ts';
import { isPartialClone } from './changes.ts';
import type { GitClient } from './client.ts';
import { COMMIT, compared } from './comparisons.ts';
import { readWhole } from './objects.ts';
import { stagedEntries } from './repository.ts';
import { askGit, linesFrom, streamGit } from './stream.ts';

/**
 * Finds out where secrets stand: in which commits, from which references they are reached, and whether these are a
 * remote's.
 *
 * @param secrets the objects that hold each of them, by its fingerprint
 * @throws AppError when git cannot tell
 */
export async function locate(
  git: GitClient,
  secrets: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Map<string, Whereabouts>> {
  const found = new Map<string, Whereabouts>();
  if (secrets.size === 0) return found;
  const objects = new Set([...secrets.values()].flatMap((each) => [...each]));
  const history = await History.read(git, objects);
  for (const [fingerprint, held] of secrets) found.set(fingerprint, await history.whereaboutsOf(held));
  return found;
}

/** A file that a commit changes to or from one of the objects. */
interface Touch {
  readonly commit: string;
  readonly parents: readonly string[];
  /** Its bytes, one character for each: a name need not be text. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

interface Reference {
  readonly name: string;
  readonly commit: string;
  /** What it names: a commit, or a tag, or anything else. */
  readonly object: string;
}

/** What has to be known of a history to tell where some objects stand in it. */
class History {
  readonly #git: GitClient;
  readonly #touches: readonly Touch[];
  readonly #references: readonly Reference[];
  /** Commits that may be the last ones of a line: of references, only in reflogs, or reached from nothing. */
  readonly #ends: readonly string[];
  readonly #kinds: ReadonlyMap<string, string>;
  readonly #staged: ReadonlySet<string>;
  #reached: Promise<Reached> | undefined;
  #fromHeads: Promise<Set<string>> | undefined;

  private constructor(parts: {
    git: GitClient;
    touches: readonly Touch[];
    references: readonly Reference[];
    ends: readonly string[];
    kinds: ReadonlyMap<string, string>;
    staged: ReadonlySet<string>;
  }) {
    this.#git = parts.git;
    this.#touches = parts.touches;
    this.#references = parts.references;
    this.#ends = parts.ends;
    this.#kinds = parts.kinds;
    this.#staged = parts.staged;
  }

  static async read(git: GitClient, objects: ReadonlySet<string>): Promise<History> {
    const [references, reflogs, unreachable, kinds, staged] = await Promise.all([
      referencesOf(git),
      // also what an entry was changed from
      commitsOf(git, ['--reflog', '--not', '--all']),
      unreachableCommits(git),
      kindsOf(git, objects),
      stagedBlobs(git),
    ]);
    const blobs = [...objects].filter((object) => kinds.get(object) === 'blob');
    const ends = [
      ...new Set([
        ...references.map(({ commit }) => commit).filter((id) => id !== ''),
        ...reflogs,
        ...unreachable,
      ]),
    ];
    const touches = ends.length === 0 ? [] : await touchesOf(git, blobs, unreachable);
    return new History({ git, touches, references, ends, kinds, staged });
  }

  async whereaboutsOf(held: ReadonlySet<string>): Promise<Whereabouts> {
    const touches = this.#touches.filter(({ before, after }) => held.has(before) || held.has(after));
    const paths = [...new Set(touches.map(({ path }) => path))];
    const added = touches.filter(({ before, after }) => held.has(after) && !held.has(before));
    const messages = [...held].filter((object) => this.#kinds.get(object) === 'commit');
    const naming = this.#references.filter(({ object }) => held.has(object));
    const begun = [...new Set([...added.map(({ commit }) => commit), ...messages])];

    const ends = await this.#holding(this.#ends, paths, held);
    const removed = touches.filter(({ before, after }) => held.has(before) && !held.has(after));
    const parents = await this.#holding([...new Set(removed.flatMap((each) => each.parents))], paths, held);
    const commits = await infoOf(this.#git, [...new Set([...begun, ...ends, ...parents])]);
    const first = earliest(begun, commits);
    const last = latest([...ends, ...parents, ...messages], commits);

    const containing = begun.length === 0 ? [] : await referencesWith(this.#git, begun);
    if ((await this.#detached()).some((commit) => begun.includes(commit))) containing.push(DETACHED);
    const isStaged = [...held].some((object) => this.#staged.has(object));
    const endsHeld = new Set(ends);
    const current = this.#references.filter(({ commit }) => endsHeld.has(commit));
    const names = [...new Set([...containing, ...naming.map(({ name }) => name)])];
    const reached = names.length > 0 && !names.every(isStash) ? undefined : await this.#reach();
    return {
      paths: paths.map((path) => Buffer.from(path, 'latin1').toString('utf8')),
      first: first ?? null,
      last: last ?? null,
      current: shortened(current.map(({ name }) => name).filter((name) => !isStash(name))),
      branches: shortened(names.filter((name) => name.startsWith('refs/heads/'))),
      tags: shortened(names.filter((name) => name.startsWith('refs/tags/'))),
      remotes: shortened(names.filter((name) => name.startsWith('refs/remotes/'))),
      kept: keptBy(names, begun, isStaged, reached),
      pushed: names.some((name) => name.startsWith('refs/remotes/')) || (await this.#wasPushed(begun)),
    };
  }

  /** Those of some commits whose trees have one of the objects at one of the paths. */
  async #holding(
    commits: readonly string[],
    paths: readonly string[],
    held: ReadonlySet<string>,
  ): Promise<string[]> {
    const asked = commits.flatMap((commit) => paths.map((path) => ({ commit, path })));
    // git reads a name for a line
    const names = asked.filter(({ path }) => !path.includes('\n'));
    const holding = new Set<string>();
    for (const { commit, path } of asked.filter((each) => !names.includes(each)))
      if (held.has(await this.#objectAt(commit, path))) holding.add(commit);
    if (names.length === 0) return [...holding];
    const input = Buffer.from(names.map(({ commit, path }) => `${commit}:${path}\n`).join(''), 'latin1');
    let at = 0;
    const check = ['cat-file', '--batch-check=%(objectname)'];
    for await (const line of linesFrom(this.#git.directory, check, input)) {
      if (held.has(line)) holding.add(names[at]?.commit ?? '');
      at += 1;
    }
    if (at !== names.length) throw new AppError('git-short', { command: 'git cat-file' });
    return [...holding];
  }

  /** The object at a path that is no line. */
  async #objectAt(commit: string, path: string): Promise<string> {
    const name = `${commit}:${Buffer.from(path, 'latin1').toString('utf8')}`;
    const answer = await this.#git.ask('rev-parse', '--verify', '--quiet', name);
    return answer?.trim() ?? '';
  }

  /** A branch of a remote had it, although none has any more. */
  async #wasPushed(commits: readonly string[]): Promise<boolean> {
    const { remotes } = await this.#reach();
    return commits.some((commit) => remotes.has(commit));
  }

  /** Commits that the HEADs on no branch lead to. */
  async #detached(): Promise<readonly string[]> {
    const heads = this.#references.filter(({ name }) => name === DETACHED).map(({ commit }) => commit);
    this.#fromHeads ??= heads.length === 0 ? Promise.resolve(new Set()) : reachedFrom(this.#git, heads, []);
    return [...(await this.#fromHeads)];
  }

  #reach(): Promise<Reached> {
    this.#reached ??= reach(this.#git);
    return this.#reached;
  }
}

/** Commits that are reached from what is no reference. */
interface Reached {
  readonly stashes: ReadonlySet<string>;
  readonly reflogs: ReadonlySet<string>;
  /** From what branches of remotes were before. */
  readonly remotes: ReadonlySet<string>;
}

async function reach(git: GitClient): Promise<Reached> {
  const entriesOf = async (...patterns: string[]) => {
    const names = await askGit(git.directory, 'for-each-ref', '--format=%(refname)', ...patterns);
    const references = names.split('\n').filter((name) => name !== '');
    if (references.length === 0) return [];
    const list = ['log', '--walk-reflogs', '--format=%H', ...references, '--'];
    const answer = await askGit(git.directory, ...list);
    return answer.split('\n').filter((commit) => commit !== '');
  };
  const [stashes, remotes] = [await entriesOf('refs/stash'), await entriesOf('refs/remotes')];
  return {
    stashes: await reachedFrom(git, stashes, ['--not', '--branches', '--tags', '--remotes']),
    reflogs: await reachedFrom(git, [], ['--reflog']),
    remotes: await reachedFrom(git, remotes, []),
  };
}

async function reachedFrom(
  git: GitClient,
  commits: readonly string[],
  others: readonly string[],
): Promise<Set<string>> {
  const reached = new Set<string>();
  const list = ['rev-list', '--stdin', ...others];
  const input = commits.map((commit) => `${commit}\n`).join('');
  for await (const line of linesFrom(git.directory, list, input)) reached.add(line);
  return reached;
}

function keptBy(
  names: readonly string[],
  commits: readonly string[],
  isStaged: boolean,
  reached: Reached | undefined,
): Kept {
  if (names.some((name) => !isStash(name))) return 'reference';
  if (names.length > 0 || commits.some((commit) => reached?.stashes.has(commit))) return 'stash';
  if (isStaged) return 'index';
  return commits.some((commit) => reached?.reflogs.has(commit)) ? 'reflog' : 'nothing';
}

function isStash(name: string): boolean {
  return name === 'refs/stash';
}

function shortened(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => name.replace(/^refs\/(?:heads|tags|remotes)\//, '')).sort();
}

/** References, and the HEADs of work trees that are on no branch. */
async function referencesOf(git: GitClient): Promise<Reference[]> {
  const list = await askGit(git.directory, 'for-each-ref', '--format=%(objectname) %(refname)');
  const named = list
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ object: line.slice(0, line.indexOf(' ')), name: line.slice(line.indexOf(' ') + 1) }))
    .filter(({ name }) => !isPointer(name));
  const references: Reference[] = [];
  // of a tag of a tag, whatever is at the end
  const check = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  const input = named.map(({ object }) => `${object}^{}\n`).join('');
  let at = 0;
  for await (const line of linesFrom(git.directory, check, input)) {
    const [peeled = '', kind] = line.split(' ');
    const { name = '', object = '' } = named[at] ?? {};
    references.push({ name, object, commit: kind === 'commit' ? peeled : '' });
    at += 1;
  }
  if (at !== named.length) throw new AppError('git-short', { command: 'git cat-file' });
  const trees = await askGit(git.directory, 'worktree', 'list', '--porcelain');
  for (const [, head = ''] of trees.matchAll(/^HEAD ([0-9a-f]+)\ndetached$/gm))
    references.push({ name: DETACHED, object: head, commit: head });
  return references;
}

const DETACHED = 'HEAD';

/** Branches, tags and the rest in whose history one of some commits is. */
async function referencesWith(git: GitClient, commits: readonly string[]): Promise<string[]> {
  const contains = commits.slice(0, MOST_ASKED).map((commit) => `--contains=${commit}`);
  const answer = await askGit(git.directory, 'for-each-ref', '--format=%(refname)', ...contains);
  return answer.split('\n').filter((name) => name !== '' && !isPointer(name));
}

/** A remote's HEAD names one of its branches. */
function isPointer(name: string): boolean {
  return /^refs\/remotes\/[^/]+\/HEAD$/.test(name);
}

/** A command line has an end. */
const MOST_ASKED = 500;

/** Commits, as of `git rev-list`; with nothing to start from there are none. */
async function commitsOf(git: GitClient, revisions: readonly string[]): Promise<string[]> {
  return [...(await reachedFrom(git, [], revisions))];
}

async function unreachableCommits(git: GitClient): Promise<string[]> {
  const reached = new Set(await commitsOf(git, ['--all', '--reflog']));
  const list = ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)'];
  const commits: string[] = [];
  for await (const line of linesFrom(git.directory, list)) {
    const [kind, object = ''] = line.split(' ');
    if (kind === 'commit' && !reached.has(object)) commits.push(object);
  }
  return commits;
}

async function kindsOf(git: GitClient, objects: ReadonlySet<string>): Promise<Map<string, string>> {
  const kinds = new Map<string, string>();
  const input = [...objects].map((object) => `${object}\n`).join('');
  const check = ['cat-file', '--batch-check=%(objectname) %(objecttype)'];
  for await (const line of linesFrom(git.directory, check, input)) {
    const [object = '', kind = ''] = line.split(' ');
    kinds.set(object, kind);
  }
  return kinds;
}

async function stagedBlobs(git: GitClient): Promise<Set<string>> {
  return new Set((await stagedEntries(git)).map((entry) => entry.split(' ')[1] ?? ''));
}

/** Every change, in whatever commit, to or from one of some blobs. */
async function touchesOf(
  git: GitClient,
  blobs: readonly string[],
  unreachable: readonly string[],
): Promise<Touch[]> {
  const touches: Touch[] = [];
  // to tell what a commit changes git would read blobs that a partial clone lacks
  const step = (await isPartialClone(git)) ? blobs.length : MOST_ASKED;
  for (let from = 0; from < blobs.length; from += step) {
    const asked = blobs.slice(from, from + step);
    const options = step === MOST_ASKED ? asked.map((blob) => `--find-object=${blob}`) : [];
    const wanted = new Set(asked);
    const chunks: Buffer[] = [];
    for await (const chunk of streamGit(git.directory, ['log', ...LOG, ...options, '--all', '--reflog']))
      chunks.push(chunk);
    const fields = Buffer.concat(chunks).toString('latin1').split('\0');
    for await (const some of compared(git, unreachable, '%P', options)) fields.push(...some);
    for (const touch of touchesIn(fields))
      if (wanted.has(touch.before) || wanted.has(touch.after)) touches.push(touch);
  }
  return touches;
}

/** A merge is compared with each of its parents: what it took from one is new to another, and no news. */
const LOG = [
  '-m',
  '--root',
  '--raw',
  '-z',
  '--no-abbrev',
  '--no-renames',
  '--no-color',
  '--no-relative',
  '--format=%x01%H %P',
];

function touchesIn(fields: readonly string[]): Touch[] {
  const touches: Touch[] = [];
  let commit = '';
  let parents: string[] = [];
  for (let at = 0; at < fields.length; at += 1) {
    const field = (fields[at] ?? '').replace(/^\n/, '');
    if (field.startsWith(COMMIT)) {
      [commit = '', ...parents] = field.slice(COMMIT.length).trimEnd().split(' ');
    } else if (field.startsWith(':')) {
      const [, , before = '', after = ''] = field.split(' ');
      touches.push({ commit, parents, before, after, path: fields[(at += 1)] ?? '' });
    }
  }
  return touches;
}

/** When and by whom commits were made, with the time in seconds. */
async function infoOf(
  git: GitClient,
  commits: readonly string[],
): Promise<Map<string, { readonly info: CommitInfo; readonly time: number }>> {
  const known = new Map<string, { info: CommitInfo; time: number }>();
  // `git log` would want their parents, which it may have thrown away
  for (const [nth, bytes] of (await readWhole(git.directory, commits)).entries()) {
    if (bytes === undefined) continue;
    const head = headOf(bytes);
    const { time = '0', zone = '' } =
      /^committer .* (?<time>\d+) (?<zone>[-+]\d+)$/m.exec(head)?.groups ?? {};
    const author = /^author (.*?) ?<[^<>\n]*>/m.exec(head)?.[1] ?? '';
    const id = commits[nth] ?? '';
    known.set(id, { info: { id, date: dateOf(Number(time), zone), author }, time: Number(time) });
  }
  return known;
}

/** What stands before the message, in the encoding that it names. */
function headOf(commit: Buffer): string {
  const end = commit.indexOf('\n\n');
  const bytes = end === -1 ? commit : commit.subarray(0, end);
  const encoding = /^encoding (.+)$/m.exec(bytes.toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(encoding).decode(bytes);
  } catch {
    // one that nobody knows
    return bytes.toString('utf8');
  }
}

/** ISO 8601, where the person was: as of git's `%cI`, also where time or zone are nonsense. */
function dateOf(seconds: number, given: string): string {
  const zone = /^[-+]\d{4}$/.test(given) ? given : '+0000';
  const minutes = Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
  const local = new Date((seconds + minutes * 60) * 1000);
  if (Number.isNaN(local.getTime())) return '1970-01-01T00:00:00+00:00';
  return `${local.toISOString().slice(0, 19)}${zone.slice(0, 3)}:${zone.slice(3)}`;
}

type Known = Awaited<ReturnType<typeof infoOf>>;

function earliest(commits: readonly string[], known: Known): CommitInfo | undefined {
  return inOrder(commits, known)[0]?.info;
}

function latest(commits: readonly string[], known: Known): CommitInfo | undefined {
  return inOrder(commits, known).at(-1)?.info;
}

function inOrder(
  commits: readonly string[],
  known: Known,
): (Known extends Map<string, infer T> ? T : never)[] {
  return commits.flatMap((commit) => known.get(commit) ?? []).sort((a, b) => a.time - b.time);
}
