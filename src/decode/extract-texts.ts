import type { Fragment, Span } from '../shared/fragment.ts';
import type { Content, UnscannedReason } from './content.ts';
import { type ExpansionLimits, isText, unpack } from './archive/index.ts';
import { base64, binary, decoders, lateDecoders, quotedPrintable, embeddedUtf16 } from './decoders/index.ts';
import { type Encoding, encodingsOf, unitOf } from './charset.ts';
import { applyEdits } from './source-map.ts';
import { MAX_WINDOW_BYTES, type Tail, tailOf, Windows, windowsOf } from './sliding-windows.ts';

/** A part that could not be decoded, and the reason. */
export interface UnscannedPart {
  /** The archive member; undefined for the file itself. */
  readonly inside?: string | undefined;
  readonly reason: UnscannedReason;
  /** Its range, if it is part of a text. */
  readonly at?: Span | undefined;
}

/** The maximum depth of nested archives and nested encodings. */
const MAX_DEPTH = 6;

/** The maximum number of archives in the texts of one file. */
const MAX_ARCHIVES = 1000;

/** The maximum number of bytes that one file may expand to. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The texts to scan in a file: members of archives, the bytes themselves, and everything encoded in them. Parts that
 * could not be decoded are yielded with a reason.
 *
 * @param inside the archive member as which the content is shown, if it is not the file itself
 * @param mayMatch false for a window of a large file that may be left out
 */
export function extractTexts(
  path: string,
  content: Content,
  inside?: string,
  mayMatch?: (window: Buffer) => boolean,
): Iterable<Fragment | UnscannedPart> | AsyncIterable<Fragment | UnscannedPart> {
  const budget = { bytes: MAX_BYTES, archives: MAX_ARCHIVES };
  const place = { path, inside };
  return Buffer.isBuffer(content)
    ? contentOf(place, content, 0, budget)
    : piecesOf(place, content, budget, mayMatch);
}

/** The number of bytes of a large file in memory at a time. */
const PIECE_BYTES = 4 * 1024 * 1024;

/** The number of bytes shared by two pieces, so that no archive header is split. */
const SEAM_BYTES = 64;

/**
 * Reads a large file piece by piece. An archive that does not end in the piece where it starts is reported as
 * unscanned.
 */
async function* piecesOf(
  place: Place,
  parts: AsyncIterable<Buffer>,
  budget: ExpansionLimits,
  mayMatch?: (window: Buffer) => boolean,
): AsyncGenerator<Fragment | UnscannedPart> {
  const readings = new Map<Encoding, Windows>();
  let previous: Tail | undefined;
  let [isOpened, offset, seam] = [false, 0, Buffer.alloc(0)];
  for await (const { piece, isLast } of inPieces(parts)) {
    const joined = seam.length === 0 || isText(piece) ? piece : Buffer.concat([seam, piece]);
    const members = archiveTexts(place, joined, 0, budget, offset + piece.length - joined.length);
    for (const part of members) {
      isOpened = true;
      yield 'reason' in part && part.reason === 'corrupt' && !isLast
        ? { ...part, reason: 'too-large' }
        : part;
    }
    seam = Buffer.from(joined.subarray(-SEAM_BYTES));
    offset += piece.length;
    // an encoding that first appears in a later piece is read from there on; the decoders find UTF-16 and UTF-32 there
    for (const encoding of encodingsOf(piece, true))
      if (!readings.has(encoding) && (previous === undefined || unitOf(encoding) === 1))
        readings.set(
          encoding,
          new Windows({ ...place, matchesInFile: () => true }, encoding, {
            from: previous,
            isGuess: readings.has('latin1'),
            mayMatch,
          }),
        );
    previous = tailOf(previous ?? { bytes: Buffer.alloc(0), line: 1 }, piece);
    for (const [index, windows] of [...readings.values()].entries()) {
      for (const window of windows.next(piece, isLast)) {
        const fragment = { ...window, alternateReading: alternateReadingOf(place, isOpened, index) };
        yield* withSeparatedValues([fragment]);
        yield* withSeparatedValues(decodedForms(fragment, place, 0, budget));
      }
    }
  }
}

/** Joins small chunks into pieces. */
async function* inPieces(parts: AsyncIterable<Buffer>): AsyncGenerator<{ piece: Buffer; isLast: boolean }> {
  let chunks: Buffer[] = [];
  let size = 0;
  for await (const part of parts) {
    if (size >= PIECE_BYTES) {
      yield { piece: Buffer.concat(chunks), isLast: false };
      chunks = [];
      size = 0;
    }
    chunks.push(part);
    size += part.length;
  }
  yield { piece: Buffer.concat(chunks), isLast: true };
}

/**
 * Content of an unpacked archive is shown under its member, so the archive's own bytes are an alternate reading of the
 * whole file.
 */
function alternateReadingOf(
  { alternateReading }: Place,
  isOpened: boolean,
  index: number,
): Fragment['alternateReading'] {
  if (isOpened) return 'file';
  return alternateReading ?? (index > 0 ? 'line' : undefined);
}

/** The location of content. `anchor` is the range of the archive, if the archive was found in a text. */
interface Place {
  readonly path: string;
  readonly inside?: string | undefined;
  readonly anchor?: Span | undefined;
  /** That of the fragment in which the archive was found. */
  readonly alternateReading?: Fragment['alternateReading'];
}

