import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askGit, streamGit, textFrom } from '../git/git-process.ts';
import type { FixPlan } from './plan.ts';
import { GITIGNORE, type IndexEntry } from './read-state.ts';

/** The paths of a repository that `fix` needs. */
export interface FixPlace {
  readonly top: string;
  readonly gitDirectory: string;
}

/** The folder for temporary files, so that none is left in the working tree. */
export function scratchFolder({ gitDirectory }: FixPlace): string {
  const folder = join(gitDirectory, 'keyward');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The input for `git update-index` that changes the index as planned, in one step. The new contents are stored in git. */
export async function indexUpdateFor(
  { top }: FixPlace,
  { edited, unstaged, gitignore }: FixPlan,
  index: ReadonlyMap<string, IndexEntry>,
): Promise<string> {
  const contents = edited.map(({ path, staged }) => ({ path, bytes: staged }));
  if (gitignore.staged !== undefined) contents.push({ path: GITIGNORE, bytes: gitignore.staged });
  const lines = unstaged.map((path) => `0 ${(index.get(path)?.object ?? '').replace(/./g, '0')}\t${path}\0`);
  for (const { path, bytes } of contents) {
    const mode = index.get(path)?.mode ?? '100644';
    lines.push(`${mode} ${await store(top, bytes)}\t${path}\0`);
  }
  return lines.join('');
}

/** Stores content as a blob and returns its ID. */
async function store(top: string, bytes: Buffer): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamGit(top, ['hash-object', '-w', '--no-filters', '--stdin'], bytes))
    chunks.push(chunk);
  return Buffer.concat(chunks).toString().trim();
}

/** Changes the index in one step. The hook that a repository may have for it is not run. */
export async function updateIndex({ top }: FixPlace, update: string): Promise<void> {
  const command = ['-c', 'core.hooksPath=/dev/null', 'update-index', '-z', '--index-info'];
  await textFrom(top, command, update);
}

/** Runs something with a copy of the index that has an update. */
export async function withTrialIndex<T>(place: FixPlace, update: string, run: () => Promise<T>): Promise<T> {
  const path = (await askGit(place.top, 'rev-parse', '--git-path', 'index')).replace(/\n$/, '');
  const trial = join(scratchFolder(place), `index-${process.pid}`);
  const previous = process.env['GIT_INDEX_FILE'];
  try {
    copyFileSync(resolve(place.top, path), trial);
    process.env['GIT_INDEX_FILE'] = trial;
    await updateIndex(place, update);
    return await run();
  } finally {
    if (previous === undefined) delete process.env['GIT_INDEX_FILE'];
    else process.env['GIT_INDEX_FILE'] = previous;
    rmSync(trial, { force: true });
  }
}
