import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isPartialClone, SUBMODULE_MODE } from '../git/raw-diff.ts';
import type { GitClient } from '../git/git.ts';
import { namesOf } from '../git/cat-file.ts';
import { stagedEntries, storageOf } from '../git/repository.ts';
import { linesFrom } from '../git/git-process.ts';
import { addNames, addPathsBelow } from './names.ts';
import { listObjects } from './object-list.ts';

import { Inventory, type InventoryOptions, type KnownObjects, type Reference } from './inventory.ts';

/**
 * Finds out what git has and under which names, and meanwhile which objects hold nothing.
 *
 * @throws AppError when git cannot tell
 */
export async function takeInventory(git: GitClient, { clean, search }: InventoryOptions): Promise<Inventory> {
  const storage = await storageOf(git);
  // before it is asked which objects there are: what is named by then is here, whoever goes on working meanwhile
  const asking = Promise.all([referencesOf(git), stagedEntries(git)]);
  // it is waited for below
  asking.catch(() => undefined);
  const objects = await listObjects(git, storage.idLength, (count) => search.expect(count));
  clean.open(objects);
  const inventory = new Inventory(objects);
  const texts = inventory.texts.filter((number) => !clean.has(number));
  const stop = new AbortController();
  const naming = addPaths(inventory, git, { clean, asking, stopped: stop.signal });
  const searching = search.search(texts, objects, stop.signal);
  try {
    await Promise.all([naming, searching]);
  } finally {
    stop.abort();
    await Promise.allSettled([naming, searching]);
  }
  return inventory;
}

interface PathOptions {
  readonly clean: KnownObjects;
  /** What is named, and what is staged. */
  readonly asking: Promise<readonly [references: Reference[], staged: string[]]>;
  readonly stopped: AbortSignal;
}

async function addPaths(
  inventory: Inventory,
  git: GitClient,
  { clean, asking, stopped }: PathOptions,
): Promise<void> {
  const { objects } = inventory;
  const isPartial = isPartialClone(git);
  // it is waited for below
  isPartial.catch(() => undefined);
  // what there was at an earlier audit had its names, and nothing was in it
  const isNews = (number: number) => !clean.isComplete || !clean.has(number);
  await addNames(inventory, objects.of('commit').filter(isNews), { git, stopped });
  const [references, staged] = await asking;
  for (const reference of references) inventory.refer(reference);
  inventory.isPartial = await isPartial;
  for (const entry of staged) {
    const [mode, object = ''] = entry.split(' ', 2);
    const path = entry.slice(entry.indexOf('\t') + 1);
    if (mode === SUBMODULE_MODE) {
      inventory.submodules.push(path);
      inventory.link(path, object);
    } else inventory.comeBy(object, path);
  }
  // other work trees have an index each, and from outside one its own could not be asked
  const { commonDirectory, hasWorkTree } = await storageOf(git);
  if (!hasWorkTree || existsSync(join(commonDirectory, 'worktrees')))
    await addPathsBelow(inventory, git, ['--indexed-objects']);
  // what no commit leads to
  const left = objects.of('tree').filter((tree) => isNews(tree) && !inventory.hasCome(tree));
  if (left.length === 0) return;
  const names = Array.from(left, (tree) => objects.at(tree));
  await addPathsBelow(inventory, git, ['--stdin'], namesOf(names));
}

/** All references, with the object that each names. */
async function referencesOf(git: GitClient): Promise<Reference[]> {
  const references: Reference[] = [];
  for await (const line of linesFrom(git.directory, ['for-each-ref', '--format=%(objectname) %(refname)'])) {
    const at = line.indexOf(' ');
    references.push({ object: line.slice(0, at), name: line.slice(at + 1) });
  }
  return references;
}
