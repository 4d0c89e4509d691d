import type { Kept, Whereabouts } from '../scan/audit-result.ts';
import { MESSAGE_PATH } from '../scan/source.ts';
import { pushTo } from '../shared/multimap.ts';
import type { GitClient } from '../git/git.ts';
import { CommitGraph } from './commit-graph.ts';
import { infoOf } from './commit-info.ts';
import { compared, comparedWherePossible, type FileChange, type Pair } from './comparisons.ts';
import { type Reference, referencesOf, reflogsOf } from './references.ts';
import { textOfPath } from '../git/raw-diff.ts';
import { stagedEntries } from '../git/repository.ts';
import { SecretGroups } from './secret-groups.ts';
import { check } from '../git/peel.ts';

/** The locations of secrets in a history. */
export interface Located {
  /** The location of each secret, by fingerprint. */
  readonly whereabouts: ReadonlyMap<string, Whereabouts>;
  /** For each object, a commit by path that contains it there; for a commit, the commit itself by the path of its message. */
  readonly commits: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Finds the commits and refs that contain secrets. The number of git processes does not depend on the number of secrets,
 * objects, paths or commits.
 *
 * @param secrets the objects that contain each secret, by its fingerprint
 * @param paths the paths to compare; undefined for all
 * @throws AppError if git fails
 */
export async function locate(
  git: GitClient,
  secrets: ReadonlyMap<string, ReadonlySet<string>>,
  paths: readonly string[] | undefined,
): Promise<Located> {
  if (secrets.size === 0) return { whereabouts: new Map(), commits: new Map() };
  const history = await History.read(git, new SecretGroups(secrets), paths);
  return { whereabouts: await history.whereabouts(), commits: history.commitsByPath() };
}

/** A change of a file to or from an object that contains a secret, with the indices of the commit and its parent. */
interface BlobChange extends Pick<FileChange, 'path' | 'before' | 'after'> {
  readonly commit: number;
  readonly parent: number | undefined;
}

interface HistoryParts {
  readonly git: GitClient;
  readonly groups: SecretGroups;
  readonly graph: CommitGraph;
  readonly blobChanges: readonly BlobChange[];
  readonly references: readonly Reference[];
  readonly kinds: ReadonlyMap<string, string>;
  readonly staged: ReadonlySet<string>;
}

/** The commits and refs of a repository, with the changes of the objects that contain secrets. */
class History {
  readonly #parts: HistoryParts;

  private constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  static async read(
    git: GitClient,
    groups: SecretGroups,
    paths: readonly string[] | undefined,
  ): Promise<History> {
    const objects = groups.allObjects();
    const [references, graph, kinds, staged] = await Promise.all([
      referencesOf(git),
      CommitGraph.read(git.directory),
      kindsOf(git, objects),
      stagedBlobs(git),
    ]);
    // the commit of a submodule is in another repository
    const isInTree = (object: string) => ['blob', 'missing'].includes(kinds.get(object) ?? '');
    const blobChanges = objects.some(isInTree) ? await blobChangesOf(git, graph, groups, paths) : [];
    return new History({ git, groups, graph, blobChanges, references, kinds, staged });
  }

