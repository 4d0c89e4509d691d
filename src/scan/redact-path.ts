import { detect } from './detect.ts';
import { redact } from '../rules/redact.ts';
import type { Rule } from '../rules/rule.ts';

/** The path as it may be printed, with credentials redacted: files are sometimes named after a key. */
export function redactPath(path: string, rules: readonly Rule[], now: Date): string {
  let shown = path;
  for (const { value, rule } of detect({ path, kind: 'name', text: path, line: 1, column: 1 }, rules, now)) {
    shown = shown.replaceAll(value, redact(value, rule.shows));
  }
  return shown;
}

/** A copy of a value in which {@link redactPath} was applied to every string; object keys are unchanged. */
export function redactPathsIn<T>(value: T, rules: readonly Rule[], now: Date): T {
  const show = (item: unknown): unknown => {
    if (typeof item === 'string') return redactPath(item, rules, now);
    if (Array.isArray(item)) return item.map(show);
    if (typeof item !== 'object' || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([key, inner]) => [key, show(inner)]));
  };
  return show(value) as T;
}
