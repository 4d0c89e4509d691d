import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { GitClient } from './client.ts';
import { KINDS, ObjectTable } from './object-table.ts';
import { type FoundPacks, locate } from './packs/packs.ts';
import type { Storage } from './repository.ts';
import { linesFrom } from './stream.ts';

/**
 * All objects that git has, in the order in which they are stored.
 *
 * @throws AppError when git cannot tell
 */
export async function listObjects(
  git: GitClient,
  { objects: folder, idLength }: Storage,
  packs: FoundPacks,
): Promise<ObjectTable> {
  const packed = hasOthers(folder) ? undefined : packedIn(packs, idLength);
  const table = packed ?? new ObjectTable(idLength);
  const loose = packed === undefined ? [] : looseIn(folder);
  if (packed !== undefined && loose.length === 0) return table;
  const all = ['--batch-all-objects', '--unordered'];
  const lines =
    packed === undefined ? listed(git, all) : listed(git, [], loose.map((object) => `${object}\n`).join(''));
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
