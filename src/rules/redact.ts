import type { Rule } from './rule.ts';

/**
 * What may be shown of a value: of a key id the first and last 4 characters, of everything else the first 4.
 */
export function redact(value: string, shows: Rule['shows']): string {
  // of a short password four characters would be too many
  const head = value.slice(0, Math.min(4, value.length >> 2));
  return shows === 'both-ends'
    ? `${head}${'*'.repeat(Math.max(value.length - 8, 0))}${value.slice(Math.max(value.length - 4, 4))}`
    : `${head}********…`;
}
