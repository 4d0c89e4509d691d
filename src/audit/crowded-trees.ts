import type { GitClient } from '../git/git.ts';
import { readObjects, readWhole, wholeOf } from '../git/cat-file.ts';
import type { ObjectList } from './object-list.ts';

/** The most paths that one tree may have: git keeps the changes of a commit in memory, about 300 bytes a path. */
const MAX_PATHS_PER_TREE = 2_000_000;

/** The number of trees that one git process reads. */
const TREES_PER_PROCESS = 100_000;

/**
 * Returns a path in a tree that has more paths than an audit can list, or undefined if no tree has.
 *
 * Eight levels of trees that each contain the next one ten times are nine objects with 100 million paths. `git log`
 * would put them all into memory before it prints the first.
 *
 * @param trees the numbers of the trees to check; all others count as empty
 * @throws AppError if git fails
 */
export async function crowdedPath(
  objects: ObjectList,
  trees: Uint32Array,
  git: GitClient,
): Promise<string | undefined> {
  const graph = new TreeGraph(objects);
  for (let start = 0; start < trees.length; start += TREES_PER_PROCESS) {
    const some = trees.subarray(start, start + TREES_PER_PROCESS);
    const wanted = Array.from(some, (number) => ({ object: objects.idOf(number), number }));
    for await (const read of readObjects(git.directory, wanted))
      for (const each of read) {
        const [bytes] = await wholeOf([[each]]);
        if (bytes !== undefined) graph.add(each[0].number, bytes);
      }
  }
  const crowded = trees.find((tree) => graph.pathsIn(tree) > MAX_PATHS_PER_TREE);
  return crowded === undefined ? undefined : longPathIn(objects.idOf(crowded), objects, git);
}

/** The trees in each tree, and how many paths each has. */
class TreeGraph {
  readonly #objects: ObjectList;
  /** The entries of each tree that are no trees. */
  readonly #files: Uint32Array;
  /** By tree, where its subtrees start and end in {@link #subtrees}. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  readonly #subtrees: number[] = [];
  /** The number of paths; 0 where it is not known yet. */
  readonly #paths: Float64Array;

  constructor(objects: ObjectList) {
    this.#objects = objects;
    this.#files = new Uint32Array(objects.size);
    this.#starts = new Uint32Array(objects.size);
    this.#ends = new Uint32Array(objects.size);
    this.#paths = new Float64Array(objects.size);
  }

  add(tree: number, bytes: Buffer): void {
    this.#starts[tree] = this.#subtrees.length;
    for (const { isTree, start } of entriesOf(bytes, this.#objects.shared.idLength)) {
      if (!isTree) this.#files[tree] = (this.#files[tree] ?? 0) + 1;
      else {
        const subtree = this.#objects.find(bytes, start);
        if (subtree !== undefined) this.#subtrees.push(subtree);
      }
    }
    this.#ends[tree] = this.#subtrees.length;
  }

  /** Returns the number of paths in a tree, with its own. A tree cannot contain itself, so this ends. */
  pathsIn(tree: number): number {
    const pending = [tree];
    for (let last = pending.at(-1); last !== undefined; last = pending.at(-1)) {
      const unknown = this.#subtreesOf(last).filter((subtree) => this.#paths[subtree] === 0);
      if (unknown.length > 0) pending.push(...unknown);
      else {
        pending.pop();
        let paths = 1 + (this.#files[last] ?? 0);
        for (const subtree of this.#subtreesOf(last)) paths += this.#paths[subtree] ?? 0;
        this.#paths[last] = paths;
      }
    }
    return this.#paths[tree] ?? 0;
  }

  #subtreesOf(tree: number): number[] {
    return this.#subtrees.slice(this.#starts[tree], this.#ends[tree]);
  }
}

/** The entries of a tree object: `<mode> <name>`, a NUL, and the bytes of an ID, which start at `start`. */
function* entriesOf(
  bytes: Buffer,
  idLength: number,
): Generator<{ readonly isTree: boolean; readonly name: string; readonly start: number }> {
  for (let offset = 0; offset < bytes.length;) {
    const end = bytes.indexOf(0, offset);
    if (end === -1 || end + 1 + idLength > bytes.length) return;
    const space = bytes.indexOf(0x20, offset);
    // only the mode of a tree, 40000, begins with a 4
    yield { isTree: bytes[offset] === 0x34, name: bytes.toString('utf8', space + 1, end), start: end + 1 };
    offset = end + 1 + idLength;
  }
}

/** Returns the path of a tree's last entry, of the last entry below that, and so on. */
async function longPathIn(tree: string, objects: ObjectList, git: GitClient): Promise<string> {
  const { idLength } = objects.shared;
  const names: string[] = [];
  for (let current: string | undefined = tree; current !== undefined;) {
    const [bytes]: (Buffer | undefined)[] = await readWhole(git.directory, [current]);
    const last = [...entriesOf(bytes ?? Buffer.alloc(0), idLength)].at(-1);
    if (last !== undefined) names.push(last.name);
    current = last?.isTree === true ? bytes?.toString('hex', last.start, last.start + idLength) : undefined;
  }
  return names.join('/');
}
