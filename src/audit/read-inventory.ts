import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isPartialClone, SUBMODULE_MODE } from '../git/raw-diff.ts';
import type { GitClient } from '../git/git.ts';
import { namesOf } from '../git/cat-file.ts';
import { stagedEntries, storageOf } from '../git/repository.ts';
import { type Ref, refsOf } from '../git/refs.ts';
import { addCommitPaths, addPathsBelow } from './commit-paths.ts';
import { listObjects } from './object-list.ts';
import { Inventory, type InventoryOptions, type KnownObjects } from './inventory.ts';

/**
 * Lists all objects of a repository with their paths. At the same time, searches for objects without findings.
 *
 * @throws AppError if git fails
 */
export async function readInventory(
  git: GitClient,
  { clean, search, shard }: InventoryOptions,
): Promise<Inventory> {
  const storage = await storageOf(git);
  // read refs and the index before objects, so that the objects they refer to are listed even if someone commits meanwhile
  const roots = Promise.all([refsOf(git), stagedEntries(git)]);
  // awaited below
  roots.catch(() => undefined);
  const objects = await listObjects(git, storage.idLength, (count) => search.expect(count));
  clean.open(objects);
  const inventory = new Inventory(objects, shard);
  const texts = inventory.texts.filter((number) => !clean.has(number));
  const stop = new AbortController();
  const naming = addPaths(inventory, git, { clean, roots, stopped: stop.signal });
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
  /** The refs and the index entries. */
  readonly roots: Promise<readonly [refs: Ref[], staged: string[]]>;
  readonly stopped: AbortSignal;
}

async function addPaths(
  inventory: Inventory,
  git: GitClient,
  { clean, roots, stopped }: PathOptions,
): Promise<void> {
  const { objects } = inventory;
  const isPartial = isPartialClone(git);
  // awaited below
  isPartial.catch(() => undefined);
  // an earlier complete audit already scanned its objects under all their paths
  const isNew = (number: number) => !clean.isComplete || !clean.has(number);
  const trees = objects.of('tree').filter(isNew);
  await addCommitPaths(inventory, objects.of('commit').filter(isNew), { trees, git, stopped });
  const [refs, staged] = await roots;
  for (const ref of refs) inventory.addRef(ref);
  inventory.isPartial = await isPartial;
  for (const entry of staged) {
    const [mode, object = ''] = entry.split(' ', 2);
    const path = entry.slice(entry.indexOf('\t') + 1);
    if (mode === SUBMODULE_MODE) {
      inventory.submodules.push(path);
      inventory.addSubmodule(path, object);
    } else inventory.addPathOf(object, path);
  }
  // each linked worktree has its own index, and outside a working tree the index of this one was not read
  const { commonDirectory, hasWorkTree } = await storageOf(git);
  if (!hasWorkTree || existsSync(join(commonDirectory, 'worktrees')))
    await addPathsBelow(inventory, git, ['--indexed-objects']);
  // trees that are not reachable from any commit
  const left = objects.of('tree').filter((tree) => isNew(tree) && !inventory.hasPath(tree));
  if (left.length === 0) return;
  const names = Array.from(left, (tree) => objects.at(tree));
  await addPathsBelow(inventory, git, ['--stdin'], namesOf(names));
}
