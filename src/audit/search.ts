import { createHash } from 'node:crypto';
import { rules } from '../rules/index.ts';
import { hasNoFindings } from '../scan/collect.ts';
import { type Change, type BatchPrefilter, type Version } from '../prefilter/batch.ts';
import { MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { narrow } from '../scan/load-prefilter.ts';
import { readObjects } from '../git/cat-file.ts';
import { commitTexts } from '../git/commit-text.ts';
import { extractTexts } from '../decode/extract-texts.ts';
import { changeFrom } from './common-text.ts';
import type { Slice } from './families.ts';
import { isDividable, regionsOf } from './regions.ts';
import { idOf, KINDS, type Kind, type SharedObjects } from './object-list.ts';

/** The objects to be searched, as threads share them. */
export interface SharedOrder {
  readonly objects: SharedObjects;
  /** The numbers of the objects, by delta family. */
  readonly order: Uint32Array;
}

/** A text, by its number, and its id in hexadecimal. */
interface Text {
  readonly number: number;
  readonly object: string;
  readonly kind: Kind;
}

/** What tells that a text holds nothing. */
export interface Judge {
  readonly sieve: BatchPrefilter;
  /** Whether there is nothing in parts of a text, whatever its name. */
  readonly hasNoFindings: (text: Buffer, parts: readonly Buffer[]) => Promise<boolean>;
  /** The texts that came last, with which others may be compared. */
  readonly recent: RecentTexts;
}

export async function makeJudge(now: Date): Promise<Judge> {
  const narrowing = await narrow();
  // what is new in a history is new in many files, and comes and goes
  const known = new Map<string, boolean>();
  const isNothing = async (part: Buffer): Promise<boolean> => {
    const hash = createHash('sha256').update(part).digest('base64');
    const answer =
      known.get(hash) ?? (await hasNoFindings([part], { unfold: extractTexts, rules, now }, narrowing));
    known.set(hash, answer);
    return answer;
  };
  return {
    sieve: narrowing.sieve,
    async hasNoFindings(text, parts) {
      for (const part of piecesOf(text, parts)) if (!(await isNothing(part))) return false;
      return true;
    },
    recent: new RecentTexts(),
  };
}

/** Parts that take more than this are judged region by region: versions of a text have most regions in common. */
const MUCH = 8192;

/** The regions of a text that are in some parts of it, where these are much; else the parts. */
function piecesOf(text: Buffer, parts: readonly Buffer[]): readonly Buffer[] {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  if (size < MUCH || !isDividable(text)) return parts;
  const stretches = parts.map(({ byteOffset, length }) => {
    const start = byteOffset - text.byteOffset;
    return { start, end: start + length };
  });
  // one character for each byte
  return regionsOf(text.toString('latin1'))
    .filter(({ start, end }) => stretches.some((part) => part.start < end && start < part.end))
    .map(({ from, to }) => text.subarray(from, to));
}

/** Texts that came a short time ago, as far as there is room for them. */
export class RecentTexts {
  /** By number, the oldest first. */
  readonly #texts = new Map<number, { readonly of: Text; readonly bytes: Buffer }>();
  #size = 0;

  add(of: Text, bytes: Buffer): void {
    this.#texts.set(of.number, { of, bytes });
    this.#size += bytes.length + OVERHEAD;
    for (const [number, oldest] of this.#texts) {
      if (this.#size <= RECENT_BYTES || number === of.number) return;
      this.#texts.delete(number);
      this.#size -= oldest.bytes.length + OVERHEAD;
    }
  }

  get(number: number): { readonly of: Text; readonly bytes: Buffer } | undefined {
    return this.#texts.get(number);
  }
}

const RECENT_BYTES = 8 * 1024 * 1024;
/** What one takes beside its bytes. */
const OVERHEAD = 256;

/**
 * Searches a slice of the objects through a git of its own. Very large objects are left to whoever looks at all of a text.
 *
 * @returns the numbers of those that hold nothing, unless a name tells something, as they become known
 * @throws AppError when git does not give what it announced
 */
export async function* searchSlice(
  directory: string,
  { objects, order }: SharedOrder,
  { from, to }: Slice,
  judge: Judge,
): AsyncGenerator<number[]> {
  const wanted: Text[] = [];
  for (const number of order.subarray(from, to))
    if ((objects.sizes[number] as number) <= MAX_BUFFERED_BYTES)
      wanted.push({ number, object: idOf(objects, number), kind: kindOf(objects, number) });
  let versions: Version<Text>[] = [];
  let size = 0;
  for await (const some of readObjects(directory, wanted)) {
    for (const [text, bytes] of some) {
      if (!Buffer.isBuffer(bytes)) continue;
      versions.push(...versionsOf(text, bytes, objects, judge));
      size += bytes.length;
    }
    if (size < ENOUGH && versions.length < MANY) continue;
    yield await emptyOf(versions, judge);
    [versions, size] = [[], 0];
  }
  yield await emptyOf(versions, judge);
}

/** So many bytes, or texts, are worth being searched together. */
const [ENOUGH, MANY] = [512 * 1024, 2000] as const;

function kindOf({ kinds }: SharedObjects, number: number): Kind {
  return KINDS[kinds[number] as number] ?? 'blob';
}

/** A file beside the one that git stores it as a delta of; of a commit or tag its two texts, as nothing else of it is looked at. */
function versionsOf(of: Text, bytes: Buffer, objects: SharedObjects, { recent }: Judge): Version<Text>[] {
  if (of.kind !== 'blob')
    return commitTexts(bytes).map((text) => ({ of, size: text.bytes.length, read: readerOf(text.bytes) }));
  const base = recent.get(objects.bases[of.number] as number);
  recent.add(of, bytes);
  const version = { of, size: bytes.length, read: readerOf(bytes) };
  if (base === undefined) return [version];
  return [{ ...version, base: base.of, change: changeWhenAsked(base.bytes, bytes) }];
}

function readerOf(bytes: Buffer): Version['read'] {
  return (start, end) => bytes.subarray(start, end);
}

/** Most texts are too short to be compared. */
function changeWhenAsked(base: Buffer, text: Buffer): Change {
  let known: Change | undefined;
  const change = () => (known ??= changeFrom(base, text));
  return { changed: (near) => change().changed(near), same: () => change().same() };
}

/** Of some texts the numbers of those that hold nothing. */
async function emptyOf(versions: readonly Version<Text>[], judge: Judge): Promise<number[]> {
  const all = new Set<number>();
  const full = new Set<number>();
  let count = 0;
  for (const [{ of, size, read }, narrowed] of judge.sieve.ofVersions(versions)) {
    count += 1;
    all.add(of.number);
    // of what cannot be narrowed all is looked at
    const text = read(0, size);
    if (await judge.hasNoFindings(text, narrowed?.parts ?? [text])) narrowed?.proved();
    else full.add(of.number);
  }
  return count === versions.length ? [...all].filter((number) => !full.has(number)) : [];
}
