import { AppError } from '../shared/errors.ts';
import { isHeader, rawEntries, type RawEntry, SUBMODULE_MODE, textOfPath } from '../git/raw-diff.ts';
import type { GitClient } from '../git/git.ts';
import { readObjects, wholeOf } from '../git/cat-file.ts';
import { storageOf } from '../git/repository.ts';
import { chunksOfLines } from '../git/git-process.ts';
import { crowdedPath } from './crowded-trees.ts';
import type { Inventory } from './inventory.ts';

interface NameOptions {
  /** The numbers of the trees that may be new in the commits. */
  readonly trees: Uint32Array;
  readonly git: GitClient;
  readonly stopped: AbortSignal;
}

/**
 * Adds the paths of the files and folders in some commits: those that differ from a parent, as the others are also in the
 * parent.
 *
 * @param commits the numbers of the commits, including unreachable ones
 * @throws AppError if git cannot read an object
 */
export async function addCommitPaths(
  inventory: Inventory,
  commits: Uint32Array,
  options: NameOptions,
): Promise<void> {
  if (commits.length === 0) return;
  const crowded = await crowdedPath(inventory.objects, options.trees, options.git);
  if (crowded !== undefined) inventory.markCrowded(crowded);
  const { left, failure } =
    crowded === undefined ? await addPathsFromLog(inventory, commits, options) : { left: [...commits] };
  if (left.length > 0) await addPathsInCommits(inventory, left, options);
  // a missing object explains the failure, and the report says so
  if (failure !== undefined && !inventory.isMissing) throw failure;
}

/** The commits whose paths `git log` did not list, and why: it failed, or there was no room. */
interface Unlisted {
  readonly left: readonly number[];
  readonly failure?: AppError;
}

async function addPathsFromLog(
  inventory: Inventory,
  commits: Uint32Array,
  { git, stopped }: NameOptions,
): Promise<Unlisted> {
  const { objects } = inventory;
  const isDone = new Uint8Array(objects.size);
  const unfinished = () => [...commits].filter((number) => isDone[number] === 0);
  const input = Array.from(commits, (commit) => `${objects.idOf(commit)}\n`).join('');
  let last: number | undefined;
  try {
    for await (const entries of rawEntries(git.directory, LOG, input)) {
      stopped.throwIfAborted();
      for (const entry of entries) {
        if (isHeader(entry)) {
          const [commit = '', tree = ''] = entry[0].split(' ');
          const number = objects.numberOf(commit);
          if (number === undefined) throw new AppError('git-short', { command: 'git log' });
          if (last !== undefined && last !== number) isDone[last] = 1;
          last = number;
          inventory.addPathOf(tree, '');
        } else addChange(inventory, entry);
        // the number of paths may exceed any limit
        if (inventory.crowdedPath !== undefined) return { left: unfinished() };
      }
    }
    if (last !== undefined) isDone[last] = 1;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
    return { left: unfinished(), failure: error };
  }
  if (unfinished().length > 0) throw new AppError('git-short', { command: 'git log' });
  return { left: [] };
}

const RAW: readonly string[] = [
  ...['--raw', '-r', '-t', '-z', '--no-abbrev', '--no-renames', '--no-color', '-O/dev/null'],
];

const LOG: string[] = [
  ...['-c', 'log.showRoot=true', '-c', 'log.diffMerges=separate', '-c', 'log.mailmap=false'],
  ...['log', '--no-walk=unsorted', '--stdin', '-m', '--no-notes', '--no-relative', '--no-decorate'],
  ...['--ignore-submodules=none', '--format=%H %T', ...RAW],
];

function addChange(inventory: Inventory, [head, path]: RawEntry): void {
  const [, mode, , object = ''] = head.split(' ');
  if (mode === GONE) return;
  if (mode === SUBMODULE_MODE) inventory.addSubmodule(textOfPath(path), object);
  else inventory.addPathOf(object, textOfPath(path));
}

const GONE = '000000';

/** Adds all paths in some commits, without comparing them with their parents. Records missing objects. */
async function addPathsInCommits(
  inventory: Inventory,
  commits: readonly number[],
  { git, stopped }: NameOptions,
): Promise<void> {
  const { objects } = inventory;
  const { isShallow } = await storageOf(git);
  const roots = new Set<string>();
  const wanted = commits.map((commit) => ({ object: objects.idOf(commit) }));
  for await (const some of readObjects(git.directory, wanted)) {
    stopped.throwIfAborted();
    for (const [bytes] of await Promise.all(some.map((object) => wholeOf([[object]])))) {
      const [head = ''] = bytes?.toString('latin1').split('\n\n', 1) ?? [];
      const tree = /^tree (\w+)$/m.exec(head)?.[1];
      if (tree === undefined || objects.numberOf(tree) === undefined) inventory.markMissing();
      else roots.add(tree);
      if (isShallow) continue;
      for (const [, parent = ''] of head.matchAll(/^parent (\w+)$/gm))
        if (objects.numberOf(parent) === undefined) inventory.markMissing();
    }
  }
  for (const tree of roots) inventory.addPathOf(tree, '');
  if (inventory.crowdedPath === undefined && (await addCompared(inventory, [...roots], git))) return;
  await addPathsBelow(inventory, git, ['--stdin'], [...roots].map((tree) => `${tree}\n`).join(''));
}

/**
 * Adds the paths in some trees, by comparing each tree with the one before.
 *
 * @returns false if git could not compare all trees, or if there was no room
 */
async function addCompared(inventory: Inventory, trees: readonly string[], git: GitClient): Promise<boolean> {
  const empty = EMPTY_TREES[inventory.objects.shared.idLength] ?? '';
  const input = trees
    .filter((tree) => tree !== empty)
    .map((tree, index, all) => `${all[index - 1] ?? empty} ${tree}\n`)
    .join('');
  try {
    for await (const entries of rawEntries(git.directory, ['diff-tree', '--stdin', ...RAW], input))
      for (const entry of entries) {
        if (!isHeader(entry)) addChange(inventory, entry);
        if (inventory.crowdedPath !== undefined) return false;
      }
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
    inventory.markMissing();
    return false;
  }
}

/** The ID of the empty tree, which every git knows, by the length of IDs in bytes. */
const EMPTY_TREES: Readonly<Record<number, string>> = {
  20: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  32: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/** Adds one path of each object that is reachable from some revisions. */
export async function addPathsBelow(
  inventory: Inventory,
  git: GitClient,
  revisions: readonly string[],
  input?: string,
): Promise<void> {
  const command = ['-c', 'core.quotePath=false', 'rev-list', '--objects', '--missing=print', ...revisions];
  for await (const lines of chunksOfLines(git.directory, command, input))
    for (const line of lines) {
      const end = line.indexOf(' ');
      if (line.startsWith('?')) inventory.markMissing();
      else if (end === -1) inventory.addPathOf(line, '');
      else inventory.addPathOf(line.slice(0, end), line.slice(end + 1));
    }
}