  /** Returns for each object, by path, the earliest commit that changes the path to it. */
  commitsByPath(): Map<string, Map<string, string>> {
    const { groups, graph, blobChanges, kinds } = this.#parts;
    const earliest = new Map<string, Map<string, number>>();
    for (const { commit, path, after } of blobChanges) {
      if (groups.of(after).length === 0) continue;
      const paths = earliest.get(after) ?? new Map<string, number>();
      earliest.set(after, paths.set(textOfPath(path), this.#earlier(paths.get(textOfPath(path)), commit)));
    }
    const found = new Map<string, Map<string, string>>();
    for (const [object, paths] of earliest)
      found.set(object, new Map([...paths].map(([path, index]) => [path, graph.commits[index]?.id ?? ''])));
    for (const [object, kind] of kinds)
      if (kind === 'commit') found.set(object, new Map([[MESSAGE_PATH, object]]));
    return found;
  }

  async whereabouts(): Promise<Map<string, Whereabouts>> {
    const { git, groups, graph, references } = this.#parts;
    const { paths, added, removedFrom } = this.#changesOfGroups();
    const { current, last } = this.#tipsOfGroups(removedFrom);
    const [stashes, remotes] = await Promise.all([
      reflogsOf(
        git,
        references.filter(({ name }) => isStash(name)),
      ),
      reflogsOf(
        git,
        references.filter(({ name }) => name.startsWith('refs/remotes/')),
      ),
    ]);
    const containing = this.#containing(added, [stashes, remotes]);
    const first = groups.map((group) => [...(added[group] ?? [])].reduce(this.#earlier, undefined));
    const idOf = (index: number | undefined) => (index === undefined ? '' : (graph.commits[index]?.id ?? ''));
    const info = await infoOf(
      git,
      [...new Set([...first, ...last].map(idOf))].filter((id) => id !== ''),
    );
    const found = new Map<string, Whereabouts>();
    for (const [group, objects] of groups.objects.entries()) {
      const { names = [], entries: [isStashed, wasPushed] = [] } = containing[group] ?? {};
      for (const { name, object } of references) if (objects.has(object)) names.push(name);
      const where: Whereabouts = {
        paths: [...(paths[group] ?? [])].map(textOfPath),
        first: info.get(idOf(first[group])) ?? null,
        last: info.get(idOf(last[group])) ?? null,
        current: shortened((current[group] ?? []).filter((name) => !isStash(name))),
        branches: shortened(names.filter((name) => name.startsWith('refs/heads/'))),
        tags: shortened(names.filter((name) => name.startsWith('refs/tags/'))),
        remotes: shortened(names.filter((name) => name.startsWith('refs/remotes/'))),
        kept: this.#keptBy(group, names, added[group] ?? new Set(), isStashed === true),
        pushed: wasPushed === true || names.some((name) => name.startsWith('refs/remotes/')),
      };
      for (const fingerprint of groups.fingerprintsOf(group)) found.set(fingerprint, where);
    }
    return found;
  }

  /** Returns for each group its paths, the commits that add it, and the parents of the commits that remove it. */
  #changesOfGroups(): { paths: Set<string>[]; added: Set<number>[]; removedFrom: Set<number>[] } {
    const { groups, graph, blobChanges, kinds } = this.#parts;
    const [added, removedFrom] = [groups.map(() => new Set<number>()), groups.map(() => new Set<number>())];
    const paths = groups.map(() => new Set<string>());
    for (const { commit, parent, path, before, after } of blobChanges) {
      const [had, has] = [new Set(groups.of(before)), new Set(groups.of(after))];
      for (const group of has) if (!had.has(group)) added[group]?.add(commit);
      for (const group of had) if (!has.has(group) && parent !== undefined) removedFrom[group]?.add(parent);
      for (const group of [...had, ...has]) paths[group]?.add(path);
    }
    for (const [object, kind] of kinds) {
      const message = kind === 'commit' ? graph.indexOf(object) : undefined;
      if (message !== undefined)
        for (const group of groups.of(object)) {
          added[group]?.add(message);
          removedFrom[group]?.add(message);
        }
    }
    return { paths, added, removedFrom };
  }

  /**
   * Returns for each group the refs whose commit contains it in a file, and the last commit that contains it.
   *
   * @param removedFrom more commits that contain each group
   */
  #tipsOfGroups(removedFrom: readonly ReadonlySet<number>[]): {
    current: string[][];
    last: (number | undefined)[];
  } {
    const { groups, graph, references } = this.#parts;
    const current = groups.map((): string[] => []);
    const last = groups.map((group) => [...(removedFrom[group] ?? [])].reduce(this.#later, undefined));
    const namesAt = new Map<number, string[]>(graph.tips().map((tip) => [tip, []]));
    for (const { name, commit } of references) {
      const index = graph.indexOf(commit);
      if (index !== undefined) pushTo(namesAt, index, name);
    }
    for (const [index, held] of this.#heldAlong()) {
      const names = namesAt.get(index);
      if (names === undefined) continue;
      for (const group of held) {
        last[group] = this.#later(last[group], index);
        current[group]?.push(...names);
      }
    }
    return { current, last };
  }

  /** Walks along first parents, from the root commits to the tips, and yields the groups in the files of each commit. */
  *#heldAlong(): Generator<readonly [commit: number, held: ReadonlySet<number>]> {
    const { groups, graph, blobChanges } = this.#parts;
    const base = baseOf(graph);
    const children = new Map<number | undefined, number[]>();
    for (const index of graph.commits.keys()) pushTo(children, firstParentOf(graph, index, base), index);
    const changes = new Map<number, BlobChange[]>();
    for (const change of blobChanges)
      if (change.parent === firstParentOf(graph, change.commit, base)) pushTo(changes, change.commit, change);
    const counts = new Int32Array(groups.objects.length);
    const held = new Set<number>();
    const count = (object: string, step: number) => {
      for (const group of groups.of(object)) {
        counts[group] = (counts[group] ?? 0) + step;
        if (counts[group] > 0) held.add(group);
        else held.delete(group);
      }
    };
    const move = (index: number, step: number) => {
      for (const { before, after } of changes.get(index) ?? []) {
        count(before, -step);
        count(after, step);
      }
    };
    // a commit whose descendants are done is on the stack as a negative number
    const stack = [...(children.get(undefined) ?? [])];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (index < 0) {
        move(~index, -1);
        continue;
      }
      move(index, 1);
      yield [index, held];
      stack.push(~index);
      for (const child of children.get(index) ?? []) stack.push(child);
    }
  }

  /**
   * Returns for each group the refs whose history contains one of its commits, and for each list whether the history of one
   * of the listed commits does.
   *
   * @param added the commits that add each group
   */
  #containing(
    added: readonly ReadonlySet<number>[],
    lists: readonly (readonly string[])[],
  ): { names: string[]; entries: boolean[] }[] {
    const { groups, graph, references } = this.#parts;
    const found = groups.map(() => ({ names: [] as string[], entries: lists.map(() => false) }));
    for (let from = 0; from < found.length; from += BITS_PER_WORD) {
      const bits = new Uint32Array(graph.commits.length);
      for (const [bit, commits] of added.slice(from, from + BITS_PER_WORD).entries())
        for (const index of commits) bits[index] = (bits[index] ?? 0) | (1 << bit);
      graph.inherit(bits);
      const groupsIn = (id: string) => {
        const word = bits[graph.indexOf(id) ?? -1] ?? 0;
        return word === 0
          ? []
          : found.slice(from, from + BITS_PER_WORD).filter((_, bit) => (word & (1 << bit)) !== 0);
      };
      for (const { name, commit } of references) for (const group of groupsIn(commit)) group.names.push(name);
      for (const [index, list] of lists.entries())
        for (const id of list) for (const group of groupsIn(id)) group.entries[index] = true;
    }
    return found;
  }

  #keptBy(group: number, names: readonly string[], added: ReadonlySet<number>, isStashed: boolean): Kept {
    const { groups, graph, staged } = this.#parts;
    if (names.some((name) => !isStash(name))) return 'reference';
    if (names.length > 0 || isStashed) return 'stash';
    if ([...(groups.objects[group] ?? [])].some((object) => staged.has(object))) return 'index';
    return [...added].some((index) => index < graph.reachable) ? 'reflog' : 'nothing';
  }

