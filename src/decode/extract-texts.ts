import type { Fragment, Span } from '../shared/fragment.ts';
import type { Content, UnscannedReason } from './content.ts';
import { type ExpansionLimits, isText, unpack } from './archive/index.ts';
import { base64, binary, decoders, lateDecoders, quotedPrintable, wide } from './decoders/index.ts';
import { type Encoding, encodingsOf, unitOf } from './charset.ts';
import { rewrite } from './source-map.ts';
import { type Tail, tailOf, Windows, windowsOf } from './sliding-windows.ts';

/** Content that was not looked into, and why. */
export interface Sealed {
  /** Which member of the archive; the file itself where there is none. */
  readonly inside?: string | undefined;
  readonly reason: UnscannedReason;
  /** Where it stands, when it is a part of a text. */
  readonly at?: Span | undefined;
}

/** How deep archives in archives, and codes in codes, are followed. */
const MAX_DEPTH = 6;

/** How many archives the texts of one file may hold. */
const MAX_ARCHIVES = 1000;

/** How many bytes one file may unfold to. */
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * A file's content as texts to scan: what an archive holds, the bytes themselves, and what is encoded in them. Whatever
 * could not be looked into is among it, with its reason.
 *
 * @param inside as which part of the file the content is shown, where it is not the file itself
 */
export function extractTexts(
  path: string,
  content: Content,
  inside?: string,
): Iterable<Fragment | Sealed> | AsyncIterable<Fragment | Sealed> {
  const budget = { bytes: MAX_BYTES, archives: MAX_ARCHIVES };
  const place = { path, inside };
  return Buffer.isBuffer(content) ? contentOf(place, content, 0, budget) : piecesOf(place, content, budget);
}

/** How many bytes of a large file are held at a time. */
const PIECE = 4 * 1024 * 1024;

/** How many bytes of a piece are looked at again with the next one, so that no header of an archive is cut in two. */
const SEAM = 64;

/** A large file, piece by piece. An archive that does not end in the piece in which it begins is named. */
async function* piecesOf(
  place: Place,
  parts: AsyncIterable<Buffer>,
  budget: ExpansionLimits,
): AsyncGenerator<Fragment | Sealed> {
  const readings = new Map<Encoding, Windows>();
  let before: Tail | undefined;
  let [isOpened, offset, seam] = [false, 0, Buffer.alloc(0)];
  for await (const { piece, isLast } of gathered(parts)) {
    const joined = seam.length === 0 || isText(piece) ? piece : Buffer.concat([seam, piece]);
    const members = membersOf(place, joined, 0, budget, offset + piece.length - joined.length);
    for (const part of members) {
      isOpened = true;
      yield 'reason' in part && part.reason === 'corrupt' && !isLast
        ? { ...part, reason: 'too-large' }
        : part;
    }
    seam = Buffer.from(joined.subarray(-SEAM));
    offset += piece.length;
    // an encoding that is seen in one piece is read from there on; wide characters are found among others, too
    for (const encoding of encodingsOf(piece, true))
      if (!readings.has(encoding) && (before === undefined || unitOf(encoding) === 1))
        readings.set(encoding, new Windows({ ...place, matchesInFile: () => true }, encoding, before));
    before = tailOf(before ?? { bytes: Buffer.alloc(0), line: 1 }, piece);
    for (const [nth, windows] of [...readings.values()].entries()) {
      for (const window of windows.next(piece, isLast)) {
        const fragment = { ...window, alternateReading: alternateReadingOf(place, isOpened, nth) };
        yield* separated([fragment]);
        yield* separated(decoded(fragment, place, 0, budget));
      }
    }
  }
}

/** Small parts put together. */
async function* gathered(parts: AsyncIterable<Buffer>): AsyncGenerator<{ piece: Buffer; isLast: boolean }> {
  let held: Buffer[] = [];
  let size = 0;
  for await (const part of parts) {
    if (size >= PIECE) {
      yield { piece: Buffer.concat(held), isLast: false };
      held = [];
      size = 0;
    }
    held.push(part);
    size += part.length;
  }
  yield { piece: Buffer.concat(held), isLast: true };
}

/** What an archive holds is shown as a part of it, and not again where it is in the archive's own bytes. */
function alternateReadingOf({ alternateReading }: Place, isOpened: boolean, nth: number): Fragment['alternateReading'] {
  if (isOpened) return 'file';
  return alternateReading ?? (nth > 0 ? 'line' : undefined);
}

/** Whose content it is. `anchor` is where an archive stands that was found inside a text. */
interface Place {
  readonly path: string;
  readonly inside?: string | undefined;
  readonly anchor?: Span | undefined;
  /** As the fragment in which the archive was found. */
  readonly alternateReading?: Fragment['alternateReading'];
}

