import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { GitClient } from './git.ts';
import { KINDS, ObjectTable } from './object-table.ts';
import { findPacks, type FoundPacks, locate } from './packs/packs.ts';
import type { Storage } from './repository.ts';
import { linesFrom } from './git-process.ts';

/** Where objects are, as it was found without git; to be found before anything else: what is packed meanwhile is in both. */
export interface FoundObjects {
  readonly packs: FoundPacks;
  /** Those that have a file each; nothing where only git can tell. */
  readonly loose: readonly string[] | undefined;
}

export function findObjects({ objects: folder, idLength }: Storage): FoundObjects {
  // git moves objects from files to packs, not the other way
  const loose = hasOthers(folder) ? undefined : looseIn(folder, idLength);
  return { loose, packs: findPacks(folder, idLength) };
}

/**
 * All objects that git has, in the order in which they are stored.
 *
 * @throws AppError when git cannot tell
 */
export async function listObjects(
  git: GitClient,
  idLength: number,
  { packs, loose }: FoundObjects,
): Promise<ObjectTable> {
  const packed = loose === undefined ? undefined : packedIn(packs, idLength);
  const table = packed ?? new ObjectTable(idLength);
  if (packed !== undefined && loose?.length === 0) return table;
  const lines =
    packed === undefined
      ? listed(git, ['--batch-all-objects', '--unordered'])
      : listed(git, [], loose?.map((object) => `${object}\n`).join(''));
  for await (const [object, word] of lines) {
    const kind = (KINDS as readonly string[]).indexOf(word);
    const id = Buffer.from(object, 'hex');
    if (kind === -1 || id.length !== idLength) throw new AppError('git-short', { command: 'git cat-file' });
    const { pack, place } = locate(packs.files, id) ?? {};
    table.add(id, kind, pack, place);
  }
  return table;
}

/** Whether objects of other repositories are its own as well. */
function hasOthers(folder: string): boolean {
  return (
    process.env['GIT_ALTERNATE_OBJECT_DIRECTORIES'] !== undefined ||
    existsSync(join(folder, 'info', 'alternates'))
  );
}

/** Those in packs; nothing where only git can read them. */
function packedIn({ files, isWhole }: FoundPacks, idLength: number): ObjectTable | undefined {
  if (!isWhole) return undefined;
  const table = new ObjectTable(idLength);
  try {
    for (const [pack, file] of files.entries()) table.addPacked(file.objects(pack));
    return table;
  } catch {
    return undefined;
  }
}

function looseIn(folder: string, idLength: number): string[] | undefined {
  try {
    return readdirSync(folder)
      .filter((name) => /^[0-9a-f]{2}$/.test(name))
      .flatMap((name) =>
        namesIn(join(folder, name))
          .filter((rest) => rest.length === 2 * idLength - 2 && /^[0-9a-f]+$/.test(rest))
          .map((rest) => name + rest),
      );
  } catch {
    return undefined;
  }
}

/** None in a folder that is none, or that is not there any more, as all in it has been packed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** What git says of objects. */
async function* listed(
  git: GitClient,
  flags: readonly string[],
  names?: string,
): AsyncGenerator<readonly [object: string, kind: string]> {
  const command = ['cat-file', ...flags, '--batch-check=%(objectname) %(objecttype)'];
  for await (const line of linesFrom(git.directory, command, names)) {
    const [object = '', kind = ''] = line.split(' ', 2);
    yield [object, kind];
  }
}
