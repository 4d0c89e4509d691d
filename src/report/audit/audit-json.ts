import type { AuditResult, Secret } from '../../scan/audit-result.ts';
import type { Finding } from '../../scan/finding.ts';
import { jsonText } from '../terminal-escape.ts';
import { jsonReport } from '../json.ts';

/** Returns all findings, secret by secret. */
export function located({ secrets }: AuditResult): Finding[] {
  return secrets.flatMap(({ findings }) => findings);
}

/** Returns an audit as JSON: the fields of a scan, version 1 of the format, and the secrets with their locations.
 * The report of a shard also has what a merge needs. */
export function auditJson(result: AuditResult): string {
  const { secrets, objects, limits, submodules, shard, scan } = result;
  const report = JSON.parse(jsonReport({ ...scan, findings: located(result) }, result)) as {
    scanned: object;
    complete: boolean;
  };
  const whole = {
    ...report,
    complete: limits.length === 0,
    scanned: { ...report.scanned, objects, limits, submodules },
    secrets: secrets.map(plain),
    ...(shard === undefined ? {} : { shard }),
  };
  return `${jsonText(whole, 2)}\n`;
}

function plain({ findings, ...secret }: Secret): object {
  const [{ ruleId, severity, preview, accountId, canary }] = findings;
  const objects = [...new Set(findings.map(({ object }) => object))];
  return { ...secret, ruleId, severity, preview, accountId, canary, objects };
}
