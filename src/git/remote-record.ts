import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeRecord } from '../shared/file-access.ts';
import { REMOTES_FOLDER } from '../shared/keyward-files.ts';

/** The recorded state of the repository at one address. */
export interface RemoteState {
  /** The refs of the remote with their last known commits. */
  readonly refs: ReadonlyMap<string, string>;
  /** Fetches until this time, in milliseconds since 1970, are ignored, because the remote has changed since. */
  readonly ignoredUntil: number;
}

interface Stored {
  readonly version: 1;
  readonly refs: Readonly<Record<string, string>>;
  readonly ignoredUntil: number;
}

/** @returns undefined if the file is damaged */
export function readRemote(commonDirectory: string, url: string): RemoteState | undefined {
  try {
    const text = readFileSync(fileFor(commonDirectory, url), 'utf8');
    const { version, refs, ignoredUntil } = JSON.parse(text) as Stored;
    if (version !== 1 || typeof ignoredUntil !== 'number') return undefined;
    return { refs: new Map(Object.entries(refs)), ignoredUntil };
  } catch (error) {
    const isNew = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isNew ? { refs: new Map(), ignoredUntil: 0 } : undefined;
  }
}

/** @throws AppError if the file cannot be written */
export function writeRemote(commonDirectory: string, url: string, state: RemoteState): void {
  const { refs, ignoredUntil } = state;
  const record: Stored = { version: 1, refs: Object.fromEntries(refs), ignoredUntil };
  writeRecord(fileFor(commonDirectory, url), record);
}

/** The file for an address. Its name is a hash of the address without user and password. */
function fileFor(commonDirectory: string, url: string): string {
  const plain = url.replace(/^([a-z0-9+.-]+:\/\/[^/@:]*):[^/@]*@/i, '$1@');
  const hash = createHash('sha256').update(plain).digest('hex');
  return join(commonDirectory, REMOTES_FOLDER, `${hash}.json`);
}
