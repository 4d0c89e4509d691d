import { setImmediate } from 'node:timers/promises';
import { SUBMODULE_MODE } from './raw-diff.ts';
import { pushTo } from '../shared/multimap.ts';
import type { GitClient } from './git.ts';
import type { Inventory } from './inventory.ts';
import { readObjects, type Wanted, wholeOf } from './cat-file.ts';
import type { TakeEntry } from './packs/pack-memory.ts';
import type { Packed, Packs } from './packs/packs.ts';
import { storageOf } from './repository.ts';

/** With what names are found. */
interface NameOptions {
  readonly git: GitClient;
  readonly packs: Packs;
  readonly turns: Turns;
}

/** Trees by their numbers, and the path that they have, with a slash behind it. */
type Folders = ReadonlyMap<string, ReadonlySet<number>>;

/**
 * Adds the paths that files and folders have in any of some commits: of trees that have the same path only what is not in the
 * one before, as nearly all of it is.
 *
 * @param commits by their numbers
 * @throws AppError when git cannot read what it has
 */
export async function addNames(
  inventory: Inventory,
  commits: Iterable<number>,
  { stopped, ...from }: Omit<NameOptions, 'turns'> & { readonly stopped: AbortSignal },
): Promise<void> {
  const options = { ...from, turns: new Turns(stopped) };
  const roots = await rootsOf(inventory, commits, options);
  for (let folders: Folders = new Map([['', roots]]); folders.size > 0;) {
    const below = new Map<string, Set<number>>();
    await takeEntries(inventory, folders, options, (object, path) => {
      const number = inventory.objects.find(object);
      if (number === undefined) return inventory.lose();
      if (!inventory.come(number, path)) return;
      if (inventory.objects.kindOf(number) !== 'tree') return;
      const among = below.get(`${path}/`);
      if (among === undefined) below.set(`${path}/`, new Set([number]));
      else among.add(number);
    });
    folders = below;
  }
}

/** The trees that commits have. */
async function rootsOf(
  inventory: Inventory,
  commits: Iterable<number>,
  options: NameOptions,
): Promise<Set<number>> {
  const { objects } = inventory;
  const { isShallow } = await storageOf(options.git);
  const roots = new Set<number>();
  const id = new Uint8Array(objects.idLength);
  const take = (commit: Buffer) => {
    let at = readName(commit, 0, TREE, id);
    const number = at === -1 ? undefined : objects.find(id);
    if (number === undefined) return inventory.lose();
    inventory.come(number, '');
    if (objects.kindOf(number) === 'tree') roots.add(number);
    if (isShallow) return;
    for (at = readName(commit, at, PARENT, id); at !== -1; at = readName(commit, at, PARENT, id))
      if (objects.find(id) === undefined) inventory.lose();
  };
  const others: number[] = [];
  for (const commit of commits) {
    if (options.turns.isOver) await options.turns.end();
    try {
      const head = options.packs.head(packedAt(inventory, commit), HEAD);
      if (head.length < HEAD) take(head);
      else others.push(commit);
    } catch {
      others.push(commit);
    }
  }
  const wanted = others.map((commit) => ({ object: objects.nameOf(commit) }));
  for await (const [, bytes] of readWhole(wanted, options)) {
    if (bytes === undefined) inventory.lose();
    else take(bytes);
  }
  return roots;
}

/** With what the first lines of a commit begin. */
const [TREE, PARENT] = [Buffer.from('tree '), Buffer.from('parent ')] as const;

/**
 * Reads the id in a line of a commit.
 *
 * @returns where the next line begins; -1 where the line is another one
 */
function readName(commit: Buffer, start: number, word: Buffer, id: Uint8Array): number {
  const idStart = start + word.length;
  for (let nth = 0; nth < word.length; nth += 1) if (commit[start + nth] !== word[nth]) return -1;
  for (let nth = 0; nth < id.length; nth += 1)
    id[nth] = (digitAt(commit, idStart + 2 * nth) << 4) | digitAt(commit, idStart + 2 * nth + 1);
  return idStart + 2 * id.length + 1;
}

