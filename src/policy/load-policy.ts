import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';
import { type Allowlist, EMPTY_ALLOWLIST } from './allowlist.ts';
import { AppError } from '../shared/errors.ts';
import type { Policy } from './policy.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';
import { plainAllowlist } from './plain-allowlist.ts';
import type { Schema } from './schema-parts.ts';

/** The bytes of the two files, as the commit will hold them; nothing where it holds none. */
export interface PolicyFiles {
  readonly allowlist: Buffer | undefined;
  readonly settings: Buffer | undefined;
}

/** @throws AppError with file, line and column of what is wrong */
export async function loadPolicy(files: PolicyFiles): Promise<Policy> {
  return { allowlist: await loadAllowlist(files.allowlist), settings: await loadSettings(files.settings) };
}

export async function loadAllowlist(bytes: Buffer | undefined): Promise<Allowlist> {
  if (bytes === undefined) return EMPTY_ALLOWLIST;
  const plain = plainAllowlist(plainValue(bytes));
  if (plain !== undefined) return plain;
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
  // what is wrong, and where; or what a merge left, which is no error
  const { parseDocument, placeAt, valueOf } = await import('./json-document.ts');
  const document = parseDocument(file, bytes);
  const outcome = await validate<T>(schema, valueOf(document.root));
  if ('value' in outcome) return outcome.value;
  const { path, key, problem } = outcome.problem;
  throw new AppError('config-invalid', { file, ...placeAt(document, path, key), problem });
}

/** What a file says as strict JSON; nothing where it is none. */
function plainValue(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
