import { isUtf8 } from 'node:buffer';
import { rules } from '../../rules/index.ts';
import type { Markers } from '../prefilter-hint.ts';
import type { Edit } from '../source-map.ts';
import { runsOf } from '../base64-runs.ts';
import { INVISIBLE } from '../characters.ts';

/** What a text holds in base64: texts, decoded in place, and archives. */
export interface Base64Content {
  readonly edits: readonly Edit[];
  readonly archives: readonly { readonly start: number; readonly end: number; readonly bytes: Buffer }[];
}

/**
 * Finds what is text or an archive in base64, in either alphabet (RFC 4648), on one line or wrapped over several.
 *
 * Most long runs of these letters are something else (hashes, images, names), so a run counts only when what it decodes
 * to can be read. A run may begin in the middle of another word, as behind `path/`, so all four alignments are tried.
 */
export function base64(text: string): Base64Content {
  const edits: Edit[] = [];
  const archives: { start: number; end: number; bytes: Buffer }[] = [];
  let done = 0;
  for (const { start, end } of runsOf(text, LEAST)) {
    if (start < done) continue;
    const first = text.slice(start, paddedEnd(text, end));
    const lines = linesOf(text, start, first);
    const last = lines.at(-1) ?? { start, code: first };
    done = last.start + last.code.length;
    const whole = lines.map(({ code }) => code).join('');
    const at = archiveAt(whole);
    if (at !== -1) archives.push({ start, end: done, bytes: Buffer.from(whole.slice(at), 'base64') });
    if (at !== 0) edits.push(...decodeText(lines, whole));
  }
  return { edits, archives };
}

/** The least run that can hold a key id, 20 bytes. */
const LEAST = 27;

function paddedEnd(text: string, end: number): number {
  if (text[end] !== '=') return end;
  return text[end + 1] === '=' ? end + 2 : end + 1;
}

/** Where a wrapped run goes on: at the next line, or at what is written as one. */
const NEXT_LINE = /(?:\r?\n[ \t>]{0,40}|(?:\\[rn]){1,2})([A-Za-z0-9+/]{1,200}={0,2})(?![A-Za-z0-9+/_=:.-])/y;

/** What archives begin with: gzip, zip, PDF, 7z, bzip2, cab, rar, xz and zstd. */
const CERTAIN =
  /H4sI[A-H]|UEsDB|JVBERi0|N3q8rycc|Qlpo[M-O][TjzD]FBWSZT|TVNDRgAA|UmFyIRoH|[/_]Td6WFoA|KLUv[/_]/;

/** The same, and lz4, lzip and lzma, whose first bytes alone say little. */
const ARCHIVE = new RegExp(`^(?:H4sI|BCJNG|TFpJUA|XQAA|${CERTAIN.source})`);

/** Where in a run an archive begins, which may be in the middle of another word; -1 where there is none. */
function archiveAt(code: string): number {
  if (ARCHIVE.test(code)) return 0;
  const skip = [0, 1, 2, 3].find((letters) => isTar(code.slice(letters)));
  return skip ?? code.search(CERTAIN);
}

interface Line {
  readonly start: number;
  readonly code: string;
}

/** A run and the lines that continue it: all as long as the first but the last. */
function linesOf(text: string, start: number, first: string): Line[] {
  const lines: Line[] = [{ start, code: first }];
  if (first.length < 40 || first.endsWith('=')) return lines;
  let end = start + first.length;
  for (;;) {
    NEXT_LINE.lastIndex = end;
    const code = NEXT_LINE.exec(text)?.[1];
    if (code === undefined || code.length > first.length) return lines;
    end = NEXT_LINE.lastIndex;
    lines.push({ start: end - code.length, code });
    if (code.length < first.length || code.endsWith('=')) return lines;
  }
}

function isTar(code: string): boolean {
  return code.length > 700 && Buffer.from(code.slice(340, 356), 'base64').includes('ustar');
}

function decodeText(lines: readonly Line[], whole: string): Edit[] {
  if (!HINT.test(whole)) return [];
  for (let skip = 0; skip < 4; skip += 1) {
    const head = Buffer.from(whole.slice(skip, skip + 24), 'base64');
    if (!isReadable(head, 0.6) && !isUnicode(head)) continue;
    const bytes = Buffer.from(whole.slice(skip), 'base64');
    if (bytes.length < 16) return [];
    // read as such in the next round, together with what it stands among
    if (isWide(bytes)) return editsOf(lines, skip, bytes.toString('latin1'), 4 / 3);
    if (isUnicode(bytes)) {
      // what nobody sees must not vanish here, or it would hide from the prefilter that a key is put together
      const decoded = bytes.toString('utf8').replace(UNSEEN, '\uFFFD');
      return editsOf(lines, skip, decoded, (4 / 3) * (bytes.length / decoded.length));
    }
    if (isReadable(bytes, 0.85)) return editsOf(lines, skip, bytes.toString('latin1'), 4 / 3);
  }
  return [];
}

