import { isUtf8 } from 'node:buffer';
import { EVIDENCE_CHARACTERS, EVIDENCE_LINES } from '../core/fragment.ts';
import { Automaton, HIT, UNKNOWN } from './automaton.ts';
import { letterExpressions, lineExpressions } from './expressions.ts';

/**
 * The parts of a text outside which there is nothing to find: around each byte at which an expression of the prefilter is
 * complete, as far as evidence may be away and as a value takes to be told.
 *
 * @param names of the text, in which evidence may stand as well
 * @returns nothing where that cannot be said, so that all of it has to be looked at
 */
export function narrowed(names: readonly string[], bytes: Buffer): readonly Buffer[] | undefined {
  // what a zero byte means depends on more than what stands around it, as in an archive
  if (bytes.includes(0) || !isUtf8(bytes)) return undefined;
  if (names.some(isTelling)) return undefined;
  const hits = hitsIn(bytes);
  const stretches = hits?.map(({ start, end }) => ({ start: before(bytes, start), end: behind(bytes, end) }));
  return stretches && merged(stretches).map(({ start, end }) => bytes.subarray(start, end));
}

/** Whether a name may be evidence, or hold a key. */
export function isTelling(name: string): boolean {
  return hitsIn(Buffer.from(name))?.length !== 0;
}

/** The offsets of a first byte and of the byte behind the last one. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** What can mean more than what stands around it: an archive, or a header that says how the rest is to be read. */
const FAR = { lines: ['[Qq][Uu][Oo][Tt][Ee][Dd]-[Pp][Rr][Ii]'], letters: ['H4sI', 'UEsDB', '1c3Rhc'] };

const PLUS = 0x2b;

const isLetter = (byte: number) => /[A-Za-z0-9-]/.test(String.fromCharCode(byte));

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
