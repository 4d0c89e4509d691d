import { join, relative } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { readWhole } from '../git/cat-file.ts';
import { type Repository, stagedEntries } from '../git/repository.ts';

/**
 * Returns the package.json files in the index that list keyward, by the same rule as `hooks/listed.sh`: the file contains
 * the name, or it is the project's own file and does not end like JSON.
 *
 * @param project the project's folder
 * @returns contents by path relative to the top
 * @throws AppError if git cannot read them
 */
export async function manifestsInIndex(
  git: GitClient,
  { top }: Repository,
  project: string,
): Promise<ReadonlyMap<string, Buffer>> {
  const own = relative(top, join(project, 'package.json')).replaceAll('\\', '/');
  const entries = (await stagedEntries(git)).flatMap((entry) => {
    const [, object, path] = /^1[^ ]* ([0-9a-f]+) \d\t([^]*)$/.exec(entry) ?? [];
    return object !== undefined && path !== undefined && MANIFEST.test(path) ? [{ object, path }] : [];
  });
  const texts = await readWhole(
    top,
    entries.map(({ object }) => object),
  );
  const listing = new Map<string, Buffer>();
  for (const [index, { path }] of entries.entries()) {
    const bytes = texts[index];
    if (bytes === undefined) continue;
    const text = bytes.toString('latin1');
    if (MAY_LIST.test(text) || (path === own && !WHOLE.test(text))) listing.set(path, bytes);
  }
  return listing;
}

const MANIFEST = /^(?!(?:.*\/)?node_modules\/)(?:.*\/)?package\.json$/;

/** Complete JSON by the rule in the hook's shell: the last line closes an object that begins on that line or in column 1. */
const WHOLE = /(?:^|\n)(?:\{.*)?\}\s*$/;

/** The name, or an escape sequence for one of its letters. */
const MAY_LIST = /"keyward"|\\u00(?:6[145Bb]|7[279])/;
