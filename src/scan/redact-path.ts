import { detect } from './detect.ts';
import { redact } from '../rules/redact.ts';
import type { Rule } from '../rules/rule.ts';

/** A path as it may be printed: with the credentials in it redacted. People name files after their keys. */
export function redactPath(path: string, rules: readonly Rule[], now: Date): string {
  let shown = path;
  for (const { value, rule } of detect({ path, kind: 'name', text: path, line: 1, column: 1 }, rules, now)) {
    shown = shown.replaceAll(value, redact(value, rule.shows));
  }
  return shown;
}

/** A value with every text in it as {@link redactPath} shows it; keys of objects stay as they are. */
export function redactPathsIn<T>(value: T, rules: readonly Rule[], now: Date): T {
  const show = (each: unknown): unknown => {
    if (typeof each === 'string') return redactPath(each, rules, now);
    if (Array.isArray(each)) return each.map(show);
    if (typeof each !== 'object' || each === null) return each;
    return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, show(inner)]));
  };
  return show(value) as T;
}
