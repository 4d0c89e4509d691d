import { AppError } from '../core/errors.ts';
import type { GitClient } from './client.ts';
import { streamGit } from './stream.ts';

/** Begins what is said of a commit: this, its id, a blank, and what was asked for. */
export const COMMIT = '\u0001';

/**
 * Compares commits with each of their parents, whatever leads to them. Passed over is one of which git has thrown away what it
 * would need.
 *
 * @param format what git says of a commit, behind its id: placeholders of `git log`
 * @returns what `git diff-tree -r -t -m --raw -z` prints, one character for each byte and some fields at a time: of a commit
 *   one that begins with {@link COMMIT}, maybe behind a line end, then of each change one that begins with a colon, and the name
 */
export async function* compared(
  git: GitClient,
  commits: readonly string[],
  format: string,
  flags: readonly string[],
): AsyncGenerator<string[]> {
  const command = ['diff-tree', '--stdin', '--always', `--format=%x01%H ${format}`, ...FLAGS, ...flags];
  for (let rest = commits; rest.length > 0;) {
    let last: string | undefined;
    try {
      const input = rest.map((commit) => `${commit}\n`).join('');
      for await (const fields of fieldsOf(streamGit(git.directory, command, input))) {
        last = fields.findLast((field) => field.replace('\n', '').startsWith(COMMIT)) ?? last;
        yield fields;
      }
      return;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'git-failed') throw error;
      const commit = last === undefined ? undefined : /[0-9a-f]{40,}/.exec(last)?.[0];
      // it gave up at this one, or at the next, of which it had said nothing: then that is the first of the rest
      rest = rest.slice(Math.max(commit === undefined ? 0 : rest.indexOf(commit), 0) + 1);
    }
  }
}

const FLAGS: readonly string[] = [
  ...['--root', '-r', '-t', '-m', '--raw', '-z'],
  ...['--no-abbrev', '--no-renames', '--no-color', '--no-relative'],
];

/** Never the beginning of a change without its name. */
async function* fieldsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let left = '';
  for await (const chunk of chunks) {
    // a name may begin as a change does
    let isName = false;
    const fields = (left + chunk.toString('latin1')).split('\0');
    left = fields.pop() ?? '';
    for (const field of fields) isName = !isName && isChange(field);
    if (isName) left = `${fields.pop() ?? ''}\0${left}`;
    yield fields;
  }
  if (left !== '') throw new AppError('git-short', { command: 'git diff-tree' });
}

/** Whether a field that is no name begins a change. */
function isChange(field: string): boolean {
  return field.startsWith(':') || field.startsWith('\n:');
}
