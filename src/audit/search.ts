import { createHash } from 'node:crypto';
import { rules } from '../rules/index.ts';
import { hasNoFindings } from '../scan/collect.ts';
import { type Difference, type BatchPrefilter, type Version } from '../prefilter/batch.ts';
import { MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { loadPrefilter } from '../scan/load-prefilter.ts';
import { readObjects } from '../git/cat-file.ts';
import { commitTexts } from '../git/commit-text.ts';
import { extractTexts } from '../decode/extract-texts.ts';
import { FIRST_CHARACTERS } from '../shared/fragment.ts';
import { nameColumns } from '../rules/evidence/columns.ts';
import { changeFrom } from './common-text.ts';
import type { Slice } from './families.ts';
import { isDividable, regionsOf } from './regions.ts';
import { idOf, KINDS, type Kind, type SharedObjects } from './object-list.ts';

/** The objects to search, in memory that threads share. */
export interface SharedOrder {
  readonly objects: SharedObjects;
  /** The numbers of the objects, by delta family. */
  readonly order: Uint32Array;
}

/** An object that contains text: its number and its ID in hexadecimal. */
interface Text {
  readonly number: number;
  readonly object: string;
  readonly kind: Kind;
}

/** Finds texts without findings. */
export interface Searcher {
  readonly prefilter: BatchPrefilter;
  /** True if a text, or only the given parts of it, contains no findings under any path. */
  readonly hasNoFindings: (text: Buffer, parts: readonly Buffer[] | undefined) => Promise<boolean>;
  /** The texts of the most recent objects, which may be delta bases of the next ones. */
  readonly recent: RecentTexts;
}

export async function makeSearcher(now: Date): Promise<Searcher> {
  const prefilter = await loadPrefilter();
  // the same part often occurs in many files and versions
  const known = new Map<string, boolean>();
  const isClean = async (part: Buffer): Promise<boolean> => {
    const hash = createHash('sha256').update(part).digest('base64');
    const result =
      known.get(hash) ?? (await hasNoFindings([part], { unfold: extractTexts, rules, now }, prefilter));
    known.set(hash, result);
    return result;
  };
  return {
    prefilter: prefilter.batch,
    async hasNoFindings(text, parts) {
      for (const part of await piecesOf(text, parts)) if (!(await isClean(part))) return false;
      return true;
    },
    recent: new RecentTexts(),
  };
}

/** Larger parts are searched region by region, because versions of a text have most regions in common. */
const MIN_REGION_BYTES = 8192;

/**
 * Returns the regions of a text that overlap the given parts of it, or the parts themselves if they are small.
 *
 * @param some undefined if the whole text is to be searched
 */
async function piecesOf(text: Buffer, some: readonly Buffer[] | undefined): Promise<readonly Buffer[]> {
  const parts = some ?? [text];
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  if (size < MIN_REGION_BYTES || !isDividable(text)) return parts;
  // a region has no column names
  if (some === undefined && (await startsTable(text))) return parts;
  const ranges = parts.map(({ byteOffset, length }) => {
    const start = byteOffset - text.byteOffset;
    return { start, end: start + length };
  });
  // one character per byte
  return regionsOf(text.toString('latin1'))
    .filter(({ start, end }) => ranges.some((part) => part.start < end && start < part.end))
    .map(({ from, to }) => text.subarray(from, to));
}

/** True if the first lines of a text, in any encoding, may be a header with column names. */
async function startsTable(text: Buffer): Promise<boolean> {
  for await (const part of extractTexts('', text.subarray(0, ENCODED_SIZE * FIRST_CHARACTERS)))
    if ('reason' in part || nameColumns(part.text)) return true;
  return false;
}

/** The maximum number of bytes that an encoded character takes. */
const ENCODED_SIZE = 8;

/** The most recent texts, up to a number of bytes. */
export class RecentTexts {
  /** The texts by number, oldest first. */
  readonly #texts = new Map<number, { readonly of: Text; readonly bytes: Buffer }>();
  #size = 0;

  add(of: Text, bytes: Buffer): void {
    this.#texts.set(of.number, { of, bytes });
    this.#size += bytes.length + OVERHEAD_BYTES;
    for (const [number, oldest] of this.#texts) {
      if (this.#size <= RECENT_BYTES || number === of.number) return;
      this.#texts.delete(number);
      this.#size -= oldest.bytes.length + OVERHEAD_BYTES;
    }
  }

  get(number: number): { readonly of: Text; readonly bytes: Buffer } | undefined {
    return this.#texts.get(number);
  }
}

const RECENT_BYTES = 8 * 1024 * 1024;
/** The memory that a text needs in addition to its bytes. */
const OVERHEAD_BYTES = 256;

/**
 * Searches a slice of the objects with a separate git process. Very large objects are left to the full scan.
 *
 * @returns the numbers of the objects without findings, except for findings that depend on a path
 * @throws AppError if git does not return the listed objects
 */
export async function* searchSlice(
  directory: string,
  { objects, order }: SharedOrder,
  { from, to }: Slice,
  searcher: Searcher,
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
      versions.push(...versionsOf(text, bytes, objects, searcher));
      size += bytes.length;
    }
    if (size < MIN_BATCH_BYTES && versions.length < MIN_BATCH_TEXTS) continue;
    yield await cleanOf(versions, searcher);
    [versions, size] = [[], 0];
  }
  yield await cleanOf(versions, searcher);
}

/** The limits of a batch of texts that are searched together; the first one reached ends the batch. */
const MIN_BATCH_BYTES = 512 * 1024;
const MIN_BATCH_TEXTS = 2000;

function kindOf({ kinds }: SharedObjects, number: number): Kind {
  return KINDS[kinds[number] as number] ?? 'blob';
}

/** Returns a file with its delta base, or the two texts of a commit or tag that are scanned. */
function versionsOf(of: Text, bytes: Buffer, objects: SharedObjects, { recent }: Searcher): Version<Text>[] {
  if (of.kind !== 'blob')
    return commitTexts(bytes).map((text) => ({ of, size: text.bytes.length, read: readerOf(text.bytes) }));
  const base = recent.get(objects.bases[of.number] as number);
  recent.add(of, bytes);
  const version = { of, size: bytes.length, read: readerOf(bytes) };
  if (base === undefined) return [version];
  return [{ ...version, base: base.of, change: lazyChange(base.bytes, bytes) }];
}

function readerOf(bytes: Buffer): Version['read'] {
  return (start, end) => bytes.subarray(start, end);
}

/** Compares two texts when needed; most texts are too short for it. */
function lazyChange(base: Buffer, text: Buffer): Difference {
  let known: Difference | undefined;
  const change = () => (known ??= changeFrom(base, text));
  return { changed: (near) => change().changed(near), same: () => change().same() };
}

/** Returns the numbers of the texts without findings. */
async function cleanOf(versions: readonly Version<Text>[], searcher: Searcher): Promise<number[]> {
  const all = new Set<number>();
  const suspects = new Set<number>();
  let count = 0;
  for (const [{ of, size, read }, regions] of searcher.prefilter.ofVersions(versions)) {
    count += 1;
    all.add(of.number);
    // without candidate regions, the whole text is searched
    if (await searcher.hasNoFindings(read(0, size), regions?.parts)) regions?.proved();
    else suspects.add(of.number);
  }
  return count === versions.length ? [...all].filter((number) => !suspects.has(number)) : [];
}
