import { AppError } from '../core/errors.ts';
import { type Content, MESSAGE_PATH, type Source, type SourceItem } from '../core/source.ts';
import type { GitClient } from './client.ts';
import { LfsStore } from './lfs.ts';
import { readObjects, readWhole } from './objects.ts';
import { linesFrom } from './stream.ts';

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
  /** Objects that hold nothing, as an earlier audit, or this one so far, found. */
  readonly clean: { has(object: string): boolean };
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
  readonly #names: Names;
  readonly #options: HistoryOptions;
  readonly #wanted: readonly StoredObject[];
  /** How many objects there are to look at. */
  readonly size: number;
  /** Whether git lacks what it should have. */
  readonly isMissing: boolean;

  private constructor(
    git: GitClient,
    objects: readonly StoredObject[],
    names: Names,
    isMissing: boolean,
    options: HistoryOptions,
  ) {
    this.#git = git;
    this.#lfs = new LfsStore(git);
    this.#names = names;
    this.#options = options;
    this.size = objects.length;
    this.isMissing = isMissing;
    // what is clean by itself may be told by a name that it got since
    this.#wanted = objects.filter(
      ({ object }) => !options.clean.has(object) || names.of(object).some(options.isTelling),
    );
  }

  /** @throws AppError when git cannot tell what it has */
  static async open(git: GitClient, options: HistoryOptions): Promise<HistorySource> {
    const objects = await listObjects(git);
    const names = new Names();
    const all = ['--all', '--reflog', '--indexed-objects'];
    const isMissing = await addNames(names, git, all);
    // what no reference leads to: first the commits, because the names in a tree of theirs are shorter
    for (const kinds of [['commit', 'tag'], ['tree']]) {
      const left = objects.filter(({ object, kind }) => kinds.includes(kind) && !names.has(object));
      await addNames(names, git, ['--stdin'], left.map(({ object }) => `${object}\n`).join(''));
    }
    const commits = objects.filter(({ kind }) => kind === 'commit').map(({ object }) => `${object}\n`);
    await addOtherNames(names, git, commits.join(''));
    const texts = objects.filter((each): each is StoredObject => each.kind !== 'tree');
    return new HistorySource(git, texts, names, isMissing, options);
  }

  /** How many of them are still to be looked at. */
  get left(): number {
    return this.#wanted.length;
  }

  async *items(): AsyncGenerator<SourceItem> {
    for await (const [{ object, kind }, bytes] of readObjects(this.#git.directory, this.#wanted)) {
      if (bytes === undefined) throw new AppError('object-missing', { path: object });
      if (kind === 'blob') yield* this.#versionsOf(object, bytes);
      else if (Buffer.isBuffer(bytes))
        yield { path: MESSAGE_PATH, commit: object, bytes: textOf(bytes), newName: false };
    }
    for (const { name, object } of await referencesOf(this.#git))
      if (this.#options.isTelling(name)) yield { path: name, commit: object, bytes: NO_BYTES, newName: true };
  }

  /** A file under its name; and under its other names, where these may matter or there is something in it. */
  async *#versionsOf(object: string, bytes: Content): AsyncGenerator<SourceItem> {
    const { isTelling, clean } = this.#options;
    const [path = '', ...others] = this.#names.of(object);
    yield await this.#lfs.resolve({ path, commit: object, bytes, newName: isTelling(path) });
    for (const other of others) {
      if (!isTelling(other) && clean.has(object)) continue;
      const again = Buffer.isBuffer(bytes) ? bytes : await this.#readAgain(object);
      yield await this.#lfs.resolve({ path: other, commit: object, bytes: again, newName: isTelling(other) });
    }
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

/** In the order in which git has them at hand. */
async function listObjects(git: GitClient): Promise<{ object: string; kind: ObjectKind | 'tree' }[]> {
  const list = [
    'cat-file',
    '--batch-all-objects',
    '--unordered',
    '--batch-check=%(objectname) %(objecttype)',
  ];
  const objects: { object: string; kind: ObjectKind | 'tree' }[] = [];
  for await (const line of linesFrom(git.directory, list)) {
    const [object = '', kind = ''] = line.split(' ');
    if (!/^(?:blob|commit|tag|tree)$/.test(kind))
      throw new AppError('git-short', { command: 'git cat-file' });
    objects.push({ object, kind: kind as ObjectKind | 'tree' });
  }
  return objects;
}

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

/** Adds the names that a file got in any commit, its first one among them. */
async function addOtherNames(names: Names, git: GitClient, commits: string): Promise<void> {
  const flags = ['--root', '-r', '-m', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-relative'];
  const command = ['diff-tree', '--stdin', '--no-commit-id', ...flags];
  let object: string | undefined;
  for await (const field of linesFrom(git.directory, command, commits, '\0')) {
    if (object === undefined) object = field.startsWith(':') ? field.split(' ')[3] : undefined;
    else {
      if (names.has(object)) names.add(object, field);
      object = undefined;
    }
  }
}

/** What a commit or tag says: its headers without the ids and signatures, each in its line, and the message. */
function textOf(object: Buffer): Buffer {
  const text = object.toString('latin1');
  const end = text.indexOf('\n\n');
  const head = end === -1 ? text : text.slice(0, end);
  const told = head.replace(/^(?:tree|parent|object) .*$|^gpgsig(?:-sha256)? .*(?:\n .*)*$/gm, (lines) =>
    lines.replace(/[^\n]/g, ''),
  );
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