function* contentOf(
  place: Place,
  bytes: Buffer,
  depth: number,
  budget: ExpansionLimits,
): Generator<Fragment | UnscannedPart> {
  let isOpened = false;
  for (const part of archiveTexts(place, bytes, depth, budget)) {
    isOpened = true;
    yield part;
  }
  const encodings = encodingsOf(bytes);
  for (const [index, encoding] of encodings.entries()) {
    const isGuess = index > 0 && encodings.includes('latin1');
    for (const window of windowsOf(place, bytes, encoding, isGuess)) {
      const alternateReading = alternateReadingOf(place, isOpened, index);
      const fragment: Fragment = {
        ...window,
        alternateReading,
        origin: place.anchor && archiveSourceMap(place.anchor),
      };
      yield* withSeparatedValues([fragment]);
      yield* withSeparatedValues(decodedForms(fragment, place, depth, budget));
    }
  }
}

/** Yields the texts of all archives in the bytes. */
function* archiveTexts(
  place: Place,
  bytes: Buffer,
  depth: number,
  budget: ExpansionLimits,
  offset = 0,
): Generator<Fragment | UnscannedPart> {
  let isOpened = false;
  for (const member of unpack(bytes, budget, place.inside ?? place.path, {
    offset,
    isGuess: place.anchor !== undefined,
  })) {
    const within = memberPlace(place, member.name);
    if ('reason' in member) {
      // a text that only starts like a base64 archive is not one
      if (place.anchor === undefined || isOpened || member.reason !== 'corrupt')
        yield { inside: within.inside, reason: member.reason, at: place.anchor };
    } else if (depth >= MAX_DEPTH) yield { inside: within.inside, reason: 'too-deep', at: place.anchor };
    else {
      isOpened = true;
      yield* contentOf(within, member.bytes, depth + 1, budget);
    }
  }
}

/** Yields each fragment; for a binary one, also a version with its values separated from adjacent letters. */
function* withSeparatedValues(
  parts: Iterable<Fragment | UnscannedPart>,
): Generator<Fragment | UnscannedPart> {
  for (const part of parts) {
    yield part;
    const apart = 'reason' in part ? undefined : applyEdits(part, binary(part.text));
    // values found without the separators are not reported again
    if (apart !== undefined) yield { ...apart, alternateReading: apart.alternateReading ?? 'line' };
  }
}

/**
 * Yields the decoded forms of a fragment, each based on the previous one, until nothing changes. Base64 is decoded last
 * and separately, because many credentials are base64 themselves.
 */
function* decodedForms(
  fragment: Fragment,
  place: Place,
  depth: number,
  budget: ExpansionLimits,
): Generator<Fragment | UnscannedPart> {
  let current = fragment;
  for (let round = 0; ; round += 1) {
    const utf16Decoded = round > 0 ? current : (applyEdits(current, embeddedUtf16(current.text)) ?? current);
    if (utf16Decoded !== current)
      yield unescaped(applyEdits(current, embeddedUtf16(current.text, true)) ?? current).text;
    const mailDecoded =
      round > 0
        ? utf16Decoded
        : (applyEdits(utf16Decoded, quotedPrintable(utf16Decoded.text)) ?? utf16Decoded);
    const { text: plain, isComplete } = unescaped(mailDecoded);
    // a text may only look like mail, because a value in it starts with 3D
    const asWritten = mailDecoded === utf16Decoded ? current : unescaped(utf16Decoded).text;
    if (asWritten !== current) yield asWritten;
    const { edits, archives } = base64(plain.text);
    for (const { start, end, bytes } of archives) {
      if (budget.archives === 0) {
        yield { inside: place.inside, reason: 'too-large', at: { fragment: plain, start, end } };
        break;
      }
      budget.archives -= 1;
      const anchor = { fragment: plain, start, end };
      // the rest of the archive is in the next window
      if (end === plain.text.length && fragment.text.length >= MAX_WINDOW_BYTES)
        yield { inside: place.inside, reason: 'too-large', at: anchor };
      yield* contentOf(
        { ...place, anchor, alternateReading: plain.alternateReading },
        bytes,
        depth + 1,
        budget,
      );
    }
    const next = applyEdits(plain, edits) ?? plain;
    if (next === plain && isComplete) {
      if (plain !== current) yield plain;
      return;
    }
    if (round === MAX_DEPTH) {
      const [start, end] = [edits[0]?.start ?? 0, edits.at(-1)?.end ?? plain.text.length];
      yield { inside: place.inside, reason: 'too-deep', at: { fragment: plain, start, end } };
      return;
    }
    if (plain !== current) yield plain;
    if (next !== plain) yield next;
    current = next;
  }
}

/** Decodes escapes; completely, unless they are nested too deep. */
function unescaped(fragment: Fragment): { text: Fragment; isComplete: boolean } {
  let text = fragment;
  for (let round = 0; round <= MAX_DEPTH; round += 1) {
    const next = decodedBy(decoders, text);
    const last = next === text ? decodedBy(lateDecoders, next) : next;
    if (last === text) return { text, isComplete: true };
    text = last;
  }
  return { text, isComplete: false };
}

function decodedBy(some: typeof decoders, fragment: Fragment): Fragment {
  return some.reduce((text, decode) => applyEdits(text, decode(text.text)) ?? text, fragment);
}

function memberPlace(place: Place, name: string): Place {
  if (name === '') return place;
  return { ...place, inside: place.inside === undefined ? name : `${place.inside}!/${name}` };
}

/** Maps every position in the archive to the range of the archive's text. */
function archiveSourceMap({ fragment, start, end }: Span): Fragment['origin'] {
  return { fragment, isArchive: true, startOf: () => start, endOf: () => end };
}
