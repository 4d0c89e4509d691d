import { join, relative } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { readWhole } from '../git/cat-file.ts';
import { type Repository, stagedEntries } from '../git/repository.ts';
import { LISTS_KEYWARD } from './unlisted.ts';

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
    if (MAY_LIST.test(text) || (path === own && !isWhole(text))) listing.set(path, bytes);
  }
  return listing;
}

const MANIFEST = /^(?!(?:.*\/)?node_modules\/)(?:.*\/)?package\.json$/;

/** Tests for complete JSON by the rule of `hooks/branch.sh`: the last line that is not empty closes an object in column 1 or in that line. */
function isWhole(text: string): boolean {
  const last = text.split('\n').findLast((line) => line !== '') ?? '';
  return /^(?:\{.*)?\}/.test(last);
}

const MAY_LIST = new RegExp(LISTS_KEYWARD);
