import { isUtf8 } from 'node:buffer';
import { EVIDENCE_CHARACTERS, EVIDENCE_LINES } from '../core/fragment.ts';
import { ARCHIVE_LETTERS } from '../text/decoders/base64.ts';
import { Automaton, HIT, UNKNOWN } from './automaton.ts';
import { letterExpressions, lineExpressions } from './expressions.ts';
import { type Change, changeOf, type Stretch, type Versions } from './versions.ts';

/** What has to be looked at of a text. */
export interface Narrowed {
  readonly parts: readonly Buffer[];
  /** To be called when there is nothing in any of them: the next version of the text then takes less. */
  proved(): void;
}

/**
 * The parts of a text outside which there is nothing to find: around each byte at which an expression of the prefilter is
 * complete, as far as evidence may be away and as a value takes to be told. Of another version of a text in which there was
 * nothing, only those that are not the same.
 *
 * @param names of the text, in which evidence may stand as well
 * @param versions of texts in which there was nothing, by their names
 * @returns nothing where that cannot be said, so that all of it has to be looked at
 */
export function narrowed(names: readonly string[], bytes: Buffer, versions?: Versions): Narrowed | undefined {
  // what a zero byte means depends on more than what stands around it, as in an archive
  if (bytes.includes(0) || !isUtf8(bytes)) return undefined;
  if (names.some(isTelling)) return undefined;
  const name = names.join('\0');
  const version = versions?.get(name);
  if (version?.bytes.equals(bytes) === true) return { parts: [], proved: () => undefined };
  const change = version && changeOf(version.bytes, bytes);
  const hits = change === undefined ? hitsIn(bytes) : hitsBehind(version?.hits ?? [], change, bytes);
  if (hits === undefined) return undefined;
  const stretches = hits.map(({ start, end }) => ({ start: before(bytes, start), end: behind(bytes, end) }));
  const news =
    change === undefined
      ? stretches
      : stretches.filter(({ start, end }) => start <= change.end && end >= change.start);
  return {
    parts: merged(news).map(({ start, end }) => bytes.subarray(start, end)),
    proved: () => versions?.set(name, { bytes, hits }),
  };
}

/** The hits of a version of a text, told from those of another one. */
function hitsBehind(old: readonly Stretch[], change: Change, bytes: Buffer): readonly Stretch[] | undefined {
  // whole lines, and more letters than an expression takes
  const start = bytes.lastIndexOf(LINE_FEED, lettersBefore(bytes, change.start)) + 1;
  const lineEnd = bytes.indexOf(LINE_FEED, lettersBehind(bytes, change.end));
  const end = lineEnd === -1 ? bytes.length : lineEnd + 1;
  const oldEnd = end - change.shift;
  const within = hitsIn(bytes.subarray(start, end));
  if (within === undefined) return undefined;
  return [
    ...old
      .filter((hit) => hit.start < start)
      .map((hit) => ({ start: hit.start, end: Math.min(hit.end, start) })),
    ...within.map((hit) => ({ start: hit.start + start, end: hit.end + start })),
    ...old
      .filter((hit) => hit.end >= oldEnd)
      .map((hit) => ({ start: Math.max(hit.start, oldEnd) + change.shift, end: hit.end + change.shift })),
  ];
}

/** More letters than any expression takes. */
const LETTERS = 64;

function lettersBefore(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at > 0 && count < LETTERS; at -= 1) count += Number(isLetter(bytes[at - 1] as number));
  return at;
}

function lettersBehind(bytes: Buffer, from: number): number {
  let at = from;
  for (let count = 0; at < bytes.length && count < LETTERS; at += 1)
    count += Number(isLetter(bytes[at] as number));
  return at;
}

/** Whether a name may be evidence, or hold a key. */
export function isTelling(name: string): boolean {
  const known = NAMES.get(name);
  if (known !== undefined) return known;
  const isOne = hitsIn(Buffer.from(name))?.length !== 0;
  // a history has few names and very many files
  if (NAMES.size < MOST_NAMES) NAMES.set(name, isOne);
  return isOne;
}

