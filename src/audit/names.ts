import { AppError } from '../shared/errors.ts';
import { SUBMODULE_MODE } from '../git/raw-diff.ts';
import type { GitClient } from '../git/git.ts';
import { readObjects, wholeOf } from '../git/cat-file.ts';
import { storageOf } from '../git/repository.ts';
import { chunksOfLines } from '../git/git-process.ts';
import type { Inventory } from './inventory.ts';

interface NameOptions {
  readonly git: GitClient;
  readonly stopped: AbortSignal;
}

/**
 * Adds the paths that files and folders have in any of some commits: what each commit has and its parents have not. What all
 * of its parents have is theirs.
 *
 * @param commits by their numbers; also those that nothing leads to
 * @throws AppError when git cannot read what it has
 */
export async function addNames(
  inventory: Inventory,
  commits: Uint32Array,
  options: NameOptions,
): Promise<void> {
  if (commits.length === 0) return;
  const left = await addLogged(inventory, commits, options);
  if (left.length > 0) await addPathsInCommits(inventory, left, options);
}

/** @returns the commits of which git could not say all: it may not have their parents any more, or not their trees */
async function addLogged(
  inventory: Inventory,
  commits: Uint32Array,
  { git, stopped }: NameOptions,
): Promise<number[]> {
  const { objects } = inventory;
  const isDone = new Uint8Array(objects.size);
  const input = Array.from(commits, (commit) => `${objects.nameOf(commit)}\n`).join('');
  let last: number | undefined;
  try {
    for await (const [header, changes] of blocksOf(git.directory, LOG, input, objects.shared.idLength)) {
      stopped.throwIfAborted();
      const [, commit = '', tree = ''] = header.split(' ');
      const number = objects.named(commit);
      if (number === undefined) throw new AppError('git-short', { command: 'git log' });
      if (last !== undefined && last !== number) isDone[last] = 1;
      last = number;
      inventory.comeBy(tree, '');
      takeChanges(inventory, changes);
      // there may be more of them than anybody can list
      if (inventory.crowdedPath !== undefined) return [...commits].filter((each) => isDone[each] === 0);
    }
    if (last !== undefined) isDone[last] = 1;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
    return [...commits].filter((each) => isDone[each] === 0);
  }
  if (commits.some((each) => isDone[each] === 0)) throw new AppError('git-short', { command: 'git log' });
  return [];
}

const RAW: readonly string[] = [
  '--raw',
  '-r',
  '-t',
  '-z',
  '--no-abbrev',
  '--no-renames',
  '--no-color',
  '-O/dev/null',
];

const LOG: readonly string[] = [
  ...['-c', 'log.showRoot=true', '-c', 'log.diffMerges=separate', '-c', 'log.mailmap=false'],
  ...['log', '--no-walk=unsorted', '--stdin', '-m', '--no-notes', '--no-relative', '--no-decorate'],
  ...['--ignore-submodules=none', '--format=commit %H %T', ...RAW],
];

/** What git says of a file or folder that is not the same as before, and its path. */
type RawChange = readonly [head: string, path: string];

/** What git says of changes, as much at a time as comes for one header. */
async function* blocksOf(
  directory: string,
  command: readonly string[],
  input: string,
  idLength: number,
): AsyncGenerator<readonly [header: string, changes: readonly RawChange[]]> {
  let header: string | undefined;
  let head: string | undefined;
  let changes: RawChange[] = [];
  // `:<mode> <mode> <id> <id> <letter>`
  const length = 17 + 4 * idLength;
  for await (const fields of chunksOfLines(directory, [...command], input, '\0')) {
    for (const field of fields) {
      if (head !== undefined) {
        changes.push([head, field]);
        head = undefined;
        continue;
      }
      // git puts a line end between a header and its changes
      const word = field.startsWith('\n') ? field.slice(1) : field;
      if (word.startsWith(':') && word.length === length + 1 && header !== undefined) head = word;
      else if (word !== '') {
        if (header !== undefined) yield [header, changes];
        header = word;
        changes = [];
      }
    }
    if (header === undefined) continue;
    yield [header, changes];
    changes = [];
  }
  if (head !== undefined) throw new AppError('git-short', { command: 'git log' });
  if (header !== undefined) yield [header, changes];
}

function takeChanges(inventory: Inventory, changes: readonly RawChange[]): void {
  for (const [head, path] of changes) {
    const mode = head.slice(8, 14);
    if (mode === GONE) continue;
    const start = 16 + 2 * inventory.objects.shared.idLength;
    const object = head.slice(start, start + 2 * inventory.objects.shared.idLength);
    if (mode === SUBMODULE_MODE) inventory.link(path, object);
    else inventory.comeBy(object, path);
  }
}

const GONE = '000000';

/** Adds the paths of what is in some commits without looking at their parents. What is missing is noted. */
async function addPathsInCommits(
  inventory: Inventory,
  commits: readonly number[],
  { git, stopped }: NameOptions,
): Promise<void> {
  const { objects } = inventory;
  const { isShallow } = await storageOf(git);
  const roots = new Set<string>();
  const wanted = commits.map((commit) => ({ object: objects.nameOf(commit) }));
  for await (const some of readObjects(git.directory, wanted)) {
    stopped.throwIfAborted();
    for (const [bytes] of await Promise.all(some.map((each) => wholeOf([[each]])))) {
      const [head = ''] = bytes?.toString('latin1').split('\n\n', 1) ?? [];
      const tree = /^tree (\w+)$/m.exec(head)?.[1];
      if (tree === undefined || objects.named(tree) === undefined) inventory.lose();
      else roots.add(tree);
      if (isShallow) continue;
      for (const [, parent = ''] of head.matchAll(/^parent (\w+)$/gm))
        if (objects.named(parent) === undefined) inventory.lose();
    }
  }
  for (const tree of roots) inventory.comeBy(tree, '');
  if (inventory.crowdedPath === undefined && (await addCompared(inventory, [...roots], git))) return;
  await addPathsBelow(inventory, git, ['--stdin'], [...roots].map((tree) => `${tree}\n`).join(''));
}

/**
 * Adds the paths in some trees: of each what is not in the one before.
 *
 * @returns whether git could compare all, and there was room
 */
async function addCompared(inventory: Inventory, trees: readonly string[], git: GitClient): Promise<boolean> {
  const { idLength } = inventory.objects.shared;
  const input = trees
    .map((tree, nth) => `${trees[nth - 1] ?? EMPTY_TREES[idLength] ?? ''} ${tree}\n`)
    .join('');
  try {
    for await (const [, changes] of blocksOf(
      git.directory,
      ['diff-tree', '--stdin', ...RAW],
      input,
      idLength,
    )) {
      takeChanges(inventory, changes);
      if (inventory.crowdedPath !== undefined) return false;
    }
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
    inventory.lose();
    return false;
  }
}

/** The tree without entries, which every git knows, by the length of ids. */
const EMPTY_TREES: Readonly<Record<number, string>> = {
  20: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  32: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};

/** Adds one path of each object that is reached from some revisions. */
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
      if (line.startsWith('?')) inventory.lose();
      else if (end === -1) inventory.comeBy(line, '');
      else inventory.comeBy(line.slice(0, end), line.slice(end + 1));
    }
}
