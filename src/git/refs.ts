import type { GitClient } from './git.ts';
import { linesFrom } from './git-process.ts';

/** A branch, tag or other ref, and the object that it points to: a commit, a tag or any other object. */
export interface Ref {
  readonly name: string;
  readonly object: string;
}

/** All refs. */
export async function refsOf(git: GitClient): Promise<Ref[]> {
  const refs: Ref[] = [];
  for await (const line of linesFrom(git.directory, ['for-each-ref', '--format=%(objectname) %(refname)'])) {
    const end = line.indexOf(' ');
    refs.push({ object: line.slice(0, end), name: line.slice(end + 1) });
  }
  return refs;
}
