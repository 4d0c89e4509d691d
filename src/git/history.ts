import { AppError } from '../core/errors.ts';
import { MESSAGE_PATH, type Source, type SourceItem } from '../core/source.ts';
import type { GitClient } from './client.ts';
import { LfsStore } from './lfs.ts';
import { messageOf, readObjects } from './objects.ts';
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
  /** Objects that hold nothing, as an earlier audit found. */
  readonly clean: { has(object: string): boolean };
}

/**
 * Every object that git has, reachable or not, each once: files, and the messages of commits and tags. Of an item,
 * `commit` is the object itself; in which commits it stands is found out for those few that hold something.
 */
export class HistorySource implements Source {
  readonly kind = 'history';
  readonly #git: GitClient;
  readonly #lfs: LfsStore;
  readonly #paths: ReadonlyMap<string, string>;
  readonly #options: HistoryOptions;
  readonly #wanted: readonly StoredObject[];
  /** How many objects there are to look at. */
  readonly size: number;

  private constructor(
    git: GitClient,
    objects: readonly StoredObject[],
    paths: ReadonlyMap<string, string>,
    options: HistoryOptions,
  ) {
    this.#git = git;
    this.#lfs = new LfsStore(git);
    this.#paths = paths;
    this.#options = options;
    this.size = objects.length;
    // what is clean by itself may be told by a name that it got since
    this.#wanted = objects.filter(
      ({ object }) => !options.clean.has(object) || options.isTelling(paths.get(object) ?? ''),
    );
  }

  /** @throws AppError when git cannot tell what it has */
  static async open(git: GitClient, options: HistoryOptions): Promise<HistorySource> {
    const objects = await listObjects(git);
    const paths = await namesFrom(git, ['--all', '--reflog', '--indexed-objects']);
    // what no reference leads to: first the commits, because the names in a tree of theirs are shorter
    for (const kinds of [['commit', 'tag'], ['tree']]) {
      const left = objects.filter(({ object, kind }) => kinds.includes(kind) && !paths.has(object));
      const input = left.map(({ object }) => `${object}\n`).join('');
      for (const [object, path] of await namesFrom(git, ['--stdin'], input))
        if (!paths.has(object)) paths.set(object, path);
    }
    const texts = objects.filter((each): each is StoredObject => each.kind !== 'tree');
    return new HistorySource(git, texts, paths, options);
  }

  /** How many of them are still to be looked at. */
  get left(): number {
    return this.#wanted.length;
  }

  async *items(): AsyncGenerator<SourceItem> {
    const { isTelling } = this.#options;
    for await (const [{ object, kind }, bytes] of readObjects(this.#git.directory, this.#wanted)) {
      if (bytes === undefined) throw new AppError('object-missing', { path: object });
      const path = this.#paths.get(object) ?? '';
      if (kind === 'blob')
        yield await this.#lfs.resolve({ path, commit: object, bytes, newName: isTelling(path) });
      else if (Buffer.isBuffer(bytes))
        yield { path: MESSAGE_PATH, commit: object, bytes: messageOf(bytes), newName: false };
    }
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

/** The names of what is reached from some revisions; a commit has none. */
async function namesFrom(
  git: GitClient,
  revisions: readonly string[],
  input?: string,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const command = [
    '-c',
    'core.quotePath=false',
    'rev-list',
    '--objects',
    '--missing=allow-any',
    ...revisions,
  ];
  for await (const line of linesFrom(git.directory, command, input)) {
    const end = line.indexOf(' ');
    if (end === -1) names.set(line, '');
    else names.set(line.slice(0, end), line.slice(end + 1));
  }
  return names;
}
