import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { Finding } from '../scan/finding.ts';
import { AUDIT_FILE, LAST_FILE } from '../shared/keyward-files.ts';
import type { GitClient } from '../git/git.ts';
import { placesOf } from '../git/repository.ts';

/** What the last blocked commit found, as far as `keyward allow` must know it. No value is stored. */
export interface LastFinding {
  readonly fingerprint: string;
  readonly ruleId: string;
  /** As it was printed. */
  readonly path: string;
  /** The archive member, where it was in one. */
  readonly inside?: string | undefined;
}

/** Notes what was found, in place of what was noted before. */
export async function rememberFindings(git: GitClient, findings: readonly Finding[]): Promise<void> {
  write(join((await placesOf(git)).gitDirectory, LAST_FILE), findings);
}

/** Notes what an audit found, so that it can be allowed by its fingerprint. */
export function rememberAudit(commonDirectory: string, findings: readonly Finding[]): void {
  try {
    write(join(commonDirectory, AUDIT_FILE), findings);
  } catch {
    // a repository that cannot be written can be audited all the same
  }
}

function write(file: string, findings: readonly Finding[]): void {
  const last = findings.map(({ fingerprint, ruleId, path, inside }) => ({
    fingerprint,
    ruleId,
    path,
    inside,
  }));
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ version: 1, findings: last })}\n`);
  } catch (error) {
    throw new AppError(
      'unwritable-file',
      { path: file, reason: (error as NodeJS.ErrnoException).code ?? '?' },
      error,
    );
  }
}

/** @returns nothing where no blocked commit is on record */
export function readLast(gitDirectory: string): readonly LastFinding[] {
  return read(join(gitDirectory, LAST_FILE));
}

/** @returns nothing where no audit is on record */
export function readAudit(commonDirectory: string): readonly LastFinding[] {
  return read(join(commonDirectory, AUDIT_FILE));
}

function read(file: string): readonly LastFinding[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return (JSON.parse(text) as { findings: LastFinding[] }).findings;
}
