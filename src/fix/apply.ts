import { constants } from 'node:fs';
import { lstat, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { assertContained } from '../git/contained.ts';
import { replaceFile } from '../install/replace-file.ts';
import { AppError, fileError } from '../shared/errors.ts';
import { type FixPlace, indexUpdateFor, scratchFolder, updateIndex } from './index-update.ts';
import { ENV_FILE, type FixPlan, type FixState } from './plan.ts';
import { contentOf, GITIGNORE, ignoreRuleFor, type IndexEntry, readIndex } from './read-state.ts';

/**
 * Carries out a plan. Each step is one write that happens whole or not at all, in an order in which a stop between two
 * of them loses nothing: the index, which the hook checks, comes last.
 *
 * @param index the index that the plan was made for
 * @throws AppError `fix-outdated` if the index or a file has changed since; nothing was written then
 */
export async function applyPlan(
  place: FixPlace,
  plan: FixPlan,
  state: FixState,
  index: ReadonlyMap<string, IndexEntry>,
): Promise<void> {
  await assertCurrent(place, plan, state, index);
  const update = await indexUpdateFor(place, plan, index);
  if (plan.gitignore.onDisk !== undefined) await write(place, GITIGNORE, plan.gitignore.onDisk);
  await assertIgnored(place, plan, state);
  if (plan.env.appendix !== '') await append(place, plan.env.appendix);
  const written: string[] = [];
  try {
    for (const { path, onDisk } of plan.edited) {
      if (onDisk === undefined) continue;
      await write(place, path, onDisk);
      written.push(path);
    }
    await updateIndex(place, update);
  } catch (error) {
    for (const path of written) {
      const before = state.files.get(path)?.onDisk;
      if (before !== undefined) await write(place, path, before);
    }
    throw error;
  }
}

async function assertCurrent(
  place: FixPlace,
  { edited, unstaged, gitignore, env }: FixPlan,
  state: FixState,
  index: ReadonlyMap<string, IndexEntry>,
): Promise<void> {
  const now = await readIndex(place.top);
  const idOf = (entries: typeof index, path: string) => entries.get(path)?.object;
  const changed = edited.map(({ path }) => path);
  const known: readonly (readonly [path: string, bytes: Buffer | undefined])[] = [
    ...changed.map((path) => [path, state.files.get(path)?.onDisk] as const),
    ...(gitignore.onDisk === undefined ? [] : [[GITIGNORE, state.gitignore.onDisk] as const]),
    ...(env.appendix === '' ? [] : [[ENV_FILE, state.env.content] as const]),
  ];
  const isCurrent =
    [...changed, ...unstaged, GITIGNORE, ENV_FILE].every((path) => idOf(index, path) === idOf(now, path)) &&
    known.every(([path, bytes]) => isSame(contentOf(place.top, path), bytes));
  if (!isCurrent) throw new AppError('fix-outdated', {});
}

function isSame(a: Buffer | undefined, b: Buffer | undefined): boolean {
  return a === undefined || b === undefined ? a === b : a.equals(b);
}

/** @throws AppError `fix-not-ignored`; the old `.gitignore` is back then */
async function assertIgnored(place: FixPlace, plan: FixPlan, state: FixState): Promise<void> {
  const paths = [...plan.unstaged, ...(plan.edited.length === 0 ? [] : [ENV_FILE])];
  for (const path of paths) {
    const rule = await ignoreRuleFor(place.top, path);
    if (rule !== undefined && !rule.pattern.startsWith('!')) continue;
    const { onDisk } = state.gitignore;
    if (plan.gitignore.onDisk !== undefined)
      await (onDisk === undefined ? rm(join(place.top, GITIGNORE)) : write(place, GITIGNORE, onDisk));
    throw new AppError('fix-not-ignored', { path });
  }
}

/** Replaces a file. The temporary file is in the git directory, unless that is on another file system. */
async function write(place: FixPlace, path: string, bytes: Buffer): Promise<void> {
  const file = join(place.top, path);
  assertContained(place.top, file, path);
  try {
    await replaceFile(file, bytes, 0o644, join(scratchFolder(place), `file-${process.pid}`)).catch(
      async (error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
        await replaceFile(file, bytes);
      },
    );
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Appends to `.env` in one write. A new file can be read by its owner only. */
async function append({ top }: FixPlace, text: string): Promise<void> {
  const path = join(top, ENV_FILE);
  assertContained(top, path, ENV_FILE);
  try {
    const isNew = (await lstat(path).catch(() => undefined)) === undefined;
    const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
    const flags = O_WRONLY | O_APPEND | O_NOFOLLOW | (isNew ? O_CREAT | O_EXCL : 0);
    const file = await open(path, flags, 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unwritable(ENV_FILE, error);
  }
}

function unwritable(path: string, error: unknown): AppError {
  return error instanceof AppError ? error : fileError('unwritable-file', path, error);
}
