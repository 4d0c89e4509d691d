import type { ScanResult } from './scan.ts';

/** 0: clean, 1: findings, 2: the scan could not be done. */
export type ExitCode = 0 | 1 | 2;

/** The exit code of a finished scan. With `strict`, unscanned parts count as a failed scan. */
export function exitCodeOf(result: ScanResult, strict: boolean): ExitCode {
  if (result.findings.length > 0) return 1;
  return strict && result.scanned.unscanned.length > 0 ? 2 : 0;
}
