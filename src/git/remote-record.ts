import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { REMOTES_FOLDER } from '../shared/keyward-files.ts';

/** What this clone knows of the repository at one address. */
export interface RemoteState {
  /** The refs of the remote, each with the commit that the remote was last seen to have there. */
  readonly refs: ReadonlyMap<string, string>;
  /** The end of the last fetch that no longer counts, in milliseconds since 1970: the remote has changed since. */
  readonly ignoredUntil: number;
}

interface Stored {
  readonly version: 1;
  readonly refs: Readonly<Record<string, string>>;
  readonly ignoredUntil: number;
}

/** @returns nothing where the file is damaged */
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

/** @throws AppError when the file cannot be written */
export function writeRemote(commonDirectory: string, url: string, state: RemoteState): void {
  const file = fileFor(commonDirectory, url);
  const content: Stored = {
    version: 1,
    refs: Object.fromEntries(state.refs),
    ignoredUntil: state.ignoredUntil,
  };
  try {
    mkdirSync(dirname(file), { recursive: true });
    const part = `${file}.${process.pid}`;
    writeFileSync(part, `${JSON.stringify(content)}\n`);
    renameSync(part, file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '?';
    throw new AppError('unwritable-file', { path: file, reason }, error);
  }
}

/** An address may hold a password: it is left out, and of the rest only a hash is stored. */
function fileFor(commonDirectory: string, url: string): string {
  const plain = url.replace(/^([a-z0-9+.-]+:\/\/[^/@:]*):[^/@]*@/i, '$1@');
  const hash = createHash('sha256').update(plain).digest('hex');
  return join(commonDirectory, REMOTES_FOLDER, `${hash}.json`);
}
