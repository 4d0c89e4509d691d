import { accessSync, constants, mkdirSync, promises, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileError } from './errors.ts';

/**
 * Returns the content of a file.
 *
 * @param shown the path as an error prints it
 * @throws AppError `unreadable-file`
 */
export function read(file: string, shown: string = file): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fileError('unreadable-file', shown, error);
  }
}

/** Like {@link read}; undefined if there is no such file. */
export function readIfThere(file: string, shown: string = file): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw fileError('unreadable-file', shown, error);
  }
}

/** Returns the text of a file, or an empty string if it cannot be read. */
export async function readText(file: string): Promise<string> {
  return promises.readFile(file, 'utf8').catch(() => '');
}

/** Returns a folder and all folders above it, the nearest first. */
export function foldersUp(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...foldersUp(above)];
}

/** Tests whether this user may run a file. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes a file of keyward's own, and its folder. Programs that read it at the same time see the old or the new content.
 *
 * @throws AppError `unwritable-file`
 */
export function writeRecord(file: string, record: object): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const part = `${file}.${process.pid}`;
    writeFileSync(part, `${JSON.stringify(record)}\n`);
    renameSync(part, file);
  } catch (error) {
    throw fileError('unwritable-file', file, error);
  }
}
