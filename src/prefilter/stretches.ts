import { isUtf8 } from 'node:buffer';
import { EVIDENCE_CHARACTERS, EVIDENCE_LINES } from '../core/fragment.ts';
import { MESSAGE_PATH, type SourceItem } from '../core/source.ts';
import {
  type Change,
  changeOf,
  hitsBehind,
  type Stretch,
  type Version,
  type Versions,
  windowAround,
} from './versions.ts';
import { isTelling, learn } from './names.ts';
import { isWalkable } from './walk.ts';
import { walkerFor } from './walkers.ts';

/** A text, and the names in which evidence may stand as well. */
type Named = Pick<SourceItem, 'path' | 'inside' | 'bytes'>;

/** What has to be looked at of a text. */
export interface Narrowed {
  readonly parts: readonly Buffer[];
  /** To be called when there is nothing in any of them: the next version of the text then takes less. */
  proved(): void;
}

/**
 * The parts of texts outside which there is nothing to find: around each byte at which an expression of the prefilter is
 * complete, as far as evidence may be away and as a value takes to be told. Of another version of a text in which there was
 * nothing, only those that are not the same.
 *
 * @param versions of texts in which there was nothing, by their names
 * @returns for each text, in order and as it is asked for; nothing for one of which that cannot be said, so that all of it
 *   has to be looked at
 */
export function* narrowed(
  texts: readonly Named[],
  versions?: Versions,
): Generator<Narrowed | undefined, void, void> {
  // what is empty has nothing that a name could tell more of
  learn(texts.filter(({ bytes }) => !Buffer.isBuffer(bytes) || bytes.length > 0).map(({ path }) => path));
  let group: Plan[] = [];
  const keys = new Set<string>();
  for (const text of texts) {
    const key = versions === undefined ? undefined : keyOf(text);
    // it may be a version of one that has not been proved yet
    if (key !== undefined && keys.has(key)) {
      yield* settled(group, versions);
      group = [];
      keys.clear();
    }
    if (key !== undefined) keys.add(key);
    group.push(planOf(text, key, key === undefined ? undefined : versions?.get(key)));
  }
  yield* settled(group, versions);
}

/** What versions of a text have in common: the name. Messages all have one, and nothing else in common. */
function keyOf({ path, inside }: Named): string | undefined {
  if (path === MESSAGE_PATH) return undefined;
  return inside === undefined ? path : `${path}\0${inside}`;
}

/** How a text is to be narrowed. */
interface Plan {
  readonly key: string | undefined;
  readonly bytes: Buffer;
  readonly change?: Change | undefined;
  readonly old: readonly Stretch[];
  /** What has to be walked through; nothing where all of the text has to be looked at, or it is known. */
  readonly window: Stretch | undefined;
  readonly isKnown?: true;
}

function planOf(
  { path, inside = '', bytes }: Named,
  key: string | undefined,
  version: Version | undefined,
): Plan {
  // what comes in pieces is not gone through twice
  if (!Buffer.isBuffer(bytes)) return { key, bytes: NO_BYTES, old: [], window: undefined };
  const plan = { key, bytes, old: version?.hits ?? [] };
  if (bytes.length === 0) return { ...plan, window: undefined, isKnown: true };
  if (version?.bytes.equals(bytes) === true) return { ...plan, window: undefined, isKnown: true };
  // what a zero byte means depends on more than what stands around it, as in an archive
  if (!isWalkable() || bytes.includes(0) || !isUtf8(bytes) || isTelling(path) || isTelling(inside))
    return { ...plan, window: undefined };
  const change = version && changeOf(version.bytes, bytes);
  return { ...plan, change, window: change ? windowAround(change, bytes) : { start: 0, end: bytes.length } };
}

function* settled(group: readonly Plan[], versions: Versions | undefined): Generator<Narrowed | undefined> {
  const windows = group.flatMap(({ bytes, window }) =>
    window === undefined
      ? []
      : [window.end - window.start === bytes.length ? bytes : bytes.subarray(window.start, window.end)],
  );
  const walked = hitsIn(windows).values();
  for (const plan of group) {
    const within = plan.window && walked.next().value;
    if (within !== undefined) yield partsOf(plan, within, versions);
    else yield plan.isKnown ? KNOWN : undefined;
  }
}

const NO_BYTES = Buffer.alloc(0);

const KNOWN: Narrowed = { parts: [], proved: () => undefined };

function partsOf(plan: Plan, within: readonly Stretch[], versions: Versions | undefined): Narrowed {
  const { key, bytes, change } = plan;
  const hits = change === undefined ? within : hitsBehind(plan.old, within, { ...change, ...plan.window });
  const stretches = hits.map(({ start, end }) => ({ start: before(bytes, start), end: behind(bytes, end) }));
  const news =
    change === undefined
      ? stretches
      : stretches.filter(({ start, end }) => start <= change.end && end >= change.start);
  return {
    parts: merged(news).map(({ start, end }) => bytes.subarray(start, end)),
    proved: () => {
      if (key !== undefined) versions?.set(key, { bytes, hits });
    },
  };
}

function hitsIn(texts: readonly Buffer[]): (readonly Stretch[] | undefined)[] {
  if (texts.length === 0) return [];
  const walked = walkerFor('texts').walk(texts);
  return texts.map((_, nth) => (walked?.[nth]?.isFar === false ? walked[nth]?.hits : undefined));
}

const LINE_FEED = 10;

/** How many lines around a hit are looked at: more than those in which the prefilter of the hook looks for hits. */
const LINES = 2 * EVIDENCE_LINES;

/** And how many bytes, where lines are long: evidence, and as much of a value as tells it. */
const REACH = EVIDENCE_CHARACTERS + 4096;

function before(bytes: Buffer, hit: number): number {
  const floor = Math.max(hit - REACH, 0);
  let start = hit;
  for (let lines = 0; lines <= LINES; lines += 1) {
    const end = start === 0 ? -1 : bytes.lastIndexOf(LINE_FEED, start - 1);
    if (end < floor) return wordBefore(bytes, floor);
    start = end;
  }
  return wordBefore(bytes, start);
}

function behind(bytes: Buffer, hit: number): number {
  const ceiling = Math.min(hit + REACH, bytes.length);
  let end = hit;
  for (let lines = 0; lines <= LINES; lines += 1) {
    const next = bytes.indexOf(LINE_FEED, end + 1);
    if (next === -1 || next > ceiling) return wordBehind(bytes, ceiling);
    end = next;
  }
  return wordBehind(bytes, end);
}

/** Not in the middle of what may be base64, nor of a character. */
function wordBefore(bytes: Buffer, start: number): number {
  let at = start;
  while (at > 0 && isPart(bytes[at - 1])) at -= 1;
  return at;
}

function wordBehind(bytes: Buffer, end: number): number {
  let at = end;
  while (at < bytes.length && isPart(bytes[at])) at += 1;
  return at;
}

function isPart(byte = 0): boolean {
  return byte > 0x7f || PARTS[byte] === 1;
}

const PARTS = new Uint8Array(128);
for (let byte = 0; byte < 128; byte += 1) PARTS[byte] = Number(/[\w+/=-]/.test(String.fromCharCode(byte)));

function merged(stretches: readonly Stretch[]): readonly Stretch[] {
  const apart: { start: number; end: number }[] = [];
  for (const { start, end } of stretches) {
    const last = apart.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else apart.push({ start, end });
  }
  return apart;
}
