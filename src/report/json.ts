import type { AppError } from '../shared/errors.ts';
import type { AllowedFinding, Finding } from '../scan/finding.ts';
import { NO_NOTES, type PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import { jsonText } from './terminal-escape.ts';

/** A result for programs, version 1 of the contract's form. */
export function jsonReport(result: ScanResult, notes: PolicyNotes = NO_NOTES): string {
  const { source, scanned, findings, allowed } = result;
  const report = {
    version: 1,
    complete: true,
    scanned: {
      source,
      files: scanned.files,
      addedLines: scanned.addedLines ?? 0,
      bytes: scanned.bytes,
      notUnfolded: scanned.notUnfolded,
    },
    rulesOff: notes.rulesOff,
    policyChanged: notes.changed ?? null,
    findings: findings.map(plain),
    allowed: allowed.map((finding) => ({ ...plain(finding), allowedBy: finding.allowedBy })),
  };
  return `${jsonText(report, 2)}\n`;
}

/** A scan that could not be done. */
export function jsonError({ code, args }: Pick<AppError, 'code' | 'args'>): string {
  return `${jsonText({ version: 1, complete: false, error: { code, args } })}\n`;
}

function plain(finding: Finding | AllowedFinding): object {
  const { ruleId, severity, path, inside, line, column, endColumn, preview, fingerprint, accountId, commit } =
    finding;
  const place = inside === undefined ? { path } : { path, inside };
  return { ruleId, severity, ...place, line, column, endColumn, preview, fingerprint, accountId, commit };
}
