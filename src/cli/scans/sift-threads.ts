import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Version } from '../../prefilter/batch.ts';
import type { GitClient } from '../../git/git.ts';
import type { Sifter } from '../../git/inventory.ts';
import { KINDS, type ObjectTable } from '../../git/object-table.ts';
import type { SharedPack } from '../../git/packs/pack-file.ts';
import type { Packed, Packs } from '../../git/packs/packs.ts';
import { readTexts, type SomeTexts } from '../../git/texts.ts';
import { type Judge, sift, type Sifted, siftPacked, type StoredText } from './sift.ts';

/** A text in a pack. */
export interface PackedText extends StoredText, Packed {}

/** The texts of a history, as threads share them: of each four numbers, the third one the place of its kind in {@link KINDS}. */
export interface SharedTexts {
  readonly packs: readonly SharedPack[];
  readonly texts: Uint32Array;
}

/** Some of the texts: which is the first one, and which the one behind the last. */
export interface Order {
  readonly from: number;
  readonly to: number;
}

/** Some of the texts that threads share. */
export function textsIn(texts: Uint32Array, { from, to }: Order): PackedText[] {
  return Array.from({ length: to - from }, (_, nth) => {
    const at = 4 * (from + nth);
    const [number, pack, place] = [texts[at] as number, texts[at + 1] as number, texts[at + 3] as number];
    return { number, pack, place, kind: KINDS[texts[at + 2] as number] ?? 'blob' };
  });
}

/** Those that are in packs, and the others. */
function packed(
  numbers: Uint32Array,
  objects: ObjectTable,
): { readonly texts: Uint32Array; readonly others: number[] } {
  const texts = new Uint32Array(new SharedArrayBuffer(16 * numbers.length));
  const others: number[] = [];
  let at = 0;
  for (const number of numbers) {
    const pack = objects.packOf(number);
    if (pack === -1) others.push(number);
    else {
      texts[at] = number;
      texts[at + 1] = pack;
      texts[at + 2] = KINDS.indexOf(objects.kindOf(number));
      texts[at + 3] = objects.placeOf(number);
      at += 4;
    }
  }
  return { texts: texts.subarray(0, at), others };
}

export interface SiftOptions {
  readonly now: Date;
  /** Told of objects in which there is nothing, unless a name tells something. */
  readonly proved: (objects: readonly number[]) => void;
  /** Told now and then how many of how many were looked at. */
  readonly report: (looked: number, all: number) => void;
  readonly stopped: AbortSignal;
}

/** Finds the many texts of a history in which there is nothing; in very many, with all that the machine has. */
export class HistorySifter implements Sifter {
  readonly #git: GitClient;
  readonly #options: SiftOptions;
  readonly #judge: () => Promise<Judge>;
  readonly #threads: SiftThread[];

  /** @param objects about how many there are to look at */
  constructor(git: GitClient, judge: () => Promise<Judge>, options: SiftOptions, objects: number) {
    this.#git = git;
    this.#judge = judge;
    this.#options = options;
    // a thread takes its time until it has begun; some of the objects are trees, and fewer may turn out to do
    this.#threads = startThreads(options.now, othersFor(objects));
  }