/** Whether a share of the bytes is printable ASCII, or most are that or, being UTF-16, zero. */
function isReadable(bytes: Buffer, share: number): boolean {
  let printable = 0;
  let zeros = 0;
  for (const byte of bytes) {
    if ((byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09) printable += 1;
    else if (byte === 0) zeros += 1;
  }
  const isWideText = printable + zeros >= bytes.length * (zeros >= bytes.length * 0.25 ? 0.75 : share);
  return printable >= bytes.length * share || isWideText;
}

const UNSEEN = new RegExp(INVISIBLE, 'g');

/** Whether they are UTF-8 without control characters, but for a character that is cut off at the end. */
function isUnicode(bytes: Buffer): boolean {
  let end = bytes.length;
  while (end > 0 && end > bytes.length - 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  if (((bytes[end - 1] ?? 0) & 0xc0) === 0xc0) end -= 1;
  else end = bytes.length;
  return isUtf8(bytes.subarray(0, end)) && !CONTROL.test(bytes.toString('latin1'));
}

// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** PowerShell's encoded commands are UTF-16. */
function isWide(bytes: Buffer): boolean {
  let zeros = 0;
  for (let at = 1; at < bytes.length; at += 2) if (bytes[at] === 0) zeros += 1;
  return zeros > bytes.length * 0.4;
}

/** One edit a line, so that what was decoded keeps its lines. */
function editsOf(lines: readonly Line[], skip: number, decoded: string, step: number): Edit[] {
  const edits: Edit[] = [];
  let before = 0;
  let end = 0;
  for (const { start, code } of lines) {
    const from = Math.max(before, skip);
    const first = Math.ceil(Math.max(from - skip, 0) / step);
    before += code.length;
    const last = start + code.length === endOf(lines) ? decoded.length : Math.ceil((before - skip) / step);
    // what separates the lines belongs to none of them
    if (end > 0) edits.push({ start: end, end: start, text: '', step: 0 });
    const head = start + (edits.length === 0 ? skip : 0);
    end = start + code.length;
    edits.push({ start: head, end, text: decoded.slice(first, last), step });
  }
  return edits;
}

function endOf(lines: readonly Line[]): number {
  const last = lines.at(-1);
  return last === undefined ? 0 : last.start + last.code.length;
}

/**
 * Three bytes of ASCII in base64: the highest bit of each is zero. No hash has many of these in a row, and few words.
 * A value's own letters and digits never come to `+` or `/`.
 */
const ASCII_GROUP = '[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9-]';

/** The least value has 20 characters, which at the worst alignment are so many groups. */
const GROUPS = 6;

/** Characters of base64 that random ones are not like by chance. */
const LEAST_OF_WORD = 6;
/** More of a word only takes longer to look for. */
const MOST_OF_WORD = 8;

/**
 * Keywords beyond ASCII are not of these groups, so a part of each is looked for as it is in base64, at each of the three
 * alignments: the longest part without a sign, which the prefilter takes out.
 */
const WORDS: readonly string[] = rules
  .flatMap(({ keywordTexts = [] }) => keywordTexts)
  .filter((word) => !/^[\0-\x7f]*$/.test(word))
  .flatMap((word) => [0, 1, 2].map((before) => encodedWord(word, before)));

/** @throws TypeError where too little is left of a word to tell it from random letters */
function encodedWord(word: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]);
  // other characters depend on what is beside the word
  const own = bytes.toString('base64').slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  const part = own.split(/[+/]/).reduce((longest, each) => (each.length > longest.length ? each : longest));
  if (part.length < LEAST_OF_WORD) throw new TypeError(`too short in base64: ${word}`);
  return part.slice(0, MOST_OF_WORD);
}

const HINTS: readonly string[] = [ASCII_GROUP.repeat(GROUPS), ...new Set(WORDS)];

/** Text in base64 without this is not decoded, so that the prefilter and the full scan always agree. */
export const HINT: RegExp = new RegExp(HINTS.join('|'));

/** Archives, by how they begin; `ustar` is in the middle of a tar's first block. Only letters and digits of each count. */
export const ARCHIVE_LETTERS: readonly string[] = [
  'H4sI',
  'UEsDB',
  '1c3Rhc',
  'JVBERi0',
  'N3q8rycc',
  'FBWSZT',
  'TVNDRgAA',
  'BCJNG',
  'TFpJUA',
  'XQAA',
  'UmFyIRoH',
  'Td6WFoA',
  'KLUv',
];

export const base64Markers: Markers = {
  letters: [...HINTS, ...ARCHIVE_LETTERS],
  lines: [
    // a long block may begin above what a patch shows; hashes have no capitals, and few words have a digit
    '^[ +][^A-Za-z0-9]*[a-z0-9+/]{0,15}[A-Z][A-Za-z+/]{0,15}[0-9][A-Za-z0-9+/]{24}',
    // its lines, written as one
    '[A-Za-z0-9+/]{24}(\\\\+[nr])+[A-Za-z0-9+/]{8}',
  ],
};
