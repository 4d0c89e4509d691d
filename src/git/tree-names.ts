import { setImmediate } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import { SUBMODULE_MODE } from './changes.ts';
import type { GitClient } from './client.ts';
import type { Inventory } from './inventory.ts';
import { readObjects, wholeOf } from './objects.ts';
import type { Packed, Packs } from './packs/packs.ts';
import { storageOf } from './repository.ts';

/** With what names are found. */
interface NameOptions {
  readonly git: GitClient;
  readonly packs: Packs<Packed>;
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
    for (const [folder, trees] of folders)
      await takeEntries(inventory, trees, options, (object, name) => {
        const path = folder + name;
        const number = inventory.objects.find(object);
        if (number === undefined) return inventory.lose();
        inventory.come(number, path);
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
      take(options.packs.head(packedAt(inventory, commit), HEAD));
    } catch {
      others.push(commit);
    }
  }
  for await (const bytes of readWhole(inventory, others, options)) take(bytes);
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

/** In bytes, more than a commit takes to name its tree and all its parents. */
const HEAD = 16 * 1024;

/** Tells the entries of some trees, but not all of those that one has in common with the one before. */
async function takeEntries(
  inventory: Inventory,
  trees: ReadonlySet<number>,
  options: NameOptions,
  take: (object: Buffer, name: string) => void,
): Promise<void> {
  const { idLength } = inventory.objects;
  const takeEntry = (bytes: Buffer, start: number, end: number) => {
    const blank = bytes.indexOf(BLANK, start);
    if (bytes.toString('latin1', start, blank) === SUBMODULE_MODE) return;
    take(bytes.subarray(end - idLength, end), bytes.toString('utf8', blank + 1, end - idLength - 1));
  };
  const others: number[] = [];
  let last: Packed | undefined;
  // in the order in which they are stored
  for (const number of Uint32Array.from(trees).sort()) {
    if (options.turns.isOver) await options.turns.end();
    const tree = packedAt(inventory, number);
    try {
      options.packs.entries(tree, last, takeEntry);
      last = tree;
    } catch {
      others.push(number);
    }
  }
  for await (const bytes of readWhole(inventory, others, options))
    for (let start = 0; start < bytes.length;) {
      const end = bytes.indexOf(0, start) + 1 + idLength;
      if (end <= start || end > bytes.length) throw new AppError('git-short', { command: 'git cat-file' });
      takeEntry(bytes, start, end);
      start = end;
    }
}

const BLANK = 0x20;

function packedAt({ objects }: Inventory, number: number): Packed {
  return { pack: objects.packOf(number), place: objects.placeOf(number) };
}

/** Objects, as git gives them. */
async function* readWhole(
  { objects }: Inventory,
  numbers: readonly number[],
  { git, turns }: NameOptions,
): AsyncGenerator<Buffer> {
  const wanted = numbers.map((number) => ({ object: objects.nameOf(number) }));
  for await (const some of readObjects(git.directory, wanted)) {
    await turns.end();
    for (const each of some) {
      const [bytes] = await wholeOf([[each]]);
      if (bytes !== undefined) yield bytes;
    }
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
