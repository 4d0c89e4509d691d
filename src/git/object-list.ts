import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { GitClient } from './client.ts';
import { KINDS, type KnownObject } from './pack-file.ts';
import type { FoundPacks } from './packs.ts';
import { streamGit } from './stream.ts';

/**
 * All objects that git has, in the order in which they are stored.
 *
 * @param folder in which the repository has its objects
 * @throws AppError when git cannot tell
 */
export async function listObjects(git: GitClient, folder: string, packs: FoundPacks): Promise<KnownObject[]> {
  const packed = hasOthers(folder) ? undefined : packedIn(packs);
  if (packed === undefined) return askObjects(git, ['--batch-all-objects', '--unordered']);
  const loose = looseIn(folder);
  return loose.length === 0 ? packed : [...packed, ...(await askObjects(git, [], `${loose.join('\n')}\n`))];
}

/** Whether objects of other repositories are its own as well. */
function hasOthers(folder: string): boolean {
  return (
    process.env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] !== undefined ||
    existsSync(join(folder, 'info', 'alternates'))
  );
}

/** Those in packs; nothing where only git can read them. */
function packedIn({ files, isWhole }: FoundPacks): KnownObject[] | undefined {
  if (!isWhole) return undefined;
  try {
    return files.flatMap((file) => file.objects());
  } catch {
    return undefined;
  }
}

/** Those that have a file each. */
function looseIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) =>
      readdirSync(join(folder, name))
        .filter((rest) => /^(?:[0-9a-f]{38}|[0-9a-f]{62})$/.test(rest))
        .map((rest) => name + rest),
    );
}

async function askObjects(git: GitClient, flags: readonly string[], names?: string): Promise<KnownObject[]> {
  const command = ['cat-file', ...flags, '--batch-check=%(objectname) %(objecttype)'];
  const objects: KnownObject[] = [];
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of streamGit(git.directory, command, names)) {
    const bytes = left.length === 0 ? chunk : Buffer.concat([left, chunk]);
    let start = 0;
    for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, start)) {
      objects.push(objectIn(bytes, start, end));
      start = end + 1;
    }
    left = bytes.subarray(start);
  }
  if (left.length > 0) throw isShort();
  return objects;
}

/** An object in a line of git's list. Of very many, each is read from its bytes: what is cut from a text keeps the text. */
function objectIn(bytes: Buffer, start: number, end: number): KnownObject {
  const idEnd = bytes.indexOf(BLANK, start);
  if (idEnd === -1 || idEnd > end) throw isShort();
  const kind = KINDS.find(
    (_kind, nth) => bytes.compare(WORDS[nth] as Buffer, 0, undefined, idEnd + 1, end) === 0,
  );
  if (kind === undefined) throw isShort();
  return { object: bytes.toString('latin1', start, idEnd), kind };
}

function isShort(): AppError {
  return new AppError('git-short', { command: 'git cat-file' });
}

const [LINE_FEED, BLANK] = [10, 32] as const;

const WORDS = KINDS.map((kind) => Buffer.from(kind));
