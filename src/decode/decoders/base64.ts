import { isUtf8 } from 'node:buffer';
import { rules } from '../../rules/index.ts';
import type { PrefilterHint } from '../prefilter-hint.ts';
import type { Edit } from '../source-map.ts';
import { once } from '../../shared/once.ts';
import { runsOf } from '../base64-runs.ts';
import { INVISIBLE } from '../characters.ts';

/** The base64 content of a text: edits that decode texts in place, and archives. */
export interface Base64Content {
  readonly edits: readonly Edit[];
  readonly archives: readonly { readonly start: number; readonly end: number; readonly bytes: Buffer }[];
}

/**
 * Finds texts and archives in base64, in either alphabet (RFC 4648), on one line or wrapped.
 *
 * Most long runs of these characters are something else (hashes, images, names), so a run counts only if it decodes to
 * readable text. A run may start within another word, as after `path/`, so all four alignments are tried.
 */
export function base64(text: string): Base64Content {
  const edits: Edit[] = [];
  const archives: { start: number; end: number; bytes: Buffer }[] = [];
  let done = 0;
  for (const { start, end } of runsOf(text, MIN_RUN_CHARACTERS)) {
    if (start < done) continue;
    const first = text.slice(start, paddedEnd(text, end));
    if (IS_INTEGRITY_HASH.test(first)) continue;
    const lines = linesOf(text, start, first);
    const last = lines.at(-1) ?? { start, code: first };
    done = last.start + last.code.length;
    const whole = lines.map(({ code }) => code).join('');
    const offset = archiveAt(whole);
    if (offset !== -1) archives.push({ start, end: done, bytes: Buffer.from(whole.slice(offset), 'base64') });
    if (offset !== 0) edits.push(...decodeText(lines, whole));
  }
  return { edits, archives };
}

/** The shortest run that can encode an access key ID, which has 20 bytes. */
const MIN_RUN_CHARACTERS = 27;

/** A hash in a lock file. Lock files have so many that some look like base64 of text by chance. */
export const INTEGRITY_HASH = 'sha512-[A-Za-z0-9+/]{86}==';

const IS_INTEGRITY_HASH = new RegExp(`^${INTEGRITY_HASH}$`);

function paddedEnd(text: string, end: number): number {
  if (text[end] !== '=') return end;
  return text[end + 1] === '=' ? end + 2 : end + 1;
}

/** The continuation of a wrapped run: on the next line, or after an escaped line end. */
const NEXT_LINE = /(?:\r?\n[ \t>]{0,40}|(?:\\[rn]){1,2})([A-Za-z0-9+/]{1,200}={0,2})(?![A-Za-z0-9+/_=:.-])/y;

/** The base64 of unambiguous magic numbers: gzip, zip, PDF, 7z, bzip2, cab, RAR, xz and zstd. */
const UNAMBIGUOUS_ARCHIVE =
  /H4sI[A-H]|UEsDB|JVBERi0|N3q8rycc|Qlpo[M-O][TjzD]FBWSZT|TVNDRgAA|UmFyIRoH|[/_]Td6WFoA|KLUv[/_]/;

/** The same and the short magic numbers of lz4, lzip and lzma, which count only at the start of a run. */
const ARCHIVE = new RegExp(`^(?:H4sI|BCJNG|TFpJUA|XQAA|${UNAMBIGUOUS_ARCHIVE.source})`);

/** The offset of an archive in a run, possibly within another word; -1 if there is none. */
function archiveAt(code: string): number {
  if (ARCHIVE.test(code)) return 0;
  const skip = [0, 1, 2, 3].find((letters) => isTar(code.slice(letters)));
  return skip ?? code.search(UNAMBIGUOUS_ARCHIVE);
}

interface Line {
  readonly start: number;
  readonly code: string;
}

/** A run with its continuation lines: all as long as the first one, except the last. */
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
  // the head is shorter than the search for a hint
  const skips = [0, 1, 2, 3].filter((skip) => mayBeText(Buffer.from(whole.slice(skip, skip + 24), 'base64')));
  if (skips.length === 0 || !base64Hint().test(whole)) return [];
  for (const skip of skips) {
    const bytes = Buffer.from(whole.slice(skip), 'base64');
    if (bytes.length < 16) return [];
    // the next round decodes the UTF-16, together with the text around it
    if (isUtf16(bytes)) return editsOf(lines, skip, bytes.toString('latin1'), 4 / 3);
    if (isUnicode(bytes)) {
      // invisible characters become visible separators, because removing them could join a value that the prefilter
      // sees as two words
      const decoded = bytes.toString('utf8').replace(INVISIBLE_CHARACTERS, '\uFFFD');
      return editsOf(lines, skip, decoded, (4 / 3) * (bytes.length / decoded.length));
    }
    if (isReadable(bytes, 0.85)) return editsOf(lines, skip, bytes.toString('latin1'), 4 / 3);
  }
  return [];
}