const NAMES = new Map<string, boolean>();

const MOST_NAMES = 100_000;

/** What can mean more than what stands around it: an archive, or a header that says how the rest is to be read. */
const FAR = { lines: ['[Qq][Uu][Oo][Tt][Ee][Dd]-[Pp][Rr][Ii]'], letters: ARCHIVE_LETTERS };

const PLUS = 0x2b;

const ALPHABET = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[A-Za-z0-9-]/.test(String.fromCharCode(byte))),
);

const isLetter = (byte: number) => ALPHABET[byte] === 1;

/** The expressions over lines, and those over letters, each as an automaton. */
function makeAutomatons(): { lines: Automaton; letters: Automaton } {
  const never = () => false;
  return {
    lines: new Automaton([lineExpressions(), FAR.lines], { skips: never, breaks: never, sign: PLUS }),
    letters: new Automaton([letterExpressions(), FAR.letters], {
      skips: (byte) => !isLetter(byte),
      // no value and no name holds a comma before a letter: lists of numbers and mappings of sources are full of them
      breaks: (byte) => byte === 0x2c || byte === 0x3b,
    }),
  };
}

let automatons: ReturnType<typeof makeAutomatons> | undefined;

/** Places where expressions are complete, those near one another as one; nothing where one means more than its place. */
function hitsIn(bytes: Buffer): Stretch[] | undefined {
  const { lines, letters } = (automatons ??= makeAutomatons());
  const [lineClasses, letterClasses] = [lines.classes, letters.classes];
  let [lineTable, letterTable] = [lines.table, letters.table];
  let [line, letter] = [lines.start, letters.start];
  const hits: { start: number; end: number }[] = [];
  const { length } = bytes;
  for (let at = 0; at <= length; at += 1) {
    // a text ends as a line does
    const byte = at === length ? LINE_FEED : (bytes[at] as number);
    let nextLine = lineTable[line + (lineClasses[byte] as number)] as number;
    let nextLetter = letterTable[letter + (letterClasses[byte] as number)] as number;
    if ((nextLine | nextLetter) < 0) {
      if (nextLine === UNKNOWN) {
        nextLine = lines.step(line, byte);
        lineTable = lines.table;
      }
      if (nextLetter === UNKNOWN) {
        nextLetter = letters.step(letter, byte);
        letterTable = letters.table;
      }
      if (nextLine < HIT || nextLetter < HIT) return undefined;
      if (nextLine === HIT || nextLetter === HIT) {
        const last = hits.at(-1);
        if (last !== undefined && at - last.end < NEAR) last.end = at;
        else hits.push({ start: at, end: at });
      }
      if (nextLine === HIT) nextLine = byte === LINE_FEED ? lines.start : lines.middle;
      if (nextLetter === HIT) nextLetter = letters.start;
    }
    line = nextLine;
    letter = nextLetter;
  }
  return hits;
}

const LINE_FEED = 10;

/** Hits that are no further from one another share a stretch, in bytes. */
const NEAR = 1024;

/** How many lines around a hit are looked at: more than those in which the prefilter of the hook looks for hits. */
const LINES = 2 * EVIDENCE_LINES;

/** And how many bytes, where lines are long: evidence, and as much of a value as tells it. */
const REACH = EVIDENCE_CHARACTERS + 4096;

function before(bytes: Buffer, hit: number): number {
  const floor = Math.max(hit - REACH, 0);
  let start = hit;
  for (let lines = 0; lines <= LINES; lines += 1) {
    const end = start === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, start - 1);
    if (end < floor) return wordBefore(bytes, floor);
    start = end;
  }
  return wordBefore(bytes, start);
}

function behind(bytes: Buffer, hit: number): number {
  const ceiling = Math.min(hit + REACH, bytes.length);
  let end = hit;
  for (let lines = 0; lines <= LINES; lines += 1) {
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

function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const apart: { start: number; end: number }[] = [];
  for (const { start, end } of stretches) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}
