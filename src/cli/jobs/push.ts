import { AppError } from '../../core/errors.ts';
import { GitClient } from '../../git/client.ts';
import type { Context } from '../context.ts';
import { commitOf, type Range } from './range.ts';

/**
 * What a push would make new on the remote, one range for each ref.
 *
 * @param remote the remote's name, or its address where it has none
 * @param input what git hands to its pre-push hook: `<local ref> <local id> <remote ref> <remote id>` a line
 */
export async function pushRanges(context: Context, remote: string, input: string): Promise<Range[]> {
  const git = new GitClient(context.directory);
  const ranges: Range[] = [];
  for (const line of input.split('\n').filter((each) => each.trim() !== '')) {
    const [, id = '', old = ''] = /^\S+ ([0-9a-f]{40,64}) \S+ ([0-9a-f]{40,64})$/.exec(line) ?? fail();
    // the ref is taken away
    if (/^0+$/.test(id)) continue;
    const tip = await commitOf(git, id);
    // a tag of a file or folder
    if (tip === undefined) throw new AppError('range-unknown', {});
    const known = /^0+$/.test(old) ? undefined : await commitOf(git, old);
    ranges.push({
      revisions: [
        tip,
        '--not',
        ...(known === undefined ? [] : [known]),
        // what this remote had when we last heard of it; another remote's commits are new to this one
        ...(isName(remote) ? [`--remotes=${remote}`] : []),
      ],
      tip,
      tags: id === tip ? [] : [id],
    });
  }
  return ranges;
}

/** Names of remotes are refs' parts; an address holds what they cannot. */
function isName(remote: string): boolean {
  return /^[\w][\w./-]*$/.test(remote) && !remote.includes('..') && !remote.includes('//');
}

function fail(): never {
  throw new AppError('git-short', { command: 'git push' });
}
