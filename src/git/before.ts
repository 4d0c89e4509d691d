import type { SourceItem } from '../core/source.ts';
import { type Change, isPartialClone, oldBlobs } from './changes.ts';
import type { GitClient } from './client.ts';
import type { LfsStore } from './lfs.ts';
import { presentObjects, readObjects } from './objects.ts';

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
  try {
    yield* contentsOf(git, lfs, all);
  } catch (error) {
    // nobody minds what was given twice
    if (!(await isPartialClone(git))) throw error;
    const present = await presentObjects(
      git.directory,
      all.map(({ object }) => object),
    );
    yield* contentsOf(
      git,
      lfs,
      all.filter(({ object }) => present.has(object)),
    );
  }
}

async function* contentsOf(
  git: GitClient,
  lfs: LfsStore,
  wanted: readonly { readonly object: string; readonly path: string; readonly commit?: string }[],
): AsyncGenerator<SourceItem> {
  for await (const [{ object: _, ...item }, bytes] of readObjects(git.directory, wanted))
    if (bytes !== undefined) yield await lfs.resolve({ ...item, bytes, newName: false });
}
