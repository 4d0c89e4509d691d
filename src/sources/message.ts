import { read } from '../shared/file-access.ts';
import type { LineRange } from '../shared/line-ranges.ts';
import { once } from '../shared/once.ts';
import type { Policy } from '../policy/policy.ts';
import {
  type AddedLinesByFile,
  type ChangeContext,
  type ChangeQuery,
  contextOfNewContent,
  fileKey,
  MESSAGE_PATH,
  type Source,
  type SourceItem,
} from '../scan/source.ts';
import type { GitClient } from '../git/git.ts';
import { chunksOfLines } from '../git/git-process.ts';
import { policyIn } from './policy-in.ts';

/**
 * The message of the commit in progress. All lines are scanned: which of them git will remove depends on options of the
 * command (`--cleanup`, `--verbose`) that hooks cannot see. Only if there is a finding, lines that git itself wrote for
 * the editor are excluded.
 */
export class MessageSource implements Source {
  readonly kind = 'message';
  readonly #git: GitClient;
  readonly #bytes: Buffer;
  readonly #edited: boolean;
  readonly policy: () => Promise<Policy>;

  private constructor(git: GitClient, bytes: Buffer, edited: boolean) {
    this.#git = git;
    this.#bytes = bytes;
    this.#edited = edited;
    this.policy = once(() => policyIn(git.directory));
  }

  /**
   * @param file the file that git passes to the commit-msg hook
   * @param edited true if an editor was open: only then does git add lines
   * @throws AppError `unreadable-file`
   */
  static read(git: GitClient, file: string, edited: boolean): MessageSource {
    return new MessageSource(git, read(file), edited);
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    yield await Promise.resolve([{ path: MESSAGE_PATH, bytes: this.#bytes, newName: false }]);
  }

  context({ lines }: ChangeQuery): ChangeContext {
    const context = contextOfNewContent(this.policy());
    return this.#edited ? { ...context, addedLines: this.#linesOfUser(lines) } : context;
  }

  /** The lines that git itself did not write. */
  async #linesOfUser(neededLines: ChangeQuery['lines']): Promise<AddedLinesByFile> {
    const key = fileKey({ path: MESSAGE_PATH });
    const lines = this.#bytes.toString('utf8').split('\n');
    const ranges = neededLines === 'all' ? [[1, lines.length] as const] : (neededLines.get(key) ?? []);
    const isTemplate = await templateOf(this.#git, lines, ranges);
    const added = lines.flatMap((line, index) =>
      isTemplate(line, index) ? [] : [[index + 1, index + 1] as const],
    );
    return new Map([[key, added]]);
  }
}

/** True if git wrote the line for the editor. */
type IsTemplate = (line: string, index: number) => boolean;

/** @param ranges the line numbers that matter, from 1 */
async function templateOf(
  git: GitClient,
  lines: readonly string[],
  ranges: readonly LineRange[],
): Promise<IsTemplate> {
  const scissors = lines.findIndex((line) => SCISSORS.test(line));
  const isBelow = (index: number) => scissors !== -1 && index > scissors;
  const { isComment, isKept } = await commentsOf(git);
  const isListed = (line: string, index: number) =>
    LISTED.test(line) && isComment(line) && (isBelow(index) || !isKept);
  const neededLines = ranges.flatMap(([first, last]) =>
    lines.slice(first - 1, last).map((line, offset) => [line, first - 1 + offset] as const),
  );
  const below = new Set(neededLines.flatMap(([line, index]) => (isBelow(index) ? [trimmed(line)] : [])));
  const diffLines = below.size > 0 ? await linesOfDiff(git, below) : new Set<string>();
  const names = neededLines.some(([line, index]) => isListed(line, index))
    ? await changedNames(git)
    : new Set<string>();
  return (line, index) =>
    (isBelow(index) && diffLines.has(trimmed(line))) ||
    (isListed(line, index) && namesIn(LISTED.exec(line)?.[1] ?? '').every((name) => names.has(name)));
}

/** With `--verbose`, git writes the diff below this line. */
const SCISSORS = /^\S{1,9} -{24} >8 -{24}\r?$/;

/** A changed or untracked file, as git lists it in a comment; the label before the path depends on the language. */
const LISTED = /^\S{1,9}\t(?:[^:]{1,30}: +)?(.+?)\r?$/;

/**
 * The given lines that occur in git's diff of the commit. Lines that the commit adds were scanned when they were
 * staged; the others are in the history. For an amended commit, git shows the diff against the previous commit.
 */
async function linesOfDiff(git: GitClient, searched: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const parent = await git.ask('rev-parse', '--quiet', '--verify', 'HEAD^');
  const found = new Set<string>();
  for (const base of parent === undefined ? [[]] : [[], ['HEAD^']]) {
    const command = ['diff', '--cached', '--no-color', '--no-ext-diff', '--no-textconv', ...base, '--'];
    for await (const lines of chunksOfLines(git.directory, command))
      for (const line of lines) if (searched.has(trimmed(line))) found.add(trimmed(line));
  }
  return found;
}

/** All path components of changed and untracked files. */
async function changedNames(git: GitClient): Promise<ReadonlySet<string>> {
  const changed = await git.run('status', '--porcelain', '--untracked-files=all');
  const amended =
    (await git.ask('diff', '--cached', '--no-renames', '--name-only', 'HEAD^', '--').catch(() => '')) ?? '';
  const paths = [...changed.split('\n').map((line) => line.slice(3)), ...amended.split('\n')];
  return new Set(paths.flatMap(namesIn));
}

/** The names in a path, or in the two paths of a rename, as git prints them. */
function namesIn(printed: string): string[] {
  return printed.split(/ -> |[/"]/).filter((name) => !/^(?:|\.\.?)$/.test(name));
}

/** The line without a carriage return, which an editor may have added. */
function trimmed(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

interface Comments {
  isComment(line: string): boolean;
  /** True if the settings make git keep comments. */
  readonly isKept: boolean;
}

/** How to recognize a line that git removes as a comment. */
async function commentsOf(git: GitClient): Promise<Comments> {
  const pattern = String.raw`^(core\.comment(char|string)|commit\.cleanup)$`;
  const answer = (await git.ask('config', '--null', '--get-regexp', pattern)) ?? '';
  const settings = answer.split('\0').map((setting) => setting.split('\n'));
  const cleanup = settings.findLast(([name]) => name === 'commit.cleanup')?.[1] ?? '';
  const starts = settings.flatMap(([name, value = '']) =>
    name === 'commit.cleanup' || value === '' ? [] : value,
  );
  return {
    // git's version decides which of several settings applies; when in doubt, a line is scanned
    isComment: (line) => (starts.length === 0 ? ['#'] : starts).every((start) => startsComment(line, start)),
    isKept: /^(?:verbatim|whitespace|scissors)$/.test(cleanup),
  };
}

function startsComment(line: string, start: string): boolean {
  return start === 'auto' ? AUTO_COMMENT_CHARACTERS.includes(line.charAt(0)) : line.startsWith(start);
}

/** The characters that git chooses from for `auto`. */
const AUTO_COMMENT_CHARACTERS = '#;@!$%^&|:';
