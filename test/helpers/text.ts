import { detect } from '../../src/scan/detect.ts';
import type { Finding } from '../../src/scan/finding.ts';
import type { Fragment } from '../../src/shared/fragment.ts';
import { rules } from '../../src/rules/index.ts';
import { NO_POLICY } from '../../src/policy/policy.ts';
import { scan, type ScanResult } from '../../src/scan/scan.ts';
import { contextOfNewContent } from '../../src/scan/source.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';

export const NOW: Date = new Date('2026-11-24T12:00:00Z');

export function fragmentOf(text: string, path = 'file.txt'): Fragment {
  return { path, kind: 'content', text, line: 1, column: 1 };
}

/** Returns the raw values that one rule, or any rule, finds in a text. */
export function valuesIn(text: string, ruleId?: string, path?: string): string[] {
  return detect(fragmentOf(text, path), rules, NOW)
    .filter(({ rule, expired }) => !expired && (ruleId === undefined || rule.id === ruleId))
    .map(({ value }) => value);
}

/** Scans one text as a whole new file. */
export async function scanText(content: string | Buffer, path = 'file.txt'): Promise<ScanResult> {
  const item = { path, bytes: Buffer.from(content), newName: true };
  const policy = () => Promise.resolve(NO_POLICY);
  return scan({
    source: {
      kind: 'files',
      async *items() {
        yield await Promise.resolve([item]);
      },
      policy,
      context: () => contextOfNewContent(policy()),
    },
    rules,
    unfold: extractTexts,
    now: NOW,
    count: true,
  });
}

export async function findingsIn(content: string | Buffer, path?: string): Promise<readonly Finding[]> {
  return (await scanText(content, path)).findings;
}

/** True if a scan reports anything about a content. */
export async function says(path: string, bytes: Buffer): Promise<boolean> {
  for await (const part of extractTexts(path, bytes))
    if ('reason' in part || detect(part, rules, NOW).length > 0) return true;
  return false;
}