/** Of a number in hexadecimal. */
function digitAt(bytes: Buffer, at: number): number {
  const byte = bytes[at] as number;
  return byte < 0x3a ? byte - 0x30 : byte - 0x57;
}

/** In bytes, more than most commits have. */
const HEAD = 16 * 1024;

/** Is told what has which path. */
type TakePath = (object: Uint8Array, path: string) => void;

/** Tells the entries of the trees of some folders, but not all of those that one has in common with the one before. */
async function takeEntries(
  inventory: Inventory,
  folders: Folders,
  options: NameOptions,
  take: TakePath,
): Promise<void> {
  const others = new Map<number, string[]>();
  for (const [folder, trees] of folders) {
    const takeEntry = entryTaker(folder, inventory, take);
    let last: Packed | undefined;
    // in the order in which they are stored
    for (const number of Uint32Array.from(trees).sort()) {
      if (options.turns.isOver) await options.turns.end();
      const tree = packedAt(inventory, number);
      try {
        options.packs.entries(tree, last, takeEntry);
        last = tree;
      } catch {
        pushTo(others, number, folder);
      }
    }
  }
  await takeOthers(inventory, others, options, take);
}

/** As {@link takeEntries}, of trees that git is asked for, each once, with the folders that it is in. */
async function takeOthers(
  inventory: Inventory,
  trees: ReadonlyMap<number, readonly string[]>,
  options: NameOptions,
  take: TakePath,
): Promise<void> {
  const { idLength } = inventory.objects;
  const wanted = Array.from(trees, ([number, folders]) => ({
    object: inventory.objects.nameOf(number),
    folders,
  }));
  for await (const [{ folders }, bytes] of readWhole(wanted, options)) {
    if (bytes === undefined) {
      inventory.lose();
      continue;
    }
    for (const folder of folders) {
      if (options.turns.isOver) await options.turns.end();
      const takeEntry = entryTaker(folder, inventory, take);
      for (let start = 0; start < bytes.length;) {
        const end = bytes.indexOf(0, start) + 1 + idLength;
        if (end <= start || end > bytes.length) {
          inventory.lose();
          break;
        }
        takeEntry(bytes, start, end);
        start = end;
      }
    }
  }
}

/** Takes entries of trees. */
function entryTaker(folder: string, inventory: Inventory, take: TakePath): TakeEntry {
  const { idLength } = inventory.objects;
  return (bytes, start, end) => {
    const blank = bytes.indexOf(BLANK, start);
    const path = folder + bytes.toString('utf8', blank + 1, end - idLength - 1);
    const id = bytes.subarray(end - idLength, end);
    if (bytes.toString('latin1', start, blank) === SUBMODULE_MODE) inventory.link(path, id.toString('hex'));
    else take(id, path);
  };
}

const BLANK = 0x20;

function packedAt({ objects }: Inventory, number: number): Packed {
  return { pack: objects.packOf(number), place: objects.placeOf(number) };
}

/** Objects, as git gives them; nothing of what it has not. */
async function* readWhole<T extends Wanted>(
  wanted: readonly T[],
  { git, turns }: NameOptions,
): AsyncGenerator<readonly [T, Buffer | undefined]> {
  for await (const some of readObjects(git.directory, wanted)) {
    await turns.end();
    for (const each of some) yield [each[0], (await wholeOf([[each]]))[0]];
  }
}

/** Others are to have their turn, now and then: threads that wait for what to do next, and whoever waits for the end. */
class Turns {
  readonly #stopped: AbortSignal;
  #since = performance.now();

  constructor(stopped: AbortSignal) {
    this.#stopped = stopped;
  }

  get isOver(): boolean {
    return performance.now() - this.#since > TURN;
  }

  async end(): Promise<void> {
    await setImmediate();
    this.#stopped.throwIfAborted();
    this.#since = performance.now();
  }
}

/** In milliseconds. */
const TURN = 4;
