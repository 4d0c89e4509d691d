import { chmod, chown, lstat, rename, unlink, writeFile } from 'node:fs/promises';

/**
 * Writes a temporary file and renames it, so that a shell that is reading the old file can read it to the end. The new
 * file keeps the old mode, and the owner if this process is allowed to change it.
 *
 * @param mode for a file that does not exist yet
 * @param temporary the path of the temporary file, on the same file system
 * @throws NodeJS.ErrnoException if the folder is not writable
 */
export async function replaceFile(
  path: string,
  content: Buffer | string,
  mode = 0o644,
  temporary = `${path}.keyward-${process.pid}`,
): Promise<void> {
  const old = await lstat(path).catch(() => undefined);
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    const own = await lstat(temporary);
    if (old !== undefined && (old.uid !== own.uid || old.gid !== own.gid))
      await chown(temporary, old.uid, old.gid).catch(() => undefined);
    // after chown, which may clear bits of the mode
    await chmod(temporary, (old?.mode ?? mode) & 0o7777);
    await rename(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
