import type { SourceItem } from '../scan/source.ts';
import { type DiffEntry, isPartialClone, oldBlobs } from './raw-diff.ts';
import type { GitClient } from './git.ts';
import type { LfsStore } from './lfs.ts';
import { presentObjects, type ReadObject, readObjects } from './cat-file.ts';

/**
 * The previous contents of changed files. Old objects that are missing, as in a partial clone, are skipped: they affect
 * only the wording of a message.
 *
 * @param groups changes, with the commit that they belong to, if any
 * @param read a reader to use instead of a new git process
 */
export async function* previousContentsOf(
  git: GitClient,
  lfs: LfsStore,
  groups: readonly { readonly commit?: string; readonly changes: readonly DiffEntry[] }[],
  read: Read = (wanted) => readObjects(git.directory, wanted),
): AsyncGenerator<SourceItem> {
  const all = groups.flatMap(({ changes, ...commit }) =>
    changes.flatMap((change) => oldBlobs(change).map((object) => ({ object, path: change.path, ...commit }))),
  );
  try {
    yield* contentsOf(read(all), lfs);
  } catch (error) {
    // reading again repeats some contents, which does no harm
    if (!(await isPartialClone(git))) throw error;
    const present = await presentObjects(
      git.directory,
      all.map(({ object }) => object),
    );
    const here = all.filter(({ object }) => present.has(object));
    yield* contentsOf(readObjects(git.directory, here), lfs);
  }
}

/** Reads old objects. */
type Read = (wanted: readonly OldFile[]) => AsyncGenerator<ReadObject<OldFile>[]>;

interface OldFile {
  readonly object: string;
  readonly path: string;
  readonly commit?: string;
}

async function* contentsOf(reading: ReturnType<Read>, lfs: LfsStore): AsyncGenerator<SourceItem> {
  for await (const objects of reading)
    yield* await lfs.resolve(
      objects.flatMap(([{ path, commit }, bytes]) =>
        bytes === undefined ? [] : [{ path, commit, bytes, newName: false }],
      ),
    );
}
