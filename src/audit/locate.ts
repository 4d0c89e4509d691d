import type { Kept, Whereabouts } from '../scan/audit-result.ts';
import { MESSAGE_PATH } from '../scan/source.ts';
import { pushTo } from '../shared/multimap.ts';
import type { GitClient } from '../git/git.ts';
import { CommitGraph } from './commit-graph.ts';
import { infoOf } from './commit-info.ts';
import { compared, comparedWherePossible, type FileChange, type Pair } from './comparisons.ts';
import { type Reference, referencesOf, reflogsOf } from './references.ts';
import { stagedEntries } from '../git/repository.ts';
import { Groups } from './secret-groups.ts';
import { linesFrom } from '../git/git-process.ts';

/** Where some secrets are in a history. */
export interface Located {
  /** By the fingerprint of each secret. */
  readonly whereabouts: ReadonlyMap<string, Whereabouts>;
  /** For each object, by path, a commit that has it at that path; of a commit, itself with its message. */
  readonly commits: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/**
 * Finds out in which commits secrets are, and which references have them. The number of git processes does not depend on
 * how many secrets, objects, paths or commits there are.
 *
 * @param secrets the objects that hold each of them, by its fingerprint
 * @param paths nothing else is compared; all files where there is none given
 * @throws AppError when git cannot tell
 */
export async function locate(
  git: GitClient,
  secrets: ReadonlyMap<string, ReadonlySet<string>>,
  paths: readonly string[] | undefined,
): Promise<Located> {
  if (secrets.size === 0) return { whereabouts: new Map(), commits: new Map() };
  const history = await History.read(git, new Groups(secrets), paths);
  return { whereabouts: await history.whereabouts(), commits: history.commitsByPath() };
}

/** A file that changes to or from an object that holds a secret, with the indexes of the commit and the parent. */
interface Touch extends Pick<FileChange, 'path' | 'before' | 'after'> {
  readonly commit: number;
  readonly parent: number | undefined;
}

interface HistoryParts {
  readonly git: GitClient;
  readonly groups: Groups;
  readonly graph: CommitGraph;
  readonly touches: readonly Touch[];
  readonly references: readonly Reference[];
  readonly kinds: ReadonlyMap<string, string>;
  readonly staged: ReadonlySet<string>;
}

/** What has to be known of a history to say where some objects are in it. */
class History {
  readonly #parts: HistoryParts;

  private constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  static async read(git: GitClient, groups: Groups, paths: readonly string[] | undefined): Promise<History> {
    const objects = groups.allObjects();
    const [references, graph, kinds, staged] = await Promise.all([
      referencesOf(git),
      CommitGraph.read(git.directory),
      kindsOf(git, objects),
      stagedBlobs(git),
    ]);
    // the commit that a submodule names is in another repository
    const isInTree = (object: string) => ['blob', 'missing'].includes(kinds.get(object) ?? '');
    const touches = objects.some(isInTree) ? await touchesOf(git, graph, groups, paths) : [];
    return new History({ git, groups, graph, touches, references, kinds, staged });
  }

