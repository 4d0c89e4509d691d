import type { SourceItem } from '../core/source.ts';
import { type Change, oldBlobs, readable } from './changes.ts';
import type { GitClient } from './client.ts';
import type { LfsStore } from './lfs.ts';
import { readObjects } from './objects.ts';

/**
 * What changed files held before. An old object that is not here, as in a partial clone, is left out: it changes nothing
 * but the wording of a message.
 *
 * @param groups changes, with the commit that they belong to, if any
 */
export async function* contentsBefore(
  git: GitClient,
  lfs: LfsStore,
  groups: readonly { readonly commit?: string; readonly changes: readonly Change[] }[],
): AsyncGenerator<SourceItem> {
  const all = groups.flatMap(({ changes, ...commit }) =>
    changes.flatMap((change) => oldBlobs(change).map((object) => ({ object, path: change.path, ...commit }))),
  );
  const isReadable = await readable(
    git,
    all.map(({ object }) => object),
  );
  const here = all.filter(({ object }) => isReadable(object));
  for await (const [{ object: _, ...item }, bytes] of readObjects(git.directory, here))
    if (bytes !== undefined) yield await lfs.resolve({ ...item, bytes, newName: false });
}
