import { join, relative } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { readWhole } from '../git/cat-file.ts';
import { type Repository, stagedEntries } from '../git/repository.ts';

/**
 * The package.json files in the index that list keyward, as the hook decides it without Node (`hooks/listed.sh`): it looks
 * for the name, and counts a project's own file that does not end as JSON does.
 *
 * @param project its folder
 * @returns contents by path from the top
 * @throws AppError when git does not give them
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

/** As the hook's shell sees it: the last line is the end of an object that begins there or in the first column. */
const WHOLE = /(?:^|\n)(?:\{.*)?\}\s*$/;

/** The name, or a letter of it as an escape. */
const MAY_LIST = /"keyward"|\\u00(?:6[145Bb]|7[279])/;