  /** For each object, by path, the earliest commit that changes the path to it. */
  commitsByPath(): Map<string, Map<string, string>> {
    const { groups, graph, touches, kinds } = this.#parts;
    const earliest = new Map<string, Map<string, number>>();
    for (const { commit, path, after } of touches) {
      if (groups.of(after).length === 0) continue;
      const paths = earliest.get(after) ?? new Map<string, number>();
      earliest.set(after, paths.set(textOf(path), this.#earlier(paths.get(textOf(path)), commit)));
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
    const { paths, begun, left } = this.#changesOfGroups();
    const { current, last } = this.#tipsOfGroups(left);
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
    const containing = this.#containing(begun, [stashes, remotes]);
    const first = groups.map((group) => [...(begun[group] ?? [])].reduce(this.#earlier, undefined));
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
        paths: [...(paths[group] ?? [])].map(textOf),
        first: info.get(idOf(first[group])) ?? null,
        last: info.get(idOf(last[group])) ?? null,
        current: shortened((current[group] ?? []).filter((name) => !isStash(name))),
        branches: shortened(names.filter((name) => name.startsWith('refs/heads/'))),
        tags: shortened(names.filter((name) => name.startsWith('refs/tags/'))),
        remotes: shortened(names.filter((name) => name.startsWith('refs/remotes/'))),
        kept: this.#keptBy(group, names, begun[group] ?? new Set(), isStashed === true),
        pushed: wasPushed === true || names.some((name) => name.startsWith('refs/remotes/')),
      };
      for (const fingerprint of groups.fingerprintsOf(group)) found.set(fingerprint, where);
    }
    return found;
  }

  /** For each group its paths, the commits that begin to hold it, and the parents of those that do not any more. */
  #changesOfGroups(): { paths: Set<string>[]; begun: Set<number>[]; left: Set<number>[] } {
    const { groups, graph, touches, kinds } = this.#parts;
    const [begun, left] = [groups.map(() => new Set<number>()), groups.map(() => new Set<number>())];
    const paths = groups.map(() => new Set<string>());
    for (const { commit, parent, path, before, after } of touches) {
      const [had, has] = [new Set(groups.of(before)), new Set(groups.of(after))];
      for (const group of has) if (!had.has(group)) begun[group]?.add(commit);
      for (const group of had) if (!has.has(group) && parent !== undefined) left[group]?.add(parent);
      for (const group of [...had, ...has]) paths[group]?.add(path);
    }
    for (const [object, kind] of kinds) {
      const message = kind === 'commit' ? graph.indexOf(object) : undefined;
      if (message !== undefined)
        for (const group of groups.of(object)) {
          begun[group]?.add(message);
          left[group]?.add(message);
        }
    }
    return { paths, begun, left };
  }

  /**
   * For each group the references whose commit has it in a file, and the last commit that has it.
   *
   * @param left other commits that have each group
   */
  #tipsOfGroups(left: readonly ReadonlySet<number>[]): { current: string[][]; last: (number | undefined)[] } {
    const { groups, graph, references } = this.#parts;
    const current = groups.map((): string[] => []);
    const last = groups.map((group) => [...(left[group] ?? [])].reduce(this.#later, undefined));
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

  /** Walks from the first commits to the last, along first parents, and yields the groups that each commit has in files. */
  *#heldAlong(): Generator<readonly [commit: number, held: ReadonlySet<number>]> {
    const { groups, graph, touches } = this.#parts;
    const base = baseOf(graph);
    const children = new Map<number | undefined, number[]>();
    for (const index of graph.commits.keys()) pushTo(children, firstParentOf(graph, index, base), index);
    const changes = new Map<number, Touch[]>();
    for (const touch of touches)
      if (touch.parent === firstParentOf(graph, touch.commit, base)) pushTo(changes, touch.commit, touch);
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
   * For each group the references in whose history one of some commits is, and for each list of commits whether one of
   * them has it in its history.
   */
  #containing(
    begun: readonly ReadonlySet<number>[],
    lists: readonly (readonly string[])[],
  ): { names: string[]; entries: boolean[] }[] {
    const { groups, graph, references } = this.#parts;
    const found = groups.map(() => ({ names: [] as string[], entries: lists.map(() => false) }));
    for (let from = 0; from < found.length; from += BITS) {
      const bits = new Uint32Array(graph.commits.length);
      for (const [bit, commits] of begun.slice(from, from + BITS).entries())
        for (const index of commits) bits[index] = (bits[index] ?? 0) | (1 << bit);
      graph.inherit(bits);
      const groupsIn = (id: string) => {
        const word = bits[graph.indexOf(id) ?? -1] ?? 0;
        return word === 0 ? [] : found.slice(from, from + BITS).filter((_, bit) => (word & (1 << bit)) !== 0);
      };
      for (const { name, commit } of references) for (const group of groupsIn(commit)) group.names.push(name);
      for (const [nth, list] of lists.entries())
        for (const id of list) for (const group of groupsIn(id)) group.entries[nth] = true;
    }
    return found;
  }

  #keptBy(group: number, names: readonly string[], begun: ReadonlySet<number>, isStashed: boolean): Kept {
    const { groups, graph, staged } = this.#parts;
    if (names.some((name) => !isStash(name))) return 'reference';
    if (names.length > 0 || isStashed) return 'stash';
    if ([...(groups.objects[group] ?? [])].some((object) => staged.has(object))) return 'index';
    return [...begun].some((index) => index < graph.reachable) ? 'reflog' : 'nothing';
  }

  /** The earlier of two commits, by index. */
  readonly #earlier = (one: number | undefined, other: number): number =>
    one === undefined || this.#timeOf(other) < this.#timeOf(one) ? other : one;

  /** The later of two commits, by index. */
  readonly #later = (one: number | undefined, other: number): number =>
    one === undefined || this.#timeOf(other) > this.#timeOf(one) ? other : one;

  #timeOf(index: number): number {
    return this.#parts.graph.commits[index]?.time ?? 0;
  }
}

/** Bits of a word. */
const BITS = 32;

/**
 * Every change, in whatever commit, to or from an object that holds a secret. A merge is compared with each of its parents.
 */
async function touchesOf(
  git: GitClient,
  graph: CommitGraph,
  groups: Groups,
  paths: readonly string[] | undefined,
): Promise<Touch[]> {
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
  const touches: Touch[] = [];
  const take = async (changes: AsyncIterable<FileChange>) => {
    for await (const { pair, path, before, after } of changes) {
      const commit = graph.indexOf(pair.commit);
      if (commit === undefined || groups.of(before).length + groups.of(after).length === 0) continue;
      const parent = pair.parent === undefined ? undefined : graph.indexOf(pair.parent);
      touches.push({ commit, parent, path, before, after });
    }
  };
  await take(compared(git, pairs, paths));
  await take(comparedWherePossible(git, others, paths));
  return touches;
}

/** The commit that takes the place of parents that git does not have any more, by index: one that needs none. */
function baseOf(graph: CommitGraph): number | undefined {
  return graph.reachable === 0 ? undefined : graph.reachable - 1;
}

/** The first parent of a commit, or what takes its place, by index. */
function firstParentOf(graph: CommitGraph, index: number, base: number | undefined): number | undefined {
  return graph.isWhole(index) ? graph.parentsOf(index)[0] : base;
}

/** A path as text, from its bytes. */
function textOf(path: string): string {
  return Buffer.from(path, 'latin1').toString('utf8');
}

function isStash(name: string): boolean {
  return name === 'refs/stash';
}

function shortened(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => name.replace(/^refs\/(?:heads|tags|remotes)\//, '')).sort();
}

async function kindsOf(git: GitClient, objects: readonly string[]): Promise<Map<string, string>> {
  const kinds = new Map<string, string>();
  const input = objects.map((object) => `${object}\n`).join('');
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
