import { binarySearch } from './binary-search.ts';

/**
 * A stretch of text in which rules look for credentials: a window of a file's new content, a decoded form of one, or a
 * file's name.
 *
 * Windows overlap by at least the evidence distance, so a value and the evidence for it always share one.
 */
export interface Fragment {
  /** The file's path, with `/` between its parts. */
  readonly path: string;
  /** Which member of the archive `path`, with `!/` between nested ones. */
  readonly inside?: string | undefined;
  /** `name` when the text is the path itself. */
  readonly kind: 'content' | 'name';
  readonly text: string;
  /** The first lines of the file, where the text begins further down. They may name the columns of what is in it. */
  readonly head?: string | undefined;
  /** Line of the first character, from 1. */
  readonly line: number;
  /** Column of the first character, from 1, in UTF-16 code units. */
  readonly column: number;
  /** Where characters take several bytes each, of which any may be that of a line end: how git counts lines, which is by bytes. */
  readonly wide?: Wide | undefined;
  /** For a decoded text: what it was decoded from. */
  readonly origin?: SourceMap | undefined;
  /**
   * Whether a pattern matches anywhere in the content that the text is only a part of; true where that is not at hand.
   * Without it, the text is the whole content.
   */
  readonly matchesInFile?: ((pattern: RegExp) => boolean) | undefined;
  /**
   * The content was given before in a form that a person would rather see: a value that was found there on the same line
   * (`line`) or anywhere in the file (`file`) is no second finding here.
   */
  readonly again?: 'line' | 'file' | undefined;
}

/** How a text in UTF-16 or UTF-32 is stored. */
export interface Wide {
  /** Bytes that a character takes. */
  readonly unit: 2 | 4;
  /** The line of the first character as git counts them, from 1. */
  readonly line: number;
}

/** Where the characters of a decoded text come from. */
export interface SourceMap {
  readonly fragment: Fragment;
  /** Whether all characters come from one stretch: an archive that is written in a text. */
  readonly isArchive?: true | undefined;
  /** Offset, in the text it was decoded from, at which the character at `offset` begins. */
  startOf(offset: number): number;
  /** Offset at which the character before `end` ends. */
  endOf(end: number): number;
}

/**
 * How far away, in lines, evidence for a value may stand. One constant for the whole product: the window overlap and the
 * context of any cheaper first look are derived from it.
 */
export const EVIDENCE_LINES = 20;

/** The same limit in characters, for files whose lines are very long (minified bundles). */
export const EVIDENCE_CHARACTERS = 16_384;

/** How far the first lines of a file reach. Some spreadsheets write one line before the header. */
const FIRST_LINES = 3;
export const FIRST_CHARACTERS = 4096;

/** The first lines of a text. */
export function firstLinesOf(text: string): string {
  let end = -1;
  for (let lines = 0; lines < FIRST_LINES; lines += 1) {
    end = text.indexOf('\n', end + 1);
    if (end === -1 || end > FIRST_CHARACTERS) return text.slice(0, FIRST_CHARACTERS);
  }
  return text.slice(0, end);
}

/** A stretch of a fragment's text. */
export interface Span {
  readonly fragment: Fragment;
  readonly start: number;
  readonly end: number;
}

/** The stretch, in what a person sees, that a stretch of a decoded text comes from. */
export function originalSpan({ fragment, start, end }: Span): Span {
  const { origin } = fragment;
  if (origin === undefined) return { fragment, start, end };
  return originalSpan({ fragment: origin.fragment, start: origin.startOf(start), end: origin.endOf(end) });
}

/**
 * Where a stretch lies in each of the archives around it that are written in a text, outermost last; empty without one. All
 * that such an archive holds has one place in the text, so this tells its values apart.
 */
export function offsetsInArchives({ fragment, start, end }: Span): readonly number[] {
  const { origin } = fragment;
  if (origin === undefined) return [];
  const around = { fragment: origin.fragment, start: origin.startOf(start), end: origin.endOf(end) };
  return origin.isArchive ? [start, ...offsetsInArchives(around)] : offsetsInArchives(around);
}

/** A place in a file as an editor shows it; both count from 1, columns in UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column of a character of a fragment that was not decoded. */
export function positionAt(fragment: Fragment, offset: number): Position {
  const starts = lineStartsOf(fragment);
  const index = countBelow(starts, offset + 1) - 1;
  return {
    line: fragment.line + index,
    column: offset - (starts[index] ?? 0) + (index === 0 ? fragment.column : 1),
  };
}

/** The line, as git counts them, of a character of a fragment that was not decoded. */
export function gitLineAt(fragment: Fragment, offset: number): number {
  const { wide } = fragment;
  if (wide === undefined) return positionAt(fragment, offset).line;
  return wide.line + countBelow(storedLineEndsOf(fragment, wide), offset);
}

/** Counted once a fragment, so that a file full of findings costs no more than its length. */
function lineStartsOf(fragment: Fragment): readonly number[] {
  const known = LINE_STARTS.get(fragment);
  if (known !== undefined) return known;
  const starts = [0];
  const { text } = fragment;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  LINE_STARTS.set(fragment, starts);
  return starts;
}

const LINE_STARTS = new WeakMap<Fragment, readonly number[]>();

/** The offset of each character with a byte that git counts as a line end, once for each such byte, ascending. */
function storedLineEndsOf(fragment: Fragment, { unit }: Wide): readonly number[] {
  const known = STORED_LINE_ENDS.get(fragment);
  if (known !== undefined) return known;
  const ends: number[] = [];
  const { text } = fragment;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = unit === 2 ? text.charCodeAt(offset) : (text.codePointAt(offset) ?? 0);
    for (let code = character; code > 0; code >>= 8) if ((code & 0xff) === 10) ends.push(offset);
    if (character > 0xffff) offset += 1;
  }
  STORED_LINE_ENDS.set(fragment, ends);
  return ends;
}

const STORED_LINE_ENDS = new WeakMap<Fragment, readonly number[]>();

/** How many of some ascending numbers are less than a limit. */
function countBelow(numbers: readonly number[], limit: number): number {
  return binarySearch(0, numbers.length, (index) => (numbers[index] ?? 0) < limit);
}