  /** Returns the earlier of two commits, by index. */
  readonly #earlier = (one: number | undefined, other: number): number =>
    one === undefined || this.#timeOf(other) < this.#timeOf(one) ? other : one;

  /** Returns the later of two commits, by index. */
  readonly #later = (one: number | undefined, other: number): number =>
    one === undefined || this.#timeOf(other) > this.#timeOf(one) ? other : one;

  #timeOf(index: number): number {
    return this.#parts.graph.commits[index]?.time ?? 0;
  }
}

const BITS_PER_WORD = 32;

/** Returns every change to or from an object that contains a secret. Merges are compared with each of their parents. */
async function blobChangesOf(
  git: GitClient,
  graph: CommitGraph,
  groups: SecretGroups,
  paths: readonly string[] | undefined,
): Promise<BlobChange[]> {
  const base = baseOf(graph);
  const pairs: Pair[] = [];
  const others: Pair[] = [];
  for (const [index, { id, parentIds }] of graph.commits.entries()) {
    const compare = (parent: string | undefined) =>
      (index < graph.reachable ? pairs : others).push({ commit: id, parent });
    if (!graph.isWhole(index)) compare(base === undefined ? undefined : graph.commits[base]?.id);
    else if (parentIds.length === 0) compare(undefined);
    else for (const parent of parentIds) compare(parent);
  }
  const blobChanges: BlobChange[] = [];
  const take = async (changes: AsyncIterable<FileChange>) => {
    for await (const { pair, path, before, after } of changes) {
      const commit = graph.indexOf(pair.commit);
      if (commit === undefined || groups.of(before).length + groups.of(after).length === 0) continue;
      const parent = pair.parent === undefined ? undefined : graph.indexOf(pair.parent);
      blobChanges.push({ commit, parent, path, before, after });
    }
  };
  await take(compared(git, pairs, paths));
  await take(comparedWherePossible(git, others, paths));
  return blobChanges;
}

/** Returns the index of a commit without parents, which replaces missing parents. */
function baseOf(graph: CommitGraph): number | undefined {
  return graph.reachable === 0 ? undefined : graph.reachable - 1;
}

/** Returns the index of the first parent of a commit, or of its replacement. */
function firstParentOf(graph: CommitGraph, index: number, base: number | undefined): number | undefined {
  return graph.isWhole(index) ? graph.parentsOf(index)[0] : base;
}

function isStash(name: string): boolean {
  return name === 'refs/stash';
}

function shortened(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => name.replace(/^refs\/(?:heads|tags|remotes)\//, '')).sort();
}

async function kindsOf(git: GitClient, objects: readonly string[]): Promise<Map<string, string>> {
  const kinds = await check(git, '%(objecttype)', objects);
  return new Map(objects.map((object, index) => [object, kinds[index] ?? 'missing']));
}

async function stagedBlobs(git: GitClient): Promise<Set<string>> {
  return new Set((await stagedEntries(git)).map((entry) => entry.split(' ')[1] ?? ''));
}
