import { isUtf8 } from 'node:buffer';
import { lfsPointerIn } from '../lfs-pointer.ts';
import { BROTLI_NAME, brotliMembers } from './brotli.ts';
import { gitPack } from './git-pack.ts';
import { gzip } from './gzip.ts';
import type { ArchiveFormat, ExpansionLimits, Member, UnscannedMember } from './member.ts';
import { pdf, pdfStream } from './pdf.ts';
import { unsupportedFormats } from './unsupported-formats.ts';
import { tar } from './tar.ts';
import { listedMembers, zip } from './zip.ts';
import { zlib } from './zlib.ts';

export type { ExpansionLimits } from './member.ts';

/** All archive formats that are searched for. */
const formats: readonly ArchiveFormat[] = [gzip, zip, zlib, pdf, pdfStream, gitPack, ...unsupportedFormats];

/**
 * Yields the members of all archives in a file, wherever they start, and the parts that could not be unpacked. Bytes
 * before or after an archive do not hide it. UTF-8 text is not searched.
 *
 * @param name the file's name
 * @param options.offset the offset of `bytes` within the file
 * @param options.isGuess true if the bytes were decoded from a text that may not be base64 at all
 */
export function* unpack(
  bytes: Buffer,
  budget: ExpansionLimits,
  name: string,
  { offset = 0, isGuess = false } = {},
): Generator<Member | UnscannedMember> {
  if (isText(bytes)) {
    if (lfsPointerIn(bytes) !== undefined) yield { name: '', reason: 'git-lfs' };
    return;
  }
  const host = {
    bytes,
    name,
    offset,
    isGuess,
    budget,
    attempts: { left: MIN_ATTEMPTS + bytes.length / BYTES_PER_ATTEMPT },
  };
  const first = BROTLI_NAME.test(name) ? brotliMembers(host) : tar.members(host, 0);
  let done = (yield* first) ?? 0;
  const listedRanges = (yield* listedMembers(host, done)).toSorted(([start], [other]) => start - other);
  let index = 0;
  for (const [at, kind] of magicNumbersIn(bytes)) {
    for (; index < listedRanges.length && (listedRanges[index]?.[0] ?? 0) <= at; index += 1)
      done = Math.max(done, listedRanges[index]?.[1] ?? 0);
    if (at >= done) done = (yield* kind.members(host, at)) ?? done;
    if (host.attempts.left > 0) continue;
    yield { name: '', reason: 'too-large' };
    return;
  }
}

/** True for UTF-8 text, which is not searched for archives. */
export function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}

/** The limit of failed attempts: a base amount, plus one per this many bytes. */
const [MIN_ATTEMPTS, BYTES_PER_ATTEMPT] = [4096, 64] as const;

/** Every offset at which an archive may start, with its format. */
function* magicNumbersIn(bytes: Buffer): Generator<[at: number, kind: ArchiveFormat]> {
  magicNumbers ??= new MagicNumbers();
  for (let at = magicNumbers.next(bytes, 0); at !== -1; at = magicNumbers.next(bytes, at + 1))
    for (const [magicNumber, kind] of magicNumbers.with(bytes.readUInt16BE(at)))
      if (isAt(bytes, at, magicNumber)) yield [at, kind];
}

function isAt(bytes: Buffer, at: number, magicNumber: Buffer): boolean {
  for (let index = 2; index < magicNumber.length; index += 1)
    if (bytes[at + index] !== magicNumber[index]) return false;
  return true;
}

/** The magic numbers of all formats, indexed by their first two bytes. */
class MagicNumbers {
  readonly #marked: Uint8Array = new Uint8Array(1 << 16);
  readonly #byPair = new Map<number, [Buffer, ArchiveFormat][]>();

  constructor() {
    for (const kind of formats)
      for (const magicNumber of kind.magicNumbers) {
        const bytes = Buffer.from(magicNumber, 'latin1');
        const pair = bytes.readUInt16BE(0);
        this.#marked[pair] = 1;
        this.#byPair.set(pair, [...this.with(pair), [bytes, kind]]);
      }
  }

  /** The next offset whose two bytes start a magic number; -1 if there is none. */
  next(bytes: Buffer, from: number): number {
    const marked = this.#marked;
    const last = bytes.length - 1;
    let pair = bytes[from] ?? 0;
    for (let at = from; at < last; at += 1) {
      pair = ((pair << 8) | (bytes[at + 1] ?? 0)) & 0xffff;
      if (marked[pair] !== 0) return at;
    }
    return -1;
  }

  with(pair: number): readonly [Buffer, ArchiveFormat][] {
    return this.#byPair.get(pair) ?? [];
  }
}

let magicNumbers: MagicNumbers | undefined;
