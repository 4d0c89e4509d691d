import { stat } from 'node:fs/promises';
import { extractTexts } from './decode/extract-texts.ts';
import { GitClient } from './git/git.ts';
import { commitOf } from './git/peel.ts';
import { asOutside, locateRepository, storageOf } from './git/repository.ts';
import type { Policy } from './policy/policy.ts';
import { rules } from './rules/index.ts';
import { type ExitCode, exitCodeOf } from './scan/exit-code.ts';
import { loadPrefilter } from './scan/load-prefilter.ts';
import { scan, type ScanResult } from './scan/scan.ts';
import type { Source } from './scan/source.ts';
import { AppError } from './shared/errors.ts';
import { TextSource } from './sources/files.ts';
import { RangeSource } from './sources/range.ts';
import { StagedSource } from './sources/staged.ts';

/** The result of {@link scanStaged}, {@link scanRange} and {@link scanText}. No part of it holds a raw value. */
export interface Check extends ScanResult {
  /** The allowlist and the settings that were applied. */
  readonly policy: Policy;
  /** The exit code of the command for this result: 0 clean, 1 findings, 2 unscanned content with `"strict": true`. */
  readonly exitCode: ExitCode;
}

/** Options of {@link scanStaged}. */
export interface ScanStagedOptions {
  /** A folder in the repository; by default, the current one. */
  readonly cwd?: string | undefined;
  /** The time at which credentials and allowlist entries may have expired; by default, the current time. */
  readonly now?: Date | undefined;
}

/** Options of {@link scanRange}. */
export interface ScanRangeOptions extends ScanStagedOptions {
  /** Commits that this revision contains are not scanned. Without it, the whole history of `to` is scanned. */
  readonly from?: string | undefined;
  /** The revision whose commits are scanned, and whose policy applies; by default, `HEAD`. */
  readonly to?: string | undefined;
}

/** Options of {@link scanText}. */
export interface ScanTextOptions {
  /** The path of the text. Some rules need it as evidence, and allowlist entries may require it. It is scanned too. */
  readonly path?: string | undefined;
  /** The folder with the allowlist and the settings. Without it, nothing is allowed. */
  readonly policyFolder?: string | undefined;
  /** The time at which credentials and allowlist entries may have expired; by default, the current time. */
  readonly now?: Date | undefined;
}

/**
 * Scans what `git commit` is about to commit, with the staged allowlist and settings, as `keyward scan --staged` does. Only
 * added lines are reported.
 *
 * @example
 * const { findings, exitCode } = await scanStaged({ cwd: 'path/to/repository' });
 * @throws AppError `not-a-repository` outside a working tree; another one if anything could not be read, so that the change is not known to be clean
 */
export async function scanStaged({ cwd = process.cwd(), now }: ScanStagedOptions = {}): Promise<Check> {
  const git = await clientIn(cwd);
  await locateRepository(git).catch(refuse);
  return check(await StagedSource.open(git), now);
}

/**
 * Scans every commit of a range with its message, author and committer, as `keyward scan --range` does. A value that a later
 * commit of the range removes is still reported.
 *
 * @example
 * const { findings } = await scanRange({ cwd: 'path/to/repository', from: 'origin/main' });
 * @throws AppError `not-a-repository` outside a repository; `range-unknown` if git does not know a revision; another one if anything could not be read
 */
export async function scanRange({
  cwd = process.cwd(),
  now,
  from,
  to = 'HEAD',
}: ScanRangeOptions = {}): Promise<Check> {
  const git = await clientIn(cwd);
  await storageOf(git).catch(refuse);
  const known = from === undefined ? [] : [await commitNamed(git, from)];
  const tip = await commitNamed(git, to);
  return check(await RangeSource.open(git, { tips: [tip], known, policyAt: tip }), now);
}

/**
 * Scans a text or the bytes of a file, encoded and compressed content included. Every line counts as added.
 *
 * @example
 * const { findings } = await scanText(text, { path: 'config/production.env' });
 * @throws AppError if the policy could not be read
 */
export async function scanText(
  text: string | Uint8Array,
  { path, policyFolder, now }: ScanTextOptions = {},
): Promise<Check> {
  const bytes =
    typeof text === 'string' ? Buffer.from(text) : Buffer.from(text.buffer, text.byteOffset, text.length);
  return check(new TextSource(bytes, policyFolder, path), now);
}

/** Reads the policy and scans. An invalid policy is an error even if the scan does not need it. */
async function check(source: Source & { policy(): Promise<Policy> }, now = new Date()): Promise<Check> {
  const policy = await source.policy().catch(async (error: unknown) => {
    await source.close?.().catch(() => undefined);
    throw error;
  });
  const result = await scan({
    source,
    rules,
    unfold: extractTexts,
    prefilter: loadPrefilter,
    now,
    count: true,
  });
  return { ...result, policy, exitCode: exitCodeOf(result, policy.settings.strict) };
}

/** @throws AppError `unreadable-file` if there is no such folder; git would be reported as missing */
async function clientIn(folder: string): Promise<GitClient> {
  const reason = await stat(folder).then(
    (kind) => (kind.isDirectory() ? undefined : 'ENOTDIR'),
    (error: NodeJS.ErrnoException) => error.code ?? '?',
  );
  if (reason !== undefined) throw new AppError('unreadable-file', { path: folder, reason });
  return new GitClient(folder);
}

function refuse(error: unknown): never {
  throw asOutside(error);
}

/** Returns the ID of a commit. @throws AppError `range-unknown` for an unknown revision, and for an option of git */
async function commitNamed(git: GitClient, name: string): Promise<string> {
  const id = name.startsWith('-') ? undefined : await commitOf(git, name);
  if (id === undefined) throw new AppError('range-unknown', {});
  return id;
}
