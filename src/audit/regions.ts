import { isUtf8 } from 'node:buffer';
import { COLUMN_FILES } from '../rules/evidence/columns.ts';
import { EVIDENCE_LINES } from '../shared/fragment.ts';

/**
 * A part of a text that can be searched by itself: where it begins and ends, and where the part of the text does in which
 * everything stands that can say something about its values.
 */
export interface Region {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  /** The line at which `from` is, from 1. */
  readonly line: number;
}

/** Whether a file can be searched region by region; some are only understood as a whole. */
export function isDividable(bytes: Buffer, path = '', inside = ''): boolean {
  if (bytes.length > LONGEST || bytes.includes(0) || bytes.includes(ESCAPE) || !isUtf8(bytes)) return false;
  if (COLUMN_FILES.test(path) || COLUMN_FILES.test(inside)) return false;
  // mail in quoted-printable is told by all of it
  return !bytes.includes('=3D') && !bytes.includes('\uFEFF');
}

/** Longer texts are cut into windows in any case. */
const LONGEST = 1 << 20;
const ESCAPE = 0x1b;

/**
 * Cuts a text into regions. Where it is cut is told by the lines there alone, so that versions of a text have most regions in
 * common. It is not cut in a value of many lines, such as a private key.
 */
export function regionsOf(text: string): Region[] {
  const starts = lineStartsOf(text);
  const cuts = cutsOf(text, starts);
  const at = (line: number) => starts[Math.min(Math.max(line, 0), starts.length)] ?? text.length;
  return cuts.slice(0, -1).map((first, nth) => {
    const last = cuts[nth + 1] ?? starts.length;
    const before = Math.max(first - AROUND, 0);
    return { start: at(first), end: at(last), from: at(before), to: at(last + AROUND), line: before + 1 };
  });
}

/** So many lines around a region say something about its values; a value at its end may take some of them. */
const AROUND: number = EVIDENCE_LINES + 12;

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1 && at + 1 < text.length; at = text.indexOf('\n', at + 1))
    starts.push(at + 1);
  return starts;
}

/** Lines, from 0, at which regions begin, and how many lines there are. */
function cutsOf(text: string, starts: readonly number[]): number[] {
  const cuts = [0];
  let last = 0;
  for (let line = LEAST; line + LEAST <= starts.length; line += 1) {
    if (line - last < LEAST || !isCut(text, starts, line) || isInValue(text, starts, line)) continue;
    cuts.push(line);
    last = line;
  }
  cuts.push(starts.length);
  return cuts;
}

const LEAST = 24;

/** Whether a value of many lines may go on in a line: between those that may be of one, or near a mark of where one begins. */
function isInValue(text: string, starts: readonly number[], line: number): boolean {
  const lines = (first: number, behind: number) =>
    text.slice(starts[Math.max(first, 0)] ?? 0, starts[behind] ?? text.length);
  if (MARKER.test(lines(line - MARGIN, line + MARGIN))) return true;
  return LONG.test(lines(line - 2, line)) && LONG.test(lines(line, line + 2));
}

/** So many lines before and after a cut belong to no private key. */
const MARGIN = 8;
const MARKER = /-----|PuTTY|BEGIN/;

/** A line that may be one of many of one value. */
const LONG = /[A-Za-z0-9+/=_-]{40}|(?:\b(?:0x)?[0-9A-Fa-f]{1,4}\b[^\n0-9A-Za-z]{1,4}){8}/;

/** Whether one line of so many, as told by its last characters. */
function isCut(text: string, starts: readonly number[], line: number): boolean {
  const end = (starts[line + 1] ?? text.length) - 1;
  let sum = 0;
  for (let at = Math.max(starts[line] ?? 0, end - 24); at < end; at += 1)
    sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
  return (sum >>> 3) % 24 === 0;
}
