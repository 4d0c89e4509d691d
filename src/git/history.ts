import { AppError } from '../core/errors.ts';
import {
  type Content,
  MESSAGE_PATH,
  type Sieve,
  type Source,
  type SourceItem,
  type Texts,
} from '../core/source.ts';
import { SUBMODULE_MODE } from './changes.ts';
import type { GitClient } from './client.ts';
import { compared } from './comparisons.ts';
import { LfsStore } from './lfs.ts';
import { readObjects, readWhole } from './objects.ts';
import { chunksOfLines, linesFrom } from './stream.ts';
import { readTexts } from './texts.ts';

/** Kinds of objects that hold text of their own. Trees hold names, which come with the blobs. */
type ObjectKind = 'blob' | 'commit' | 'tag';

interface StoredObject {
  readonly object: string;
  readonly kind: ObjectKind;
}

/** What an audit wants to know while it looks for objects. */
export interface HistoryOptions {
  /** Whether a path may be evidence, or hold a key. */
  readonly isTelling: (path: string) => boolean;
  readonly sieve: Sieve;
  readonly clean: KnownObjects;
  /** Told of objects in which there is nothing, unless a name tells something. */
  readonly proved: (objects: readonly string[]) => void;
}

/** Objects that hold nothing, as an earlier audit, or this one so far, found. */
interface KnownObjects {
  has(object: string): boolean;
  /** An earlier audit looked at all that there was, under all its names, and nothing was in it. */
  readonly isComplete: boolean;
}

/**
 * Every object that git has, reachable or not, each once: files, what stands in commits and tags, and the names of
 * references. Of an item, `commit` is the object itself; in which commits it stands is found out for those few that hold
 * something.
 */
export class HistorySource implements Source {
  readonly kind = 'history';
  readonly #git: GitClient;
  readonly #lfs: LfsStore;
  readonly #listing: Listing;
  readonly #options: HistoryOptions;
  readonly #wanted: readonly StoredObject[];
  /** How many objects there are to look at. */
  readonly size: number;

