import { isUtf8 } from 'node:buffer';
import { COLUMN_FILES, nameColumns } from '../rules/evidence/columns.ts';
import { EVIDENCE_CHARACTERS, EVIDENCE_LINES, FIRST_CHARACTERS, firstLinesOf } from '../shared/fragment.ts';
import type { Content } from '../decode/content.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { LINE_FEED } from './nfa.ts';
import { pathMayMatter } from './path-filter.ts';
import { matchAll } from './dfa-matchers.ts';

/** A text with the names that may be evidence too. */
interface NamedText {
  readonly path: string;
  readonly inside?: string | undefined;
  readonly bytes: Content;
}

/**
 * Returns the parts of a text that may hold a finding: around each match of the prefilter, wide enough for evidence and for a
 * whole value.
 *
 * @returns undefined if all of it needs a scan
 */
export function candidateRegions({ path, inside = '', bytes }: NamedText): readonly Buffer[] | undefined {
  // a content in pieces is read only once; the scan leaves out the windows that cannot match
  if (!Buffer.isBuffer(bytes)) return undefined;
  // names do not matter for empty texts
  if (bytes.length === 0) return [];
  if (pathMayMatter(path) || pathMayMatter(inside)) return undefined;
  const hits = hitsIn(bytes);
  if (hits === undefined) return undefined;
  const isTable = COLUMN_FILES.test(path) || COLUMN_FILES.test(inside);
  return isTable && startsTable(bytes, hits, isTable) ? undefined : partsAround(bytes, hits);
}

/** False if a window of a file cannot contain a finding, unless its name, or the first lines of the file, matter. */
export function mayMatch(window: Buffer): boolean {
  return hitsIn(window)?.length !== 0;
}

/** Returns the matches of the prefilter in a text, in order; undefined if all of it needs a scan. */
export function hitsIn(bytes: Buffer): readonly ByteRange[] | undefined {
  if (!isPlain(bytes)) return undefined;
  const matches = matchAll(bytes);
  return matches?.needsWholeFile === false ? matches.hits : undefined;
}

/**
 * True if the first lines of a text may name columns, so that a value far below may be a secret.
 *
 * @param isTable whether the file name says that it is a table
 */
export function startsTable(bytes: Buffer, hits: readonly ByteRange[], isTable = false): boolean {
  const first = firstLinesOf(bytes.toString('latin1', 0, FIRST_CHARACTERS));
  if (!hits.some(({ start }) => start <= first.length)) return false;
  return isTable || nameColumns(first) || MAY_BE_ENCODED.test(first);
}

/** Every encoded text has at least one of these characters. */
const MAY_BE_ENCODED = /[\\%&=`"']|[^ -~\s]/;

/** True for UTF-8 text without zero bytes. In binary content, a local match is not enough. */
function isPlain(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}

/**
 * Returns the parts of a text around hits.
 *
 * @param windows the text is known to be clean outside these
 */
export function partsAround(
  bytes: Buffer,
  hits: readonly ByteRange[],
  windows?: readonly ByteRange[],
): readonly Buffer[] {
  const parts = merged(
    hits.map(({ start, end }) => ({ start: startBefore(bytes, start), end: endAfter(bytes, end) })),
  );
  const news = windows === undefined ? parts : partsIn(parts, windows, bytes);
  return news.map(({ start, end }) => bytes.subarray(start, end));
}

/** Cuts parts down to the neighbourhood of windows: as far as evidence may be from its value, in both directions. */
function partsIn(
  parts: readonly ByteRange[],
  windows: readonly ByteRange[],
  bytes: Buffer,
): readonly ByteRange[] {
  const lines = LONG_VALUES.some((word) => bytes.includes(word)) ? VALUE_LINES : 2 * LINES;
  const around = merged(
    windows.map(({ start, end }) => ({
      start: startBefore(bytes, start, lines, 2 * REACH),
      end: endAfter(bytes, end, lines, 2 * REACH),
    })),
  );
  return parts
    .filter((part) => windows.some(({ start, end }) => part.start <= end && part.end >= start))
    .flatMap((part) =>
      around
        .filter(({ start, end }) => part.start < end && part.end > start)
        .map(({ start, end }) => ({ start: Math.max(part.start, start), end: Math.min(part.end, end) })),
    );
}

/** The number of lines around a hit that are scanned; more than the context lines of the hook's patch. */
const LINES = 2 * EVIDENCE_LINES;

/** The number of bytes around a hit that are scanned if lines are long: evidence and a value. */
const REACH = EVIDENCE_CHARACTERS + 4096;

/** The number of lines around a private key, which takes many lines itself: 195 with 16,384 bits. */
const VALUE_LINES = 2 * LINES + 200;
const LONG_VALUES = ['KEY', 'PuTTY'] as const;

function startBefore(bytes: Buffer, hit: number, most = LINES, reach = REACH): number {
  const floor = Math.max(hit - reach, 0);
  let start = hit;
  for (let lines = 0; lines <= most; lines += 1) {
    const end = start === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, start - 1);
    if (end < floor) return wordBefore(bytes, floor);
    start = end;
  }
  return wordBefore(bytes, start);
}

function endAfter(bytes: Buffer, hit: number, most = LINES, reach = REACH): number {
  const ceiling = Math.min(hit + reach, bytes.length);
  let end = hit;
  for (let lines = 0; lines <= most; lines += 1) {
    const next = bytes.indexOf(LINE_FEED, end + 1);
    if (next === -1 || next > ceiling) return wordAfter(bytes, ceiling);
    end = next;
  }
  return wordAfter(bytes, end);
}

/** Moves back to the start of a word, so that no base64 value and no character is cut. */
function wordBefore(bytes: Buffer, start: number): number {
  let at = start;
  while (at > 0 && isWordByte(bytes[at - 1])) at -= 1;
  return at;
}

function wordAfter(bytes: Buffer, end: number): number {
  let at = end;
  while (at < bytes.length && isWordByte(bytes[at])) at += 1;
  return at;
}

function isWordByte(byte = 0): boolean {
  return byte > 0x7f || WORD_BYTES[byte] === 1;
}

const WORD_BYTES = new Uint8Array(128);
for (let byte = 0; byte < 128; byte += 1)
  WORD_BYTES[byte] = Number(/[\w+/=-]/.test(String.fromCharCode(byte)));

/** Merges ranges that meet or overlap; takes them in order of their start. */
export function merged(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const apart: { start: number; end: number }[] = [];
  for (const { start, end } of ranges) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}
