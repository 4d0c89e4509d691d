import { readWhole } from '../git/cat-file.ts';
import { headerOf } from '../git/commit-text.ts';
import { linesFrom } from '../git/git-process.ts';

/** A commit in a {@link CommitGraph}. */
export interface Commit {
  readonly id: string;
  /** The commit date, in seconds since 1970. */
  readonly time: number;
  /** The IDs of its parents, missing ones included. */
  readonly parentIds: readonly string[];
}

/** All commits in the repository, by index. Commits that a ref or a reflog reaches come first. */
export class CommitGraph {
  readonly commits: readonly Commit[];
  /** The number of commits that a ref or a reflog reaches. */
  readonly reachable: number;
  readonly #indexes: ReadonlyMap<string, number>;
  /** The indices of all commits, parents before children. */
  readonly #order: Uint32Array;

  private constructor(commits: readonly Commit[], reachable: number) {
    this.commits = commits;
    this.reachable = reachable;
    this.#indexes = new Map(commits.map(({ id }, index) => [id, index]));
    this.#order = this.#parentsFirst();
  }

  /** @throws AppError if git cannot list its commits */
  static async read(directory: string): Promise<CommitGraph> {
    const commits: Commit[] = [];
    const known = new Set<string>();
    const list = ['rev-list', '--all', '--reflog', '--parents', '--timestamp'];
    for await (const line of linesFrom(directory, list)) {
      const [time = '', id = '', ...parentIds] = line.split(' ');
      commits.push({ id, time: Number(time), parentIds });
      known.add(id);
    }
    const reachable = commits.length;
    const others: string[] = [];
    const all = ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectname)'];
    for await (const line of linesFrom(directory, all)) {
      const [kind, id = ''] = line.split(' ');
      if (kind === 'commit' && !known.has(id)) others.push(id);
    }
    // rev-list would fail if their parents are missing
    for (const [index, bytes] of (await readWhole(directory, others)).entries())
      if (bytes !== undefined) commits.push(commitOf(others[index] ?? '', bytes));
    return new CommitGraph(commits, reachable);
  }

  indexOf(id: string): number | undefined {
    return this.#indexes.get(id);
  }

  /** The indices of the commit's parents that exist locally. */
  parentsOf(index: number): number[] {
    return (this.commits[index]?.parentIds ?? []).flatMap((id) => this.#indexes.get(id) ?? []);
  }

  /** True if all parents of the commit exist locally. */
  isWhole(index: number): boolean {
    return (this.commits[index]?.parentIds ?? []).every((id) => this.#indexes.has(id));
  }

  /** The indices of commits without children. */
  tips(): number[] {
    const isParent = new Uint8Array(this.commits.length);
    for (let index = 0; index < isParent.length; index += 1)
      for (const parent of this.parentsOf(index)) isParent[parent] = 1;
    return [...isParent.keys()].filter((index) => isParent[index] === 0);
  }

  /**
   * Propagates bits from each commit to all its descendants, in place.
   *
   * @param bits up to 32 bits per commit, by index
   */
  inherit(bits: Uint32Array): void {
    for (const index of this.#order) {
      let own = bits[index] ?? 0;
      for (const parent of this.parentsOf(index)) own |= bits[parent] ?? 0;
      bits[index] = own;
    }
  }

  #parentsFirst(): Uint32Array {
    const size = this.commits.length;
    const children: number[][] = Array.from({ length: size }, () => []);
    const waiting = new Uint32Array(size);
    const order = new Uint32Array(size);
    let length = 0;
    for (let index = 0; index < size; index += 1) {
      const parents = this.parentsOf(index);
      waiting[index] = parents.length;
      for (const parent of parents) children[parent]?.push(index);
      if (parents.length === 0) order[length++] = index;
    }
    for (let next = 0; next < length; next += 1)
      for (const child of children[order[next] ?? 0] ?? []) {
        waiting[child] = (waiting[child] ?? 0) - 1;
        if (waiting[child] === 0) order[length++] = child;
      }
    return order;
  }
}

/** Parses the header of a commit object. */
function commitOf(id: string, bytes: Buffer): Commit {
  const head = headerOf(bytes).toString('latin1');
  const time = Number(/^committer .* (\d+) [-+]\d{4}$/m.exec(head)?.[1] ?? 0);
  return { id, time, parentIds: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map((match) => match[1] ?? '') };
}
