import { chmod, chown, lstat, rename, unlink, writeFile } from 'node:fs/promises';

/**
 * Writes a file beside its path and renames it, so that a shell that is reading the old file reads it to its end. An old
 * file hands on its mode, and its owner where this process may give files away.
 *
 * @param mode of the file where there is none yet
 * @throws NodeJS.ErrnoException when the folder cannot be written
 */
export async function replaceFile(path: string, content: Buffer | string, mode = 0o644): Promise<void> {
  const old = await lstat(path).catch(() => undefined);
  const beside = `${path}.keyward-${process.pid}`;
  try {
    await writeFile(beside, content, { flag: 'wx' });
    const own = await lstat(beside);
    if (old !== undefined && (old.uid !== own.uid || old.gid !== own.gid))
      await chown(beside, old.uid, old.gid).catch(() => undefined);
    // after the owner, whose change may clear bits of the mode
    await chmod(beside, (old?.mode ?? mode) & 0o7777);
    await rename(beside, path);
  } catch (error) {
    await unlink(beside).catch(() => undefined);
    throw error;
  }
}
