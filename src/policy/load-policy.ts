import { join } from 'node:path';
import { readIfThere } from '../shared/file-access.ts';
import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';
import { type Allowlist, EMPTY_ALLOWLIST } from './allowlist.ts';
import { AppError } from '../shared/errors.ts';
import type { Policy } from './policy.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import type { Schema } from './schema-parts.ts';

/** The bytes of the two policy files in a commit; undefined for a file that does not exist. */
export interface PolicyFiles {
  readonly allowlist?: Buffer | undefined;
  readonly settings?: Buffer | undefined;
}

/** Reads the two policy files of a folder from disk. @throws AppError `unreadable-file` */
export function readPolicyFiles(directory: string): PolicyFiles {
  return {
    allowlist: readIfThere(join(directory, ALLOWLIST_FILE), ALLOWLIST_FILE),
    settings: readIfThere(join(directory, SETTINGS_FILE), SETTINGS_FILE),
  };
}

/** Parses and validates the policy files. @throws AppError with file, line and column of an error */
export async function loadPolicy(files: PolicyFiles): Promise<Policy> {
  return { allowlist: await loadAllowlist(files.allowlist), settings: await loadSettings(files.settings) };
}

export async function loadAllowlist(bytes: Buffer | undefined): Promise<Allowlist> {
  if (bytes === undefined) return EMPTY_ALLOWLIST;
  const { allowlistSchema } = await import('./allowlist-schema.ts');
  return load(ALLOWLIST_FILE, bytes, allowlistSchema);
}

export async function loadSettings(bytes: Buffer | undefined): Promise<Settings> {
  if (bytes === undefined) return DEFAULT_SETTINGS;
  const { settingsSchema } = await import('./settings-schema.ts');
  return load(SETTINGS_FILE, bytes, settingsSchema);
}

async function load<T>(file: string, bytes: Buffer, schema: Schema): Promise<T> {
  const { validate } = await import('./schema-parts.ts');
  const plain = await validate<T>(schema, plainValue(bytes));
  if ('value' in plain) return plain.value;
  // find the position of the error, or accept the commas of a resolved merge conflict
  const [{ parseDocument, placeAt }, { getNodeValue }] = await Promise.all([
    import('./json-document.ts'),
    import('jsonc-parser'),
  ]);
  const document = parseDocument(file, bytes);
  const outcome = await validate<T>(schema, getNodeValue(document.root));
  if ('value' in outcome) return outcome.value;
  const { path, key, problem } = outcome.problem;
  const { nearestWord } = await import('../shared/nearest-word.ts');
  const nearest = problem === 'unknown-key' ? nearestWord(key ?? '', KEYS[file] ?? []) : undefined;
  // a key that is a typo of ours is not a secret; any other one may be
  const typo = key === undefined || nearest === undefined || nearest === key ? {} : { key, nearest };
  throw new AppError('config-invalid', { file, ...placeAt(document, path, key), problem, ...typo });
}

/** The keys that the two files may have. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  [ALLOWLIST_FILE]: [
    ...['allow', 'broad', 'expires', 'glob', 'path', 'paths', 'reason', 'rule', 'rules', 'version'],
  ],
  [SETTINGS_FILE]: [
    ...['accounts', 'helpUrl', 'inlineAllow', 'language', 'off', 'reason', 'rules', 'strict', 'version'],
  ],
};

/** Returns the value of a file in strict JSON, or undefined if it is not strict JSON. */
function plainValue(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
