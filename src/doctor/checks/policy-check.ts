import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWhole } from '../../git/cat-file.ts';
import { isExpired } from '../../policy/allowlist.ts';
import { loadAllowlist, loadSettings } from '../../policy/load-policy.ts';
import { AppError } from '../../shared/errors.ts';
import { ALLOWLIST_FILE, SETTINGS_FILE } from '../../shared/keyward-files.ts';
import { diagnosis, type Fix } from '../checkup-result.ts';
import type { DoctorCheck, WorktreeContext } from '../worktree-context.ts';

/** Checks that the allowlist is valid and has no expired entries. */
export const checkAllowlist: DoctorCheck = async (worktree, { now }) => {
  const found = await readPolicyFile(worktree, ALLOWLIST_FILE, loadAllowlist);
  if ('fault' in found) return [diagnosis('allowlist-broken', found.fault.place, found.fault.fix)];
  const { allow, paths } = found.value;
  const entries = [...Object.entries(allow), ...paths.map((entry) => [entry.glob, entry] as const)];
  const expired = entries.filter(([, entry]) => isExpired(entry, now)).map(([name]) => name);
  const [first] = expired;
  if (first === undefined) return [diagnosis('allowlist', { entries: entries.length })];
  const stage = worktree.atTop(`git add ${ALLOWLIST_FILE}`);
  const command = `${worktree.keyward('allowlist prune')} && ${stage}`;
  return [diagnosis('allowlist-expired', { count: expired.length, first }, { command, safe: false })];
};

export const checkSettings: DoctorCheck = async (worktree) => {
  const found = await readPolicyFile(worktree, SETTINGS_FILE, loadSettings);
  return 'fault' in found
    ? [diagnosis('settings-broken', found.fault.place, found.fault.fix)]
    : [diagnosis('settings', { off: Object.keys(found.value.rules) })];
};

/** The position of an error in a policy file, and the command that fixes it. */
interface Fault {
  readonly place: { readonly file: string; readonly line: number; readonly column: number };
  readonly fix: Fix;
}

/** Returns a policy file from the index, or the error in it there or in the working tree. */
async function readPolicyFile<T>(
  worktree: WorktreeContext,
  file: string,
  load: (bytes: Buffer | undefined) => Promise<T>,
): Promise<{ value: T } | { fault: Fault }> {
  const { top } = worktree.repository;
  const [inIndex, inHead] = await readWhole(top, [`:${file}`, `HEAD:${file}`]);
  const onDisk = await readFile(join(top, file)).catch(() => undefined);
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
