import { AppError } from '../core/errors.ts';
import { LARGE, type Texts } from '../core/source.ts';
import { type Change, type Comparison, FLAGS, STRICT } from './changes.ts';
import type { GitClient } from './client.ts';
import { streamGit } from './stream.ts';
import { Held, type SomeTexts, WORTH } from './texts.ts';

/**
 * The patches that make the files that a change adds, each with its header: git writes them in less time than it takes to
 * hand on the files. One that there would be too much of to hold is passed over.
 *
 * @param added those entries of the answer to the same question that have the status `A`
 * @returns many at a time
 * @throws AppError when git does not give what it announced
 */
export function patchesOf(
  git: GitClient,
  [command, ...words]: Comparison,
  added: readonly Change[],
): AsyncGenerator<SomeTexts<Change>> {
  const patch = [...NAMES_AS_THEY_ARE, command, ...ADDED_FLAGS, ...FLAGS, ...words, '--'];
  return belonging(
    sectionsOf(streamGit(git.directory, patch)),
    added,
    () => new AppError('git-short', { command: `git ${command}` }),
  );
}

async function* belonging(
  sections: AsyncIterable<Sections>,
  added: readonly Change[],
  isShort: () => AppError,
): AsyncGenerator<SomeTexts<Change>> {
  let count = 0;
  for await (const { first, ...texts } of sections) {
    const { bytes, starts } = texts;
    count = first + starts.length;
    const of = added.slice(first, count);
    if (!starts.every((start, nth) => isOf(of[nth], bytes, start))) throw isShort();
    yield { ...texts, of };
  }
  if (count !== added.length) throw isShort();
}

/** A name may be evidence, in whatever script. */
const NAMES_AS_THEY_ARE: readonly string[] = ['-c', 'core.quotePath=false', ...STRICT];

const ADDED_FLAGS: readonly string[] = ['--patch', '--unified=0', '--text', '--diff-filter=A'];

/** Whether a patch makes a file with the content that a change gives it. */
function isOf(change: Change | undefined, bytes: Buffer, start: number): boolean {
  if (change === undefined) return false;
  const index = `\nindex ${'0'.repeat(change.newId.length)}..${change.newId}`;
  // no name in a patch holds a line end
  const at = bytes.indexOf('\nindex ', start);
  return at !== -1 && bytes.toString('latin1', at, at + index.length) === index;
}

/** What each section but the first one begins with. In a patch every line of a file has a sign before it. */
const NEXT = Buffer.from('\ndiff --git ');

/** Some sections of a patch, and how many stand before them. */
interface Sections extends Texts {
  readonly first: number;
}

/** The sections of a patch, many at a time. A long one is passed over. */
async function* sectionsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Sections> {
  const held = new Held();
  // of all that are held; the last one may go on
  let starts = [0];
  let first = 0;
  let searched = 0;
  for await (const chunk of chunks) {
    held.append(chunk);
    const { bytes } = held;
    let at = bytes.indexOf(NEXT, searched);
    for (; at !== -1; at = bytes.indexOf(NEXT, at + 1)) starts.push(at + 1);
    const end = starts.at(-1) ?? 0;
    if (end > WORTH || bytes.length > LARGE) {
      const whole = starts.slice(0, -1);
      yield { bytes: bytes.subarray(0, end), starts: whole, ends: starts.slice(1), first };
      first += whole.length;
      starts = starts.slice(-1).map(() => 0);
      held.drop(end);
    }
    if (held.length > LARGE) {
      first += starts.length;
      starts = [];
      held.drop(held.length - NEXT.length + 1);
    }
    searched = Math.max(held.length - NEXT.length + 1, 0);
  }
  if (held.length === 0) starts = [];
  yield {
    bytes: held.bytes,
    starts,
    ends: [...starts.slice(1), ...starts.slice(-1).map(() => held.length)],
    first,
  };
}
