import { isUtf8 } from 'node:buffer';
import { lfsPointerIn } from '../lfs-pointer.ts';
import { BROTLI_NAME, brotliMembers } from './brotli.ts';
import { gitPack } from './git-pack.ts';
import { gzip } from './gzip.ts';
import type { ArchiveKind, ExpansionLimits, Member, SealedMember } from './member.ts';
import { pdf, pdfStream } from './pdf.ts';
import { sealedKinds } from './unsupported-formats.ts';
import { tar } from './tar.ts';
import { listedMembers, zip } from './zip.ts';
import { zlib } from './zlib.ts';

export type { ExpansionLimits } from './member.ts';

/** Every kind that is searched for in a file. */
const kinds: readonly ArchiveKind[] = [gzip, zip, zlib, pdf, pdfStream, gitPack, ...sealedKinds];

/**
 * What archives hold that are in a file, wherever in it they begin, and which parts of them could not be looked into: so
 * neither a program before an archive nor whatever is after one hides it. Text in UTF-8 is none.
 *
 * @param name the file's own name
 * @param options.offset how many bytes of the file are before these
 * @param options.isGuess whether they are no file, but may be one in base64
 */
export function* unpack(
  bytes: Buffer,
  budget: ExpansionLimits,
  name: string,
  { offset = 0, isGuess = false } = {},
): Generator<Member | SealedMember> {
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
    patience: { tries: TRIES + bytes.length / TRY_BYTES },
  };
  const first = BROTLI_NAME.test(name) ? brotliMembers(host) : tar.members(host, 0);
  let done = (yield* first) ?? 0;
  const known = (yield* listedMembers(host, done)).toSorted(([start], [other]) => start - other);
  let nth = 0;
  for (const [at, kind] of beginningsIn(bytes)) {
    for (; nth < known.length && (known[nth]?.[0] ?? 0) <= at; nth += 1)
      done = Math.max(done, known[nth]?.[1] ?? 0);
    if (at >= done) done = (yield* kind.members(host, at)) ?? done;
    if (host.patience.tries > 0) continue;
    yield { name: '', reason: 'too-large' };
    return;
  }
}

/** Whether bytes are text in UTF-8, in which no archive is searched for. */
export function isText(bytes: Buffer): boolean {
  return !bytes.includes(0) && isUtf8(bytes);
}

/** What may be tried in vain: some, and as much more as a file has of so many bytes. */
const [TRIES, TRY_BYTES] = [4096, 64] as const;

/** Each place at which an archive may begin. */
function* beginningsIn(bytes: Buffer): Generator<[at: number, kind: ArchiveKind]> {
  beginnings ??= new Beginnings();
  for (let at = beginnings.next(bytes, 0); at !== -1; at = beginnings.next(bytes, at + 1))
    for (const [beginning, kind] of beginnings.with(bytes.readUInt16BE(at)))
      if (isAt(bytes, at, beginning)) yield [at, kind];
}

function isAt(bytes: Buffer, at: number, beginning: Buffer): boolean {
  for (let nth = 2; nth < beginning.length; nth += 1) if (bytes[at + nth] !== beginning[nth]) return false;
  return true;
}

/** What archives begin with, by the first two bytes. */
class Beginnings {
  readonly #marked: Uint8Array = new Uint8Array(1 << 16);
  readonly #byPair = new Map<number, [Buffer, ArchiveKind][]>();

  constructor() {
    for (const kind of kinds)
      for (const beginning of kind.beginnings) {
        const bytes = Buffer.from(beginning, 'latin1');
        const pair = bytes.readUInt16BE(0);
        this.#marked[pair] = 1;
        this.#byPair.set(pair, [...this.with(pair), [bytes, kind]]);
      }
  }

  /** Where the next two bytes are with which one begins; -1 where there are none. */
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

  with(pair: number): readonly [Buffer, ArchiveKind][] {
    return this.#byPair.get(pair) ?? [];
  }
}

let beginnings: Beginnings | undefined;
