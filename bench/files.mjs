import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Yields the paths of all files in a folder and its subfolders, except those of git. */
export function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* filesIn(path);
    else if (entry.isFile()) yield path;
  }
}
