import { readFile } from 'node:fs/promises';
import { AppError } from '../shared/errors.ts';
import type { AddedLines, LineRange } from '../shared/line-ranges.ts';
import { type Commits, MESSAGE_PATH, fileKey, type Source, type SourceItem } from '../scan/source.ts';
import type { GitClient } from '../git/git.ts';
import { chunksOfLines } from '../git/git-process.ts';

/**
 * The message of a commit that is being made. All of it is scanned: which lines git removes depends on options of the
 * command (`--cleanup`, `--verbose`), and a hook does not see these. Only where something was found are the lines left out
 * that git itself wrote for the editor.
 */
export class MessageSource implements Source {
  readonly kind = 'message';
  readonly #git: GitClient;
  readonly #bytes: Buffer;
  readonly #edited: boolean;

  private constructor(git: GitClient, bytes: Buffer, edited: boolean) {
    this.#git = git;
    this.#bytes = bytes;
    this.#edited = edited;
  }

  /**
   * @param file what git hands to its commit-msg hook
   * @param edited an editor was open: only then does git write lines of its own
   * @throws AppError `unreadable-file`
   */
  static async read(git: GitClient, file: string, edited: boolean): Promise<MessageSource> {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new AppError('unreadable-file', { path: file, reason: error.code ?? 'unknown' }, error);
    });
    return new MessageSource(git, bytes, edited);
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    yield await Promise.resolve([{ path: MESSAGE_PATH, bytes: this.#bytes, newName: false }]);
  }

  async addedLines(
    _commits: Commits,
    wanted?: ReadonlyMap<string, readonly LineRange[]>,
  ): Promise<ReadonlyMap<string, AddedLines>> {
    const key = fileKey({ path: MESSAGE_PATH });
    if (!this.#edited) return new Map([[key, 'all']]);
    const lines = this.#bytes.toString('utf8').split('\n');
    const ranges = wanted === undefined ? [[1, lines.length] as const] : (wanted.get(key) ?? []);
    const isTemplate = await templateOf(this.#git, lines, ranges);
    const own = lines.flatMap((line, nth) => (isTemplate(line, nth) ? [] : [[nth + 1, nth + 1] as const]));
    return new Map([[key, own]]);
  }
}

/** Whether git wrote a line of the message for the editor, by its text and its index. */
type IsTemplate = (line: string, nth: number) => boolean;

/** @param ranges the line numbers, from 1, that matter */
async function templateOf(
  git: GitClient,
  lines: readonly string[],
  ranges: readonly LineRange[],
): Promise<IsTemplate> {
  const scissors = lines.findIndex((line) => SCISSORS.test(line));
  const isBelow = (nth: number) => scissors !== -1 && nth > scissors;
  const { isComment, isKept } = await commentsOf(git);
  const isListed = (line: string, nth: number) =>
    LISTED.test(line) && isComment(line) && (isBelow(nth) || !isKept);
  const asked = ranges.flatMap(([first, last]) =>
    lines.slice(first - 1, last).map((line, offset) => [line, first - 1 + offset] as const),
  );
  const below = new Set(asked.flatMap(([line, nth]) => (isBelow(nth) ? [trimmed(line)] : [])));
  const shown = below.size > 0 ? await linesOfDiff(git, below) : new Set<string>();
  const names = asked.some(([line, nth]) => isListed(line, nth))
    ? await changedNames(git)
    : new Set<string>();
  return (line, nth) =>
    (isBelow(nth) && shown.has(trimmed(line))) ||
    (isListed(line, nth) && namesIn(LISTED.exec(line)?.[1] ?? '').every((name) => names.has(name)));
}

/** Below this line git puts the diff, with `--verbose`. */
const SCISSORS = /^\S{1,9} -{24} >8 -{24}\r?$/;

/** A changed or untracked file, as git lists it in a comment; the label before it depends on the language. */
const LISTED = /^\S{1,9}\t(?:[^:]{1,30}: +)?(.+?)\r?$/;

/**
 * Those of some lines that git shows as what the commit changes. What it adds was judged when it was staged; what it removes
 * or leaves is in the history. An amend is shown against the commit before.
 */
async function linesOfDiff(git: GitClient, some: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const parent = await git.ask('rev-parse', '--quiet', '--verify', 'HEAD^');
  const found = new Set<string>();
  for (const base of parent === undefined ? [[]] : [[], ['HEAD^']]) {
    const command = ['diff', '--cached', '--no-color', '--no-ext-diff', '--no-textconv', ...base, '--'];
    for await (const lines of chunksOfLines(git.directory, command))
      for (const line of lines) if (some.has(trimmed(line))) found.add(trimmed(line));
  }
  return found;
}

/** Each part of the path of each changed or untracked file. */
async function changedNames(git: GitClient): Promise<ReadonlySet<string>> {
  const changed = await git.run('status', '--porcelain', '--untracked-files=all');
  const amended =
    (await git.ask('diff', '--cached', '--no-renames', '--name-only', 'HEAD^', '--').catch(() => '')) ?? '';
  const paths = [...changed.split('\n').map((line) => line.slice(3)), ...amended.split('\n')];
  return new Set(paths.flatMap(namesIn));
}

/** The names in a path, or in the two of a rename, as git prints them. */
function namesIn(printed: string): string[] {
  return printed.split(/ -> |[/"]/).filter((name) => !/^(?:|\.\.?)$/.test(name));
}

/** An editor may change how lines end. */
function trimmed(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

interface Comments {
  isComment(line: string): boolean;
  /** Whether the settings have git keep comments. */
  readonly isKept: boolean;
}

/** How to recognize a line that git removes as a comment. */
async function commentsOf(git: GitClient): Promise<Comments> {
  const asked = String.raw`^(core\.comment(char|string)|commit\.cleanup)$`;
  const answer = (await git.ask('config', '--null', '--get-regexp', asked)) ?? '';
  const settings = answer.split('\0').map((setting) => setting.split('\n'));
  const cleanup = settings.findLast(([name]) => name === 'commit.cleanup')?.[1] ?? '';
  const starts = settings.flatMap(([name, value = '']) =>
    name === 'commit.cleanup' || value === '' ? [] : value,
  );
  return {
    // which of several counts depends on git's version, and a line too many is better than one too few
    isComment: (line) => (starts.length === 0 ? ['#'] : starts).every((start) => startsComment(line, start)),
    isKept: /^(?:verbatim|whitespace|scissors)$/.test(cleanup),
  };
}

function startsComment(line: string, start: string): boolean {
  return start === 'auto' ? AUTOMATIC.includes(line.charAt(0)) : line.startsWith(start);
}

/** With what a comment starts where git chose that itself (`auto`). */
const AUTOMATIC = '#;@!$%^&|:';
