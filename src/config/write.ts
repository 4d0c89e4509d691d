import type { Allowlist, AllowEntry, PathEntry } from '../core/allowlist.ts';

/**
 * The allowlist as text: one entry a line, sorted, so that two branches which add entries rarely touch the same line.
 *
 * @param schemaAddress the file's `$schema`, which is kept
 */
export function writeAllowlist(list: Allowlist, schemaAddress?: string): string {
  const allow = Object.entries(list.allow).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    ...(schemaAddress === undefined ? [] : [`"$schema": ${JSON.stringify(schemaAddress)}`]),
    '"version": 1',
    `"allow": ${block(
      allow.map(([key, entry]) => `${JSON.stringify(key)}: ${line(ordered(entry))}`),
      '{}',
    )}`,
    ...(list.paths.length === 0
      ? []
      : [
          `"paths": ${block(
            list.paths.map((entry) => line(orderedPath(entry))),
            '[]',
          )}`,
        ]),
  ];
  return `{\n  ${parts.join(',\n  ')}\n}\n`;
}

function block(lines: readonly string[], [open, close]: string | readonly string[]): string {
  return lines.length === 0 ? `${open}${close}` : `${open}\n    ${lines.join(',\n    ')}\n  ${close}`;
}

function ordered({ rule, path, reason, expires }: AllowEntry): object {
  return { rule, path, reason, expires };
}

function orderedPath({ glob, rules, reason, broad, expires }: PathEntry): object {
  return { glob, rules, reason, broad, expires };
}

/** One object on one line, with the spaces of the documentation. */
function line(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}: ${JSON.stringify(member)}`);
  return `{ ${members.join(', ')} }`;
}
