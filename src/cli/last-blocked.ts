import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../scan/finding.ts';
import { writeRecord } from '../shared/file-access.ts';
import { AUDIT_FILE, LAST_FILE } from '../shared/keyward-files.ts';
import type { GitClient } from '../git/git.ts';
import { worktreePaths } from '../git/repository.ts';

/** A finding of the last report, as `keyward allow` needs it. It does not contain the secret. */
export interface LastFinding {
  readonly fingerprint: string;
  readonly ruleId: string;
  /** The path as printed. */
  readonly path: string;
  /** The path inside an archive. */
  readonly inside?: string | undefined;
  readonly preview?: string | undefined;
  /** True if the report left it out. */
  readonly hidden?: true | undefined;
}

/**
 * Records findings for `keyward allow` and replaces earlier ones.
 *
 * @param shown the findings that the report showed
 */
export async function rememberFindings(
  git: GitClient,
  findings: readonly Finding[],
  shown: readonly Finding[],
): Promise<void> {
  write(join((await worktreePaths(git)).gitDirectory, LAST_FILE), findings, new Set(shown));
}

/** Records the findings of an audit, so that they can be allowed by fingerprint. */
export function rememberAudit(commonDirectory: string, findings: readonly Finding[]): void {
  try {
    write(join(commonDirectory, AUDIT_FILE), findings, new Set(findings));
  } catch {
    // a read-only repository can be audited, too
  }
}

function write(file: string, findings: readonly Finding[], shown: ReadonlySet<Finding>): void {
  const last = findings.map((finding) => ({
    fingerprint: finding.fingerprint,
    ruleId: finding.ruleId,
    path: finding.path,
    inside: finding.inside,
    preview: finding.preview,
    ...(shown.has(finding) ? {} : { hidden: true }),
  }));
  // agents send many events at once: the last one counts
  writeRecord(file, { version: 1, findings: last });
}

/** Returns the findings of the last blocked commit; empty if there is no record. */
export function readLast(gitDirectory: string): readonly LastFinding[] {
  return read(join(gitDirectory, LAST_FILE));
}

/** Returns the findings of the last audit; empty if there is no record. */
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