  private constructor(git: GitClient, listing: Listing, options: HistoryOptions) {
    this.#git = git;
    this.#lfs = new LfsStore(git);
    this.#listing = listing;
    this.#options = options;
    const texts = listing.objects.filter(isText);
    this.size = texts.length;
    // what is clean by itself may be told by a name that it got since
    this.#wanted = texts.filter(
      ({ object }) => !options.clean.has(object) || listing.names.of(object).some(options.isTelling),
    );
  }

  /** @throws AppError when git cannot tell what it has */
  static async open(git: GitClient, options: HistoryOptions): Promise<HistorySource> {
    return new HistorySource(git, await listingOf(git, options), options);
  }

  /** Whether git lacks what it should have. */
  get isMissing(): boolean {
    return this.#listing.isMissing;
  }

  /** How many of them are still to be looked at. */
  get left(): number {
    return this.#wanted.length;
  }

  /** All objects, also those that hold nothing but names. */
  get objects(): readonly string[] {
    return this.#listing.objects.map(({ object }) => object);
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    const { isTelling } = this.#options;
    for await (const objects of readObjects(this.#git.directory, this.#wanted)) {
      const texts: SourceItem[] = [];
      const files: SourceItem[] = [];
      for (const [{ object, kind }, bytes] of objects) {
        if (bytes === undefined) throw new AppError('object-missing', { path: object });
        if (kind === 'blob') files.push(this.#file(object, this.#listing.names.of(object)[0] ?? '', bytes));
        else texts.push({ path: MESSAGE_PATH, commit: object, bytes: textOf(bytes), newName: false });
      }
      yield [...texts, ...(await this.#lfs.resolve(files))];
      yield await this.#lfs.resolve(await this.#underOtherNames(files));
    }
    yield this.#listing.references
      .filter(({ name }) => isTelling(name))
      .map(({ name, object }) => ({ path: name, commit: object, bytes: NO_BYTES, newName: true }));
  }

  /** Files under their other names, where these may matter or there is something in the file. */
  async #underOtherNames(files: readonly SourceItem[]): Promise<SourceItem[]> {
    const { isTelling, clean } = this.#options;
    const again: SourceItem[] = [];
    for (const { commit: object = '', bytes } of files) {
      const [, ...others] = this.#listing.names.of(object);
      for (const name of others)
        if (isTelling(name) || !clean.has(object))
          again.push(
            this.#file(object, name, Buffer.isBuffer(bytes) ? bytes : await this.#readAgain(object)),
          );
    }
    return again;
  }

  #file(object: string, path: string, bytes: Content): SourceItem {
    return { path, commit: object, bytes, newName: this.#options.isTelling(path) };
  }

  async #readAgain(object: string): Promise<Buffer> {
    const [bytes] = await readWhole(this.#git.directory, [object]);
    if (bytes === undefined) throw new AppError('object-missing', { path: object });
    return bytes;
  }
}

const NO_BYTES = Buffer.alloc(0);

/** The paths that objects have, in whatever commit. */
class Names {
  readonly #names = new Map<string, string | Set<string>>();

  has(object: string): boolean {
    return this.#names.has(object);
  }

  objects(): Iterable<string> {
    return this.#names.keys();
  }

  of(object: string): readonly string[] {
    const names = this.#names.get(object) ?? '';
    return typeof names === 'string' ? [names] : [...names];
  }

  add(object: string, name: string): void {
    const names = this.#names.get(object);
    if (names === undefined || names === '') this.#names.set(object, name);
    else if (typeof names !== 'string') names.add(name);
    else if (names !== name && name !== '') this.#names.set(object, new Set([names, name]));
  }
}

/** What git has. */
interface Listing {
  /** In the order in which git has them at hand. */
  readonly objects: readonly { readonly object: string; readonly kind: ObjectKind | 'tree' }[];
  readonly names: Names;
  readonly references: readonly { readonly name: string; readonly object: string }[];
  readonly isMissing: boolean;
}

async function listingOf(git: GitClient, options: HistoryOptions): Promise<Listing> {
  const { clean } = options;
  const [objects, references] = await Promise.all([listObjects(git), referencesOf(git)]);
  // what there was at an earlier audit had its names, and nothing was in it
  const news = clean.isComplete ? objects.filter(({ object }) => !clean.has(object)) : objects;
  // the names take git as long as the texts do
  const [named] = await allOf([
    (stopped) => namesOf(git, news, stopped),
    (stopped) => siftTexts(git, objects, options, stopped),
  ]);
  const { names, roots, isMissing } = named;
  const present = new Set(objects.map(({ object }) => object));
  const known = [...names.objects(), ...roots, ...references.map(({ object }) => object)];
  return {
    objects,
    names,
    references,
    isMissing: isMissing || !known.every((object) => present.has(object)),
  };
}

/** Does two things at once. Where one of them fails, the other is stopped. */
async function allOf<A, B>(
  jobs: readonly [(stopped: AbortSignal) => Promise<A>, (stopped: AbortSignal) => Promise<B>],
): Promise<[A, B]> {
  const stop = new AbortController();
  const running = jobs.map((job) => job(stop.signal)) as [Promise<A>, Promise<B>];
  try {
    return await Promise.all(running);
  } finally {
    stop.abort();
    await Promise.allSettled(running);
  }
}

async function namesOf(
  git: GitClient,
  news: Listing['objects'],
  stopped: AbortSignal,
): Promise<{ names: Names; roots: Set<string>; isMissing: boolean }> {
  const names = new Names();
  // git does it in less time from the oldest on
  const commits = news.filter(({ kind }) => kind === 'commit').map(({ object }) => object);
  const inCommits = await addNamesInCommits(names, git, commits.toReversed(), stopped);
  const { roots } = inCommits;
  let isMissing = (await addNames(names, git, ['--indexed-objects'])) || inCommits.isMissing;
  // what no commit leads to
  const left = news.filter(({ object, kind }) => kind === 'tree' && !names.has(object) && !roots.has(object));
  if (left.length > 0) isMissing = (await addNames(names, git, ['--stdin'], linesOf(left))) || isMissing;
  return { names, roots, isMissing };
}

/** Finds the many objects in which there is nothing, at less cost than looking at each. */
async function siftTexts(
  git: GitClient,
  objects: Listing['objects'],
  { sieve, clean, proved }: HistoryOptions,
  stopped: AbortSignal,
): Promise<void> {
  const wanted = objects.filter(isText).filter(({ object }) => !clean.has(object));
  if (wanted.length < MANY) return;
  for await (const { of, ...texts } of readTexts(git.directory, wanted)) {
    stopped.throwIfAborted();
    const told = sieve.ofTexts(texts);
    const isProved = ({ kind }: StoredObject, nth: number) =>
      told[nth] === 0 && !(kind === 'commit' && isSigned(texts, nth));
    proved(of.filter(isProved).map(({ object }) => object));
  }
}

/** So many are worth reading twice what may hold something. */
const MANY = 500;

/** A signature is not looked at, and what stands behind it comes nearer. */
function isSigned({ bytes, starts }: Texts, nth: number): boolean {
  return bytes.subarray(starts[nth], starts[nth + 1]).includes('\ngpgsig');
}

function isText(each: Listing['objects'][number]): each is StoredObject {
  return each.kind !== 'tree';
}

function linesOf(objects: readonly { readonly object: string }[]): string {
  return objects.map(({ object }) => `${object}\n`).join('');
}

async function listObjects(git: GitClient): Promise<Listing['objects']> {
  const command = [
    'cat-file',
    '--batch-all-objects',
    '--unordered',
    '--batch-check=%(objectname) %(objecttype)',
  ];
  const objects: { object: string; kind: ObjectKind | 'tree' }[] = [];
  for await (const lines of chunksOfLines(git.directory, command))
    for (const line of lines) {
      const at = line.indexOf(' ');
      const kind = KINDS.find((each) => line.endsWith(each));
      if (kind === undefined) throw new AppError('git-short', { command: 'git cat-file' });
      objects.push({ object: line.slice(0, at), kind });
    }
  return objects;
}

const KINDS = ['blob', 'tree', 'commit', 'tag'] as const;

/**
 * Adds one name of each object that is reached from some revisions; a commit has none.
 *
 * @returns whether some of them are not here
 */
async function addNames(
  names: Names,
  git: GitClient,
  revisions: readonly string[],
  input?: string,
): Promise<boolean> {
  let isMissing = false;
  const command = ['-c', 'core.quotePath=false', 'rev-list', '--objects', '--missing=print', ...revisions];
  for await (const line of linesFrom(git.directory, command, input)) {
    const end = line.indexOf(' ');
    if (line.startsWith('?')) isMissing = true;
    else if (end === -1) names.add(line, '');
    else names.add(line.slice(0, end), line.slice(end + 1));
  }
  return isMissing;
}

/**
 * Adds the names that files and folders got in any of some commits.
 *
 * @returns the trees of these commits, and whether some of them could not be compared: git has thrown away what they need
 */
async function addNamesInCommits(
  names: Names,
  git: GitClient,
  commits: readonly string[],
  stopped: AbortSignal,
): Promise<{ roots: Set<string>; isMissing: boolean }> {
  const roots = new Set<string>();
  let isMissing = false;
  let root = '';
  const lost = () => {
    isMissing = true;
    // what it leads to has no name yet
    roots.delete(root);
  };
  let change: string | undefined;
  for await (const fields of compared(git, commits, { format: '%T', encoding: 'utf8', lost })) {
    stopped.throwIfAborted();
    for (const field of fields)
      if (change !== undefined) {
        const [, mode, , object = ''] = change.split(' ');
        if (mode !== SUBMODULE_MODE && !/^0+$/.test(object)) names.add(object, field);
        change = undefined;
        // behind what was asked of a commit stands an empty line
      } else if (/^\n?:/.test(field)) change = field;
      else {
        root = field.slice(field.lastIndexOf(' ') + 1);
        roots.add(root);
      }
  }
  return { roots, isMissing };
}

/**
 * What a commit or tag says: its headers without the ids and signatures, each in its line, and the message. All of one that
 * comes in pieces.
 */
function textOf(object: Content): Content {
  if (!Buffer.isBuffer(object)) return object;
  const text = object.toString('latin1');
  const end = text.indexOf('\n\n');
  const head = end === -1 ? text : text.slice(0, end);
  const unsigned = head.includes('\ngpgsig')
    ? head.replace(/^gpgsig(?:-sha256)? .*(?:\n .*)*$/gm, (lines) => lines.replace(/[^\n]/g, ''))
    : head;
  const told = unsigned.replace(/^(?:tree|parent|object) .*$/gm, '');
  return Buffer.from(end === -1 ? told : told + text.slice(end), 'latin1');
}

/** All references, with the object that each names. */
async function referencesOf(git: GitClient): Promise<{ name: string; object: string }[]> {
  const list = ['for-each-ref', '--format=%(objectname) %(refname)'];
  const references: { name: string; object: string }[] = [];
  for await (const line of linesFrom(git.directory, list)) {
    const at = line.indexOf(' ');
    references.push({ object: line.slice(0, at), name: line.slice(at + 1) });
  }
  return references;
}