function mayBeText(head: Buffer): boolean {
  return isReadable(head, 0.6) || isUnicode(head);
}

/** True if the share of printable ASCII is at least `share`, or the bytes are mostly ASCII and the zeros of UTF-16. */
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

const INVISIBLE_CHARACTERS = new RegExp(INVISIBLE, 'g');

/** True for UTF-8 without control characters; the last character may be incomplete. */
function isUnicode(bytes: Buffer): boolean {
  let end = bytes.length;
  while (end > 0 && end > bytes.length - 3 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end -= 1;
  if (((bytes[end - 1] ?? 0) & 0xc0) === 0xc0) end -= 1;
  else end = bytes.length;
  return isUtf8(bytes.subarray(0, end)) && !CONTROL.test(bytes.toString('latin1'));
}

// oxlint-disable-next-line no-control-regex -- the expression searches for control characters
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;

/** True if the bytes look like UTF-16, as in encoded commands of PowerShell. */
function isUtf16(bytes: Buffer): boolean {
  let zeros = 0;
  for (let offset = 1; offset < bytes.length; offset += 2) if (bytes[offset] === 0) zeros += 1;
  return zeros > bytes.length * 0.4;
}

/** One edit per line, so that decoded text keeps its line. */
function editsOf(lines: readonly Line[], skip: number, decoded: string, step: number): Edit[] {
  const edits: Edit[] = [];
  let before = 0;
  let end = 0;
  for (const { start, code } of lines) {
    const from = Math.max(before, skip);
    const first = Math.ceil(Math.max(from - skip, 0) / step);
    before += code.length;
    const last = start + code.length === endOf(lines) ? decoded.length : Math.ceil((before - skip) / step);
    // remove the line end
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
 * Three ASCII bytes in base64. Their high bits are zero, which hashes and words rarely have many times in a row. `+`
 * and `/` never encode letters and digits.
 */
const ASCII_GROUP = '[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9-]';

/** The shortest value has 20 characters, which are this many groups at the worst alignment. */
const MIN_ASCII_GROUPS = 6;

/** Enough characters of a word that random base64 does not contain them by chance. */
const MIN_WORD_CHARACTERS = 6;
/** Longer parts only make the search slower. */
const MAX_WORD_CHARACTERS = 8;

/**
 * Parts of non-ASCII keywords in base64, at each of the three alignments; {@link ASCII_GROUP} does not match them. A
 * part has no `+` or `/`, because the prefilter removes them.
 */
function encodedWords(): readonly string[] {
  return rules
    .flatMap(({ keywordTexts = [] }) => keywordTexts)
    .filter((word) => !/^[\0-\x7f]*$/.test(word))
    .flatMap((word) => [0, 1, 2].map((before) => encodedWord(word, before)));
}

/**
 * The longest alphanumeric part of a word in base64.
 *
 * @throws TypeError if that part is too short to tell it from random characters
 */
function encodedWord(word: string, before: number): string {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(word)]);
  // the other characters also depend on the text around the word
  const encoded = bytes
    .toString('base64')
    .slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
  const part = encoded
    .split(/[+/]/)
    .reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest));
  if (part.length < MIN_WORD_CHARACTERS) throw new TypeError(`too short in base64: ${word}`);
  return part.slice(0, MAX_WORD_CHARACTERS);
}

const hints = once((): readonly string[] => [
  ASCII_GROUP.repeat(MIN_ASCII_GROUPS),
  ...new Set(encodedWords()),
]);

/** Base64 text without a hint is not decoded, so that the prefilter and the full scan agree. Most scans need it late or never. */
export const base64Hint: () => RegExp = once(() => new RegExp(hints().join('|')));

/** The base64 of magic numbers, only their letters and digits; `ustar` is within the first block of a tar. */
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

export const base64Hints = (): PrefilterHint => ({
  letters: [...hints(), ...ARCHIVE_LETTERS],
  lines: [
    // a long block may start above the lines that a patch shows; hashes have no capitals, and few words contain a digit
    '^[ +][^A-Za-z0-9]*[a-z0-9+/]*[A-Z][A-Za-z+/]*[0-9][A-Za-z0-9+/]{24}',
    // lines separated by escaped line ends
    '[A-Za-z0-9+/]{24}(\\\\+[nr])+[A-Za-z0-9+/]{8}',
  ],
});
