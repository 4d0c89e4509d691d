import { createHash } from 'node:crypto';
import { rules } from '../../rules/index.ts';
import { hasNoFindings } from '../../scan/scan.ts';
import type { BatchPrefilter, Version } from '../../prefilter/batch.ts';
import type { Kind } from '../../git/object-table.ts';
import type { Packed, Packs } from '../../git/packs/packs.ts';
import { commitTexts } from '../../git/commit-text.ts';
import { extractTexts } from '../../decode/extract-texts.ts';
import { narrow } from '../load-prefilter.ts';

/** A text, by its number. */
export interface StoredText {
  readonly number: number;
  readonly kind: Kind;
}

/** What tells in which texts there is nothing. */
export interface Judge {
  readonly sieve: BatchPrefilter;
  /** Whether there is nothing in parts of a text, whatever its name. */
  readonly hasNoFindings: (parts: readonly Buffer[]) => Promise<boolean>;
}

export async function makeJudge(now: Date): Promise<Judge> {
  const narrowing = await narrow();
  // what is new in a history is new in many files, and comes and goes
  const known = new Set<string>();
  return {
    sieve: narrowing.sieve,
    async hasNoFindings(parts) {
      for (const part of parts) {
        const hash = createHash('sha256').update(part).digest('base64');
        if (known.has(hash)) continue;
        if (!(await hasNoFindings([part], { extractTexts, rules, now }, narrowing))) return false;
        known.add(hash);
      }
      return true;
    },
  };
}

/** What was found out of some texts, by their numbers. */
export interface Sifted {
  /** Those in which there is nothing, unless a name tells something. */
  readonly empty: number[];
  /** Those that were not looked at. */
  readonly missing: number[];
}

/**
 * Looks at texts at less cost than looking at each.
 *
 * @param rest is called now and then
 */
export async function sift<T extends StoredText>(
  versions: Iterable<Version<T>>,
  judge: Judge,
  rest?: () => Promise<void>,
): Promise<{ readonly empty: number[]; readonly looked: ReadonlySet<T> }> {
  const full = new Set<number>();
  // a commit or tag comes in two texts: of these only one came so far
  const halves = new Set<T>();
  const looked = new Set<T>();
  let bytes = 0;
  for (const [version, narrowed] of judge.sieve.ofVersions(spoken(versions))) {
    const parts = narrowed?.parts ?? wholeOf(version);
    looked.add(version.of);
    if (version.of.kind !== 'blob' && !halves.delete(version.of)) halves.add(version.of);
    // most hold nothing, and must not wait
    if (parts !== undefined && (parts.length === 0 || (await judge.hasNoFindings(parts)))) narrowed?.proved();
    else full.add(version.of.number);
    bytes += version.size;
    if (rest === undefined || bytes < MUCH) continue;
    await rest();
    bytes = 0;
  }
  for (const { number } of halves) full.add(number);
  const empty = Array.from(looked, ({ number }) => number).filter((number) => !full.has(number));
  return { empty, looked };
}

/** In bytes. */
const MUCH = 256 * 1024;

/** As {@link sift}, of texts that git has packed. */
export async function siftPacked<T extends StoredText & Packed>(
  texts: readonly T[],
  packs: Packs,
  judge: Judge,
  rest?: () => Promise<void>,
): Promise<Sifted> {
  const { empty, looked } = await sift(packs.texts(texts), judge, rest);
  const missing = looked.size === texts.length ? [] : texts.filter((text) => !looked.has(text));
  return { empty, missing: missing.map(({ number }) => number) };
}

/** Nothing where it cannot be read again: git says why. */
function wholeOf({ size, read }: Version): readonly Buffer[] | undefined {
  try {
    return [read(0, size)];
  } catch {
    return undefined;
  }
}

/** Of commits and tags the two texts that they hold, as nothing else of them is looked at. */
function* spoken<T extends StoredText>(versions: Iterable<Version<T>>): Generator<Version<T>> {
  for (const version of versions) {
    const { of, size, read } = version;
    if (of.kind === 'blob') yield version;
    else {
      for (const { bytes } of commitTexts(read(0, size)))
        yield { of, size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
    }
  }
}
