import type { Rule } from './rule.ts';

/**
 * What may be shown of a value: of a key id the first and last 4 characters, of everything else the first 4.
 */
export function redact(value: string, shows: Rule['shows']): string {
  const head = value.slice(0, 4);
  return shows === 'both-ends'
    ? `${head}${'*'.repeat(Math.max(value.length - 8, 0))}${value.slice(Math.max(value.length - 4, 4))}`
    : `${head}********…`;
}
