import { binarySearch } from './binary-search.ts';

/**
 * A text in which rules look for credentials: a window of a file's new content, a decoded form of it, or the file's
 * name.
 *
 * Windows overlap by at least the evidence distance, so a value and its evidence always share one.
 */
export interface Fragment {
  /** The file's path, with `/` between its parts. */
  readonly path: string;
  /** The member of the archive `path` that contains the text, with `!/` between nested ones. */
  readonly inside?: string | undefined;
  /** `name` when the text is the path itself. */
  readonly kind: 'content' | 'name';
  readonly text: string;
  /** The first lines of the file, if the text starts further down: they may name the columns of a table. */
  readonly head?: string | undefined;
  /** Line of the first character, from 1. */
  readonly line: number;
  /** Column of the first character, from 1, in UTF-16 code units. */
  readonly column: number;
  /**
   * How the text is stored, if its characters take several bytes each: git counts every byte 0x0A as a line end, even
   * inside of a character.
   */
  readonly multiByte?: MultiByte | undefined;
  /** For a decoded text: the text it was decoded from. */
  readonly origin?: SourceMap | undefined;
  /**
   * Tests a pattern against the whole content of which the text is only a part; always true where the content is not
   * available. Without it, the text is the whole content.
   */
  readonly matchesInFile?: ((pattern: RegExp) => boolean) | undefined;
  /**
   * Set if the same content was already given in a form that is better to show: a value found there on the same line
   * (`line`) or anywhere in the file (`file`) is not reported again.
   */
  readonly alternateReading?: 'line' | 'file' | undefined;
}

/** How a UTF-16 or UTF-32 text is stored. */
export interface MultiByte {
  /** Bytes per character. */
  readonly unit: 2 | 4;
  /** The line of the first character as git counts them, from 1. */
  readonly line: number;
}

/** Maps positions in a decoded text back to the text it was decoded from. */
export interface SourceMap {
  readonly fragment: Fragment;
  /** True if all characters map to the same range: the text comes from an archive that is encoded in the other text. */
  readonly isArchive?: true | undefined;
  /** The offset in the source text where the character at `offset` begins. */
  startOf(offset: number): number;
  /** The offset in the source text where the character before `end` ends. */
  endOf(end: number): number;
}

/**
 * The largest distance, in lines, between a value and its evidence. The window overlap and the context lines of the
 * fast path are derived from it.
 */
export const EVIDENCE_LINES = 20;

/** The same distance in characters, for files with very long lines (minified bundles). */
export const EVIDENCE_CHARACTERS = 16_384;

/** The number of lines that count as the first ones: some spreadsheets write one line before the header. */
const FIRST_LINE_COUNT = 3;
export const FIRST_CHARACTERS = 4096;

/** The first lines of a text. */
export function firstLinesOf(text: string): string {
  let end = -1;
  for (let lines = 0; lines < FIRST_LINE_COUNT; lines += 1) {
    end = text.indexOf('\n', end + 1);
    if (end === -1 || end > FIRST_CHARACTERS) return text.slice(0, FIRST_CHARACTERS);
  }
  return text.slice(0, end);
}

/** A range of a fragment's text. */
export interface Span {
  readonly fragment: Fragment;
  readonly start: number;
  readonly end: number;
}

/** The range of the undecoded text from which a range of a decoded text comes. */
export function originalSpan({ fragment, start, end }: Span): Span {
  const { origin } = fragment;
  if (origin === undefined) return { fragment, start, end };
  return originalSpan({ fragment: origin.fragment, start: origin.startOf(start), end: origin.endOf(end) });
}

/**
 * The offset of a range in each archive that contains it and is encoded in a text, outermost last; empty without one.
 * All values of such an archive map to the same position in the text, so the offsets tell them apart.
 */
export function offsetsInArchives({ fragment, start, end }: Span): readonly number[] {
  const { origin } = fragment;
  if (origin === undefined) return [];
  const around = { fragment: origin.fragment, start: origin.startOf(start), end: origin.endOf(end) };
  return origin.isArchive ? [start, ...offsetsInArchives(around)] : offsetsInArchives(around);
}

/** A position in a file as an editor shows it; both count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The line and column of a character in an undecoded fragment. */
export function positionAt(fragment: Fragment, offset: number): Position {
  const starts = lineStartsOf(fragment);
  const index = countBelow(starts, offset + 1) - 1;
  return {
    line: fragment.line + index,
    column: offset - (starts[index] ?? 0) + (index === 0 ? fragment.column : 1),
  };
}

/** The line, as git counts lines, of a character in an undecoded fragment. */
export function gitLineAt(fragment: Fragment, offset: number): number {
  const { multiByte } = fragment;
  if (multiByte === undefined) return positionAt(fragment, offset).line;
  return multiByte.line + countBelow(gitLineEndsOf(fragment, multiByte), offset);
}

/** Cached per fragment, so a file full of findings costs no more than its length. */
function lineStartsOf(fragment: Fragment): readonly number[] {
  const known = LINE_STARTS.get(fragment);
  if (known !== undefined) return known;
  const starts = [0];
  const { text } = fragment;
  for (let offset = text.indexOf('\n'); offset !== -1; offset = text.indexOf('\n', offset + 1))
    starts.push(offset + 1);
  LINE_STARTS.set(fragment, starts);
  return starts;
}

const LINE_STARTS = new WeakMap<Fragment, readonly number[]>();

/**
 * The offset of each character that contains a byte 0x0A, once per such byte, ascending: git counts each as a line end.
 */
function gitLineEndsOf(fragment: Fragment, { unit }: MultiByte): readonly number[] {
  const known = GIT_LINE_ENDS.get(fragment);
  if (known !== undefined) return known;
  const ends: number[] = [];
  const { text } = fragment;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = unit === 2 ? text.charCodeAt(offset) : (text.codePointAt(offset) ?? 0);
    for (let code = character; code > 0; code >>= 8) if ((code & 0xff) === 10) ends.push(offset);
    if (character > 0xffff) offset += 1;
  }
  GIT_LINE_ENDS.set(fragment, ends);
  return ends;
}

const GIT_LINE_ENDS = new WeakMap<Fragment, readonly number[]>();

/** The number of values below a limit in a sorted list. */
function countBelow(numbers: readonly number[], limit: number): number {
  return binarySearch(0, numbers.length, (index) => (numbers[index] ?? 0) < limit);
}
