import { setImmediate } from 'node:timers/promises';
import { AppError } from '../core/errors.ts';
import { SUBMODULE_MODE } from './changes.ts';
import type { GitClient } from './client.ts';
import type { Inventory } from './inventory.ts';
import { readObjects, wholeOf } from './objects.ts';
import type { Packs } from './packs.ts';

/** From what names are told. */
export interface NameOptions {
  readonly git: GitClient;
  readonly packs: Packs<never>;
  readonly stopped: AbortSignal;
}

/**
 * Adds the paths that files and folders have in any of some commits: of trees that had the same path only what is not in the
 * one before, as nearly all of it is.
 *
 * @throws AppError when git cannot read what it has
 */
export async function addNames(
  inventory: Inventory,
  commits: readonly string[],
  options: NameOptions,
): Promise<void> {
  const roots = new Set<string>();
  for await (const head of headsOf(commits, options)) {
    const tree = /^tree ([0-9a-f]+)\n/.exec(head)?.[1] ?? '';
    inventory.come(tree);
    if (inventory.kindOf(tree) === 'tree') roots.add(inventory.idOf(tree));
  }
  let folders = new Map([['', roots]]);
  while (folders.size > 0) {
    const below = new Map<string, Set<string>>();
    for (const [folder, trees] of folders)
      for await (const { mode, name, object } of entriesOf(trees, options)) {
        if (mode === SUBMODULE_MODE) continue;
        const path = folder + name;
        inventory.come(object, path);
        if (inventory.kindOf(object) !== 'tree') continue;
        const among = below.get(`${path}/`) ?? new Set();
        below.set(`${path}/`, among.add(inventory.idOf(object)));
      }
    folders = below;
  }
}

/** The first line of each commit, and maybe more. */
async function* headsOf(commits: readonly string[], options: NameOptions): AsyncGenerator<string> {
  const { packs } = options;
  const { here, others } = packs.sorted(commits);
  for (const [nth, commit] of here.entries()) {
    if (nth % AT_ONCE === 0) await pause(options);
    try {
      yield packs.head(commit, HEAD).toString('latin1');
    } catch {
      others.push(commit);
    }
  }
  for await (const bytes of readWhole(others, options)) yield bytes.toString('latin1', 0, HEAD);
}

/** `tree`, an id, and what stands around it. */
const HEAD = 5 + 64 + 1;

/** So many objects are soon read. */
const AT_ONCE = 256;

/** What stands in a tree. */
interface Entry {
  readonly mode: string;
  readonly name: string;
  readonly object: string;
}

/** The entries of some trees, those that several have in a row once. */
async function* entriesOf(trees: ReadonlySet<string>, options: NameOptions): AsyncGenerator<Entry> {
  const { packs } = options;
  const { here, others } = packs.sorted(trees);
  const idLength = (here[0] ?? others[0] ?? '').length / 2;
  let last: string | undefined;
  for (const [nth, tree] of here.entries()) {
    if (nth % AT_ONCE === AT_ONCE - 1) await pause(options);
    try {
      for (const entry of packs.entries(tree, last)) yield entryIn(entry, idLength);
      last = tree;
    } catch {
      others.push(tree);
    }
  }
  for await (const bytes of readWhole(others, options))
    for (let at = 0; at < bytes.length;) {
      const end = bytes.indexOf(0, at) + 1 + idLength;
      if (end <= at || end > bytes.length) throw new AppError('git-short', { command: 'git cat-file' });
      yield entryIn(bytes.subarray(at, end), idLength);
      at = end;
    }
}

function entryIn(bytes: Buffer, idLength: number): Entry {
  const nameStart = bytes.indexOf(BLANK) + 1;
  const idStart = bytes.length - idLength;
  return {
    mode: bytes.toString('latin1', 0, nameStart - 1),
    name: bytes.toString('utf8', nameStart, idStart - 1),
    object: bytes.toString('hex', idStart),
  };
}

const BLANK = 0x20;

/** Objects that git has, as it gives them. */
async function* readWhole(objects: readonly string[], { git, stopped }: NameOptions): AsyncGenerator<Buffer> {
  for await (const some of readObjects(
    git.directory,
    objects.map((object) => ({ object })),
  )) {
    stopped.throwIfAborted();
    for (const each of some) {
      const [bytes] = await wholeOf([[each]]);
      if (bytes !== undefined) yield bytes;
    }
  }
}

/** Others are to have their turn. */
async function pause({ stopped }: NameOptions): Promise<void> {
  await setImmediate();
  stopped.throwIfAborted();
}
