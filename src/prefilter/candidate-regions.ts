import { isUtf8 } from 'node:buffer';
import { COLUMN_FILES, nameColumns } from '../rules/evidence/columns.ts';
import { EVIDENCE_CHARACTERS, EVIDENCE_LINES, FIRST_CHARACTERS, firstLinesOf } from '../shared/fragment.ts';
import type { Content } from '../decode/content.ts';
import type { ByteRange } from '../shared/byte-range.ts';
import { LINE_FEED } from './nfa.ts';
import { pathMayMatter, learn } from './path-filter.ts';
import { hasWebAssembly } from './web-assembly.ts';
import { lineMatcher } from './dfa-matchers.ts';

/** A text, and the names in which evidence may stand as well. */
interface Named {
  readonly path: string;
  readonly inside?: string | undefined;
  readonly bytes: Content;
}

/**
 * The parts of texts outside which there is nothing to find: around each byte at which an expression of the prefilter is
 * complete, as far as evidence may be away and as a value takes to be told.
 *
 * @returns for each text; nothing for one of which that cannot be said, so that all of it has to be looked at
 */
export function narrowed(texts: readonly Named[]): (readonly Buffer[] | undefined)[] {
  // what is empty has nothing that a name could tell more of
  learn(texts.filter(({ bytes }) => !Buffer.isBuffer(bytes) || bytes.length > 0).map(({ path }) => path));
  const walkable = texts.map(bytesOf);
  const walked = hitsIn(walkable.filter((bytes) => bytes !== undefined)).values();
  return walkable.map((bytes, nth) => {
    const hits = bytes && walked.next().value;
    if (bytes === undefined || hits === undefined) return undefined;
    const { path = '', inside = '' } = texts[nth] ?? {};
    const isTable = COLUMN_FILES.test(path) || COLUMN_FILES.test(inside);
    return isTable && startsTable(bytes, hits, isTable) ? undefined : partsAround(bytes, hits);
  });
}

/**
 * Whether the first lines of a text may name columns, so that a value far below may be one of a secret.
 *
 * @param isTable whether the name of the file says so
 */
export function startsTable(bytes: Buffer, hits: readonly ByteRange[], isTable = false): boolean {
  const first = firstLinesOf(bytes.toString('latin1', 0, FIRST_CHARACTERS));
  if (!hits.some(({ start }) => start <= first.length)) return false;
  return isTable || nameColumns(first) || MAY_BE_ENCODED.test(first);
}

/** What is in every text that is written otherwise than it is read. */
const MAY_BE_ENCODED = /[\\%&=`"']|[^ -~\s]/;

/** What can be walked through instead of being looked at whole. */
function bytesOf({ path, inside = '', bytes }: Named): Buffer | undefined {
  // what comes in pieces is not gone through twice
  if (!Buffer.isBuffer(bytes)) return undefined;
  if (bytes.length === 0) return bytes;
  if (!hasWebAssembly() || pathMayMatter(path) || pathMayMatter(inside)) return undefined;
  return isPlain(bytes) ? bytes : undefined;
}

/** Whether it is text in UTF-8. What a zero byte means depends on more than what stands around it, as in an archive. */
export function isPlain(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}

/**
 * The parts of a text in which hits may be something.
 *
 * @param windows where there is nothing outside these
 */
export function partsAround(
  bytes: Buffer,
  hits: readonly ByteRange[],
  windows?: readonly ByteRange[],
): readonly Buffer[] {
  const parts = merged(
    hits.map(({ start, end }) => ({ start: before(bytes, start), end: behind(bytes, end) })),
  );
  const news = windows === undefined ? parts : partsIn(parts, windows, bytes);
  return news.map(({ start, end }) => bytes.subarray(start, end));
}

/** What of some parts is as near to windows as what makes a finding, on either side of its value. */
function partsIn(
  parts: readonly ByteRange[],
  windows: readonly ByteRange[],
  bytes: Buffer,
): readonly ByteRange[] {
  const lines = LONG_VALUES.some((word) => bytes.includes(word)) ? VALUE_LINES : 2 * LINES;
  const around = merged(
    windows.map(({ start, end }) => ({
      start: before(bytes, start, lines, 2 * REACH),
      end: behind(bytes, end, lines, 2 * REACH),
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

function hitsIn(texts: readonly Buffer[]): (readonly ByteRange[] | undefined)[] {
  if (texts.length === 0) return [];
  const walked = lineMatcher().walk(texts);
  return texts.map((_, nth) => (walked?.[nth]?.isFar === false ? walked[nth]?.hits : undefined));
}

/** How many lines around a hit are looked at: more than those in which the prefilter of the hook looks for hits. */
const LINES = 2 * EVIDENCE_LINES;

/** And how many bytes, where lines are long: evidence, and as much of a value as tells it. */
const REACH = EVIDENCE_CHARACTERS + 4096;

/** The same on both sides of a value that takes many lines, a private key: one of 16,384 bits has 195. */
const VALUE_LINES = 2 * LINES + 200;
const LONG_VALUES = ['KEY', 'PuTTY'] as const;

function before(bytes: Buffer, hit: number, most = LINES, reach = REACH): number {
  const floor = Math.max(hit - reach, 0);
  let start = hit;
  for (let lines = 0; lines <= most; lines += 1) {
    const end = start === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, start - 1);
    if (end < floor) return wordBefore(bytes, floor);
    start = end;
  }
  return wordBefore(bytes, start);
}

function behind(bytes: Buffer, hit: number, most = LINES, reach = REACH): number {
  const ceiling = Math.min(hit + reach, bytes.length);
  let end = hit;
  for (let lines = 0; lines <= most; lines += 1) {
    const next = bytes.indexOf(LINE_FEED, end + 1);
    if (next === -1 || next > ceiling) return wordBehind(bytes, ceiling);
    end = next;
  }
  return wordBehind(bytes, end);
}

/** Not in the middle of what may be base64, nor of a character. */
function wordBefore(bytes: Buffer, start: number): number {
  let at = start;
  while (at > 0 && isPart(bytes[at - 1])) at -= 1;
  return at;
}

function wordBehind(bytes: Buffer, end: number): number {
  let at = end;
  while (at < bytes.length && isPart(bytes[at])) at += 1;
  return at;
}

function isPart(byte = 0): boolean {
  return byte > 0x7f || PARTS[byte] === 1;
}

const PARTS = new Uint8Array(128);
for (let byte = 0; byte < 128; byte += 1) PARTS[byte] = Number(/[\w+/=-]/.test(String.fromCharCode(byte)));

/** Those that meet as one, of some that stand in order of where they begin. */
export function merged(stretches: readonly ByteRange[]): readonly ByteRange[] {
  const apart: { start: number; end: number }[] = [];
  for (const { start, end } of stretches) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}
