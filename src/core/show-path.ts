import { detect } from './detect.ts';
import { redact } from './redact.ts';
import type { Rule } from './rule.ts';

/** A path as it may be printed: with the credentials in it redacted. People name files after their keys. */
export function showPath(path: string, rules: readonly Rule[], now: Date): string {
  let shown = path;
  for (const { value, rule } of detect({ path, kind: 'name', text: path, line: 1, column: 1 }, rules, now)) {
    shown = shown.replaceAll(value, redact(value, rule.shows));
  }
  return shown;
}
