import { promises } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { LAST_FILE } from '../core/own-files.ts';
import type { GitClient } from '../git/client.ts';
import { repositoryOf } from '../git/repository.ts';

/** What the last blocked commit found, as far as `keyward allow` must know it. No value is stored. */
export interface LastFinding {
  readonly fingerprint: string;
  readonly ruleId: string;
}

/** Notes what was found, in place of what was noted before. */
export async function rememberFindings(git: GitClient, findings: readonly Finding[]): Promise<void> {
  await writeLast((await repositoryOf(git)).gitDirectory, findings);
}

async function writeLast(gitDirectory: string, findings: readonly Finding[]): Promise<void> {
  const last = findings.map(({ fingerprint, ruleId }) => ({ fingerprint, ruleId }));
  const file = fileIn(gitDirectory);
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
export async function readLast(gitDirectory: string): Promise<readonly LastFinding[]> {
  let text: string;
  try {
    text = await promises.readFile(fileIn(gitDirectory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return (JSON.parse(text) as { findings: LastFinding[] }).findings;
}

function fileIn(gitDirectory: string): string {
  return join(gitDirectory, LAST_FILE);
}
