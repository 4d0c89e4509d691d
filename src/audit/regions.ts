import { isUtf8 } from 'node:buffer';
import { COLUMN_FILES } from '../rules/evidence/columns.ts';
import { EVIDENCE_LINES } from '../shared/fragment.ts';

/**
 * A part of a text that can be scanned separately. `start` and `end` are its offsets; `from` and `to` are those of the part
 * of the text that includes all evidence for its values.
 */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** The line of `from`, from 1. */
  readonly line: number;
}

/** True if a file can be scanned region by region; some can only be decoded as a whole. */
export function isDividable(bytes: Buffer, path = '', inside = ''): boolean {
  if (bytes.length > MAX_BYTES || bytes.includes(0) || bytes.includes(ESCAPE) || !isUtf8(bytes)) return false;
  if (COLUMN_FILES.test(path) || COLUMN_FILES.test(inside)) return false;
  // quoted-printable mail is only recognized in the whole text
  return !bytes.includes('=3D') && !bytes.includes('\uFEFF');
}

/** Larger texts are split into windows in any case. */
const MAX_BYTES = 1 << 20;
const ESCAPE = 0x1b;

/**
 * Divides a text into regions. The boundaries depend only on the lines near them, so versions of a text have most regions in
 * common. No boundary is inside of a value of many lines, such as a private key.
 */
export function regionsOf(text: string): Region[] {
  const starts = lineStartsOf(text);
  const cuts = cutsOf(text, starts);
  const offsetOf = (line: number) => starts[Math.min(Math.max(line, 0), starts.length)] ?? text.length;
  return cuts.slice(0, -1).map((first, index) => {
    const last = cuts[index + 1] ?? starts.length;
    const before = Math.max(first - AROUND, 0);
    return {
      ...{ start: offsetOf(first), end: offsetOf(last) },
      ...{ from: offsetOf(before), to: offsetOf(last + AROUND) },
      line: before + 1,
    };
  });
}

/** The number of lines around a region that may contain evidence; a value at its end may take some of them. */
const AROUND: number = EVIDENCE_LINES + 12;

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1 && end + 1 < text.length; end = text.indexOf('\n', end + 1))
    starts.push(end + 1);
  return starts;
}

/** Returns the first line of each region, from 0, and then the number of lines. */
function cutsOf(text: string, starts: readonly number[]): number[] {
  const cuts = [0];
  let last = 0;
  for (let line = MIN_LINES; line + MIN_LINES <= starts.length; line += 1) {
    if (line - last < MIN_LINES || !isCut(text, starts, line) || isInValue(text, starts, line)) continue;
    cuts.push(line);
    last = line;
  }
  cuts.push(starts.length);
  return cuts;
}

const MIN_LINES = 24;

/** True if a value of many lines may continue in a line: between lines that look like one, or near the start of a key. */
function isInValue(text: string, starts: readonly number[], line: number): boolean {
  const lines = (first: number, end: number) =>
    text.slice(starts[Math.max(first, 0)] ?? 0, starts[end] ?? text.length);
  if (MARKER.test(lines(line - MARGIN, line + MARGIN))) return true;
  return LONG.test(lines(line - 2, line)) && LONG.test(lines(line, line + 2));
}

/** The number of lines before and after a boundary that do not belong to a private key. */
const MARGIN = 8;
const MARKER = /-----|PuTTY|BEGIN/;

/** A line that may be part of a value of many lines. */
const LONG = /[A-Za-z0-9+/=_-]{40}|(?:\b(?:0x)?[0-9A-Fa-f]{1,4}\b[^\n0-9A-Za-z]{1,4}){8}/;

/** True for one line in 24 on average, depending on its last characters. */
function isCut(text: string, starts: readonly number[], line: number): boolean {
  const end = (starts[line + 1] ?? text.length) - 1;
  let sum = 0;
  for (let offset = Math.max(starts[line] ?? 0, end - 24); offset < end; offset += 1)
    sum = (Math.imul(sum, 31) + text.charCodeAt(offset)) | 0;
  return (sum >>> 3) % 24 === 0;
}
