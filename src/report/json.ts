import { credentialNumbers } from '../scan/credential.ts';
import type { AppError } from '../shared/errors.ts';
import type { AllowedFinding, Finding } from '../scan/finding.ts';
import { NO_NOTES, type PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import { jsonText } from './terminal-escape.ts';

/** Returns a result as JSON, version 1 of the format. */
export function jsonReport(result: ScanResult, notes: PolicyNotes = NO_NOTES): string {
  const { source, scanned, findings, allowed } = result;
  const numbers = credentialNumbers([...findings, ...allowed]);
  const plain = (finding: Finding | AllowedFinding) => entryOf(finding, numbers.get(finding) ?? 0);
  const report = {
    version: 1,
    complete: true,
    scanned: {
      source,
      files: scanned.files,
      addedLines: scanned.addedLines ?? 0,
      bytes: scanned.bytes,
      unscanned: scanned.unscanned,
    },
    rulesOff: notes.rulesOff,
    policyChanged: notes.changed ?? null,
    findings: findings.map(plain),
    allowed: allowed.map((finding) => ({ ...plain(finding), allowedBy: finding.allowedBy })),
  };
  return `${jsonText(report, 2)}\n`;
}

/** Returns the error of a failed scan as JSON. */
export function jsonError({ code, args }: Pick<AppError, 'code' | 'args'>): string {
  return `${jsonText({ version: 1, complete: false, error: { code, args } })}\n`;
}

function entryOf(finding: Finding | AllowedFinding, credential: number): object {
  const { ruleId, severity, path, inside, line, column, endColumn, preview, fingerprint } = finding;
  const location = inside === undefined ? { path } : { path, inside };
  const { accountId, commit } = finding;
  return {
    ruleId,
    severity,
    ...location,
    line,
    column,
    endColumn,
    preview,
    fingerprint,
    credential,
    accountId,
    commit,
  };
}