  async sift(
    texts: Uint32Array,
    objects: ObjectTable,
    packs: Packs,
    free: Promise<void>,
    failed: AbortSignal,
  ): Promise<void> {
    if (texts.length < MANY) return;
    const stopped = AbortSignal.any([failed, this.#options.stopped]);
    const { texts: inPacks, others } = packed(texts, objects);
    const missing = await this.#siftPacked(inPacks, packs, free, stopped);
    const left = [...others, ...missing].map((number) => objects.at(number));
    const judge = await this.#judge();
    for await (const some of readTexts(this.#git.directory, left)) {
      stopped.throwIfAborted();
      const { empty } = await sift(versionsOf(some), judge);
      this.#options.proved(empty);
    }
  }

  /** To be called when it is not needed any more. */
  end(): void {
    for (const thread of this.#threads) thread.end();
  }

  /** @returns those that were not looked at */
  async #siftPacked(
    texts: Uint32Array,
    packs: Packs,
    free: Promise<void>,
    stopped: AbortSignal,
  ): Promise<number[]> {
    const { proved, report } = this.#options;
    const count = texts.length / 4;
    const threads = this.#threads;
    for (const thread of threads.splice(othersFor(count))) thread.end();
    for (const thread of threads) thread.begin({ packs: packs.shared, texts });
    const orders = ordersFor(count);
    const left: number[] = [];
    let looked = 0;
    const done = ({ empty, missing }: Sifted, { from, to }: Order) => {
      proved(empty);
      looked += to - from;
      report(looked, count);
      left.push(...missing);
      stopped.throwIfAborted();
    };
    const rest = async () => {
      await new Promise(setImmediate);
      stopped.throwIfAborted();
    };
    const here = async () => {
      const judge = await this.#judge();
      await free;
      for (let order = orders.shift(); order !== undefined; order = orders.shift())
        done(await siftPacked(textsIn(texts, order), packs, judge, rest), order);
    };
    const there = async (thread: SiftThread) => {
      for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
        const answer = await thread.sift(order);
        const missing = answer ? answer.missing : textsIn(texts, order).map(({ number }) => number);
        done({ empty: answer?.empty ?? [], missing }, order);
        if (thread.hasEnded) return;
      }
    };
    // each has its next order at hand
    const work = [...threads, ...threads].map(there).concat(here());
    try {
      await Promise.all(work);
    } finally {
      orders.length = 0;
      this.end();
      await Promise.allSettled(work);
    }
    return left;
  }
}

/** So many are worth a look that most need not go beyond. */
const MANY = 500;

/**
 * How many other threads are worth their start and their memory, which is 40 to 90 MB each: not where an audit would come to
 * take more than 300 MB, but where it does that in any case.
 */
function othersFor(texts: number): number {
  const most = texts < 20_000 ? 0 : texts < 100_000 ? 1 : 3;
  return Math.min(availableParallelism() - 1, most);
}

/** Each some of the texts. */
function ordersFor(count: number): Order[] {
  return Array.from({ length: Math.ceil(count / AT_ONCE) }, (_, nth) => ({
    from: nth * AT_ONCE,
    to: Math.min((nth + 1) * AT_ONCE, count),
  }));
}

const AT_ONCE = 1000;

function startThreads(now: Date, count: number): SiftThread[] {
  const threads: SiftThread[] = [];
  try {
    while (threads.length < count) threads.push(new SiftThread(now));
  } catch {
    // with fewer it takes longer
  }
  return threads;
}

/** Another thread that sifts, some of the texts at a time. */
class SiftThread {
  readonly #worker: Worker;
  /** Who waits for an answer, the longest first. */
  readonly #waiting: ((sifted: Sifted | undefined) => void)[] = [];
  #hasEnded = false;

  constructor(now: Date) {
    this.#worker = new Worker(join(__dirname, 'sift-worker.cjs'), { workerData: now });
    const end = () => {
      this.#hasEnded = true;
      for (const answer of this.#waiting.splice(0)) answer(undefined);
    };
    this.#worker.on('message', (sifted: Sifted) => this.#waiting.shift()?.(sifted));
    this.#worker.on('error', end).on('exit', end);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  begin(texts: SharedTexts): void {
    this.#tell(texts);
  }

  /** @returns what it says of them, unless it ends before it does */
  sift(order: Order): Promise<Sifted | undefined> {
    return new Promise((resolve) => {
      if (this.#hasEnded) return resolve(undefined);
      this.#waiting.push(resolve);
      this.#tell(order);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }

  #tell(message: SharedTexts | Order): void {
    // oxlint-disable-next-line require-post-message-target-origin -- it is no window
    this.#worker.postMessage(message);
  }
}

function* versionsOf<T extends StoredText>(some: SomeTexts<T>): Generator<Version<T>> {
  const { bytes, starts, ends, of } = some;
  for (const [nth, each] of of.entries()) {
    const [begin, stop] = [starts[nth] ?? 0, ends[nth] ?? 0];
    const read = (start: number, end: number) => bytes.subarray(begin + start, begin + end);
    yield { of: each, size: stop - begin, read };
  }
}