function* contentOf(
  place: Place,
  bytes: Buffer,
  depth: number,
  budget: ExpansionLimits,
): Generator<Fragment | Sealed> {
  let isOpened = false;
  for (const part of membersOf(place, bytes, depth, budget)) {
    isOpened = true;
    yield part;
  }
  for (const [nth, encoding] of encodingsOf(bytes).entries()) {
    for (const window of windowsOf(place, bytes, encoding)) {
      const alternateReading = alternateReadingOf(place, isOpened, nth);
      const fragment: Fragment = {
        ...window,
        alternateReading: alternateReading,
        origin: place.anchor && pinned(place.anchor),
      };
      yield* separated([fragment]);
      yield* separated(decoded(fragment, place, depth, budget));
    }
  }
}

/** What the archives in some bytes hold. */
function* membersOf(
  place: Place,
  bytes: Buffer,
  depth: number,
  budget: ExpansionLimits,
  offset = 0,
): Generator<Fragment | Sealed> {
  let isOpened = false;
  for (const member of unpack(bytes, budget, place.inside ?? place.path, {
    offset,
    isGuess: place.anchor !== undefined,
  })) {
    const within = placeInside(place, member.name);
    if ('reason' in member) {
      // a text that only begins like an archive in base64 is none
      if (place.anchor === undefined || isOpened || member.reason !== 'corrupt')
        yield { inside: within.inside, reason: member.reason, at: place.anchor };
    } else if (depth >= MAX_DEPTH) yield { inside: within.inside, reason: 'too-deep', at: place.anchor };
    else {
      isOpened = true;
      yield* contentOf(within, member.bytes, depth + 1, budget);
    }
  }
}

/** Fragments, and each of them once more with its values separated from letters next to them, where it is binary. */
function* separated(parts: Iterable<Fragment | Sealed>): Generator<Fragment | Sealed> {
  for (const part of parts) {
    yield part;
    const apart = 'reason' in part ? undefined : rewrite(part, binary(part.text));
    // a value that is found whole without it stays whole
    if (apart !== undefined) yield { ...apart, alternateReading: apart.alternateReading ?? 'line' };
  }
}

/**
 * A fragment's decoded forms, each of the one before, until there is nothing left to decode. What is base64 is decoded
 * last and for itself, because many a credential is base64.
 */
function* decoded(
  fragment: Fragment,
  place: Place,
  depth: number,
  budget: ExpansionLimits,
): Generator<Fragment | Sealed> {
  let current = fragment;
  for (let round = 0; ; round += 1) {
    const narrow = round > 0 ? current : (rewrite(current, wide(current.text)) ?? current);
    if (narrow !== current) yield unescaped(rewrite(current, wide(current.text, true)) ?? current);
    const mail = round > 0 ? narrow : (rewrite(narrow, quotedPrintable(narrow.text)) ?? narrow);
    const plain = unescaped(mail);
    // a text that only looks like mail, because a value in it begins with 3D
    const asWritten = mail === narrow ? current : unescaped(narrow);
    if (asWritten !== current) yield asWritten;
    const { edits, archives } = base64(plain.text);
    for (const { start, end, bytes } of archives) {
      if (budget.archives === 0) {
        yield { inside: place.inside, reason: 'too-large', at: { fragment: plain, start, end } };
        break;
      }
      budget.archives -= 1;
      const anchor = { fragment: plain, start, end };
      yield* contentOf({ ...place, anchor, alternateReading: plain.alternateReading }, bytes, depth + 1, budget);
    }
    const next = rewrite(plain, edits) ?? plain;
    if (next === current) return;
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

/** A fragment without escapes, however often they were put on one another. */
function unescaped(fragment: Fragment): Fragment {
  let current = fragment;
  for (let round = 0; round <= MAX_DEPTH; round += 1) {
    const next = decodedBy(decoders, current);
    const last = next === current ? decodedBy(lateDecoders, next) : next;
    if (last === current) break;
    current = last;
  }
  return current;
}

function decodedBy(some: typeof decoders, fragment: Fragment): Fragment {
  return some.reduce((text, decode) => rewrite(text, decode(text.text)) ?? text, fragment);
}

function placeInside(place: Place, name: string): Place {
  if (name === '') return place;
  return { ...place, inside: place.inside === undefined ? name : `${place.inside}!/${name}` };
}

/** Whatever is found in an archive that stands in a text, stands where the archive does. */
function pinned({ fragment, start, end }: Span): Fragment['origin'] {
  return { fragment, isArchive: true, startOf: () => start, endOf: () => end };
}
