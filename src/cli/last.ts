import { promises } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { AUDIT_FILE, LAST_FILE } from '../core/own-files.ts';
import type { GitClient } from '../git/client.ts';
import { placesOf } from '../git/repository.ts';

/** What the last blocked commit found, as far as `keyward allow` must know it. No value is stored. */
export interface LastFinding {
  readonly fingerprint: string;
  readonly ruleId: string;
}

/** Notes what was found, in place of what was noted before. */
export async function rememberFindings(git: GitClient, findings: readonly Finding[]): Promise<void> {
  await write(join((await placesOf(git)).gitDirectory, LAST_FILE), findings);
}

/** Notes what an audit found, so that it can be allowed by its fingerprint. */
export async function rememberAudit(commonDirectory: string, findings: readonly Finding[]): Promise<void> {
  // a repository that cannot be written can be audited all the same
  await write(join(commonDirectory, AUDIT_FILE), findings).catch(() => undefined);
}

async function write(file: string, findings: readonly Finding[]): Promise<void> {
  const last = findings.map(({ fingerprint, ruleId }) => ({ fingerprint, ruleId }));
  try {
    await promises.mkdir(dirname(file), { recursive: true });
    await promises.writeFile(file, `${JSON.stringify({ version: 1, findings: last })}\n`);
  } catch (error) {
    throw new AppError(
      'unwritable-file',
      { path: file, reason: (error as NodeJS.ErrnoException).code ?? '?' },
      error,
    );
  }
}

/** @returns nothing where no blocked commit is on record */
export function readLast(gitDirectory: string): Promise<readonly LastFinding[]> {
  return read(join(gitDirectory, LAST_FILE));
}

/** @returns nothing where no audit is on record */
export function readAudit(commonDirectory: string): Promise<readonly LastFinding[]> {
  return read(join(commonDirectory, AUDIT_FILE));
}

async function read(file: string): Promise<readonly LastFinding[]> {
  let text: string;
  try {
    text = await promises.readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return (JSON.parse(text) as { findings: LastFinding[] }).findings;
}
