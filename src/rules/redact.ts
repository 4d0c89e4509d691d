import type { Rule } from './rule.ts';

/** Returns the redacted preview of a value: the first and last 4 characters of a key ID, the first 4 of everything else. */
export function redact(value: string, shows: Rule['shows']): string {
  // four characters would reveal too much of a short password
  const head = value.slice(0, Math.min(4, value.length >> 2));
  return shows === 'both-ends'
    ? `${head}${'*'.repeat(Math.max(value.length - 8, 0))}${value.slice(Math.max(value.length - 4, 4))}`
    : `${head}********…`;
}
