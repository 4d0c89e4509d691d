import { ALLOWLIST_FILE } from '../shared/keyward-files.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Allowlist, type AllowEntry, type PathEntry } from './allowlist.ts';
import { fileError } from '../shared/errors.ts';

/** Writes the allowlist. @throws AppError if the file cannot be written */
export async function writeAllowlist(top: string, list: Allowlist): Promise<void> {
  try {
    await writeFile(join(top, ALLOWLIST_FILE), allowlistText(list));
  } catch (error) {
    throw fileError('unwritable-file', ALLOWLIST_FILE, error);
  }
}

/**
 * Returns the allowlist as text: one entry per line, sorted, so that branches that add entries rarely change the same line.
 */
function allowlistText(list: Allowlist): string {
  const allow = Object.entries(list.allow).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = [
    ...(list.$schema === undefined ? [] : [`"$schema": ${JSON.stringify(list.$schema)}`]),
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

/** Returns an object on one line, with spaces as in the documentation. */
function line(value: object): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}: ${JSON.stringify(member)}`);
  return `{ ${members.join(', ')} }`;
}
