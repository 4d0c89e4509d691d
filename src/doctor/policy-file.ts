import { promises } from 'node:fs';
import { join } from 'node:path';
import type { Fix } from './checkup-result.ts';
import { AppError } from '../shared/errors.ts';
import { readWhole } from '../git/cat-file.ts';
import type { WorktreeContext } from './worktree-context.ts';

/** The position of an error in a policy file, and the command that fixes it. */
export interface Fault {
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
  readonly fix: Fix;
}

/** Returns a policy file from the index, or the error in it there or in the working tree. */
export async function readPolicyFile<T>(
  worktree: WorktreeContext,
  file: string,
  load: (bytes: Buffer | undefined) => Promise<T>,
): Promise<{ value: T } | { fault: Fault }> {
  const { top } = worktree.repository;
  const [inIndex, inHead] = await readWhole(top, [`:${file}`, `HEAD:${file}`]);
  const onDisk = await promises.readFile(join(top, file)).catch(() => undefined);
  const place = (await faultIn(load, inIndex)) ?? (await faultIn(load, onDisk));
  if (place === undefined) return { value: await load(inIndex) };
  const canGoBack = inHead !== undefined && (await faultIn(load, inHead)) === undefined;
  const command = canGoBack
    ? `git restore --source=HEAD --staged --worktree -- ${file}`
    : `${inIndex === undefined ? 'mv' : 'git mv --force'} ${file} ${file.slice(1)}.broken`;
  return { fault: { place, fix: { command: worktree.atTop(command), safe: false } } };
}

async function faultIn<T>(
  load: (bytes: Buffer | undefined) => Promise<T>,
  bytes: Buffer | undefined,
): Promise<Fault['place'] | undefined> {
  try {
    await load(bytes);
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.startsWith('config-')) throw error;
    const { file, line, column } = error.args as Fault['place'];
    return { file, line, column };
  }
}
