import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Version } from '../../core/source.ts';
import type { GitClient } from '../../git/client.ts';
import type { Sifter, StoredText } from '../../git/inventory.ts';
import { PackFile, type SharedPack } from '../../git/pack-file.ts';
import { Packs } from '../../git/packs.ts';
import { Flow } from '../../git/stream.ts';
import { readTexts, type SomeTexts } from '../../git/texts.ts';
import { type Judge, sift, type Sifted, siftPacked } from './sift.ts';

/** The texts of a history, as threads share them. */
export interface SharedTexts {
  readonly packs: readonly SharedPack[];
  /** One behind the other, and how long each is, in bytes. */
  readonly ids: Uint8Array;
  readonly idLength: number;
  /** The place of each one's kind in {@link KINDS}. */
  readonly kinds: Uint8Array;
}

/** Some of the texts: the number of the first one, and the one behind the last. */
export interface Order {
  readonly from: number;
  readonly to: number;
}

const KINDS = ['blob', 'commit', 'tag'] as const;

/** Some of the texts that threads share. */
export function textsIn({ ids, idLength, kinds }: SharedTexts, { from, to }: Order): StoredText[] {
  const bytes = Buffer.from(ids.buffer, ids.byteOffset, ids.length);
  return Array.from({ length: to - from }, (_, nth) => ({
    object: bytes.toString('hex', (from + nth) * idLength, (from + nth + 1) * idLength),
    kind: KINDS[kinds[from + nth] ?? 0] ?? 'blob',
  }));
}

function shared(texts: readonly StoredText[], packs: readonly SharedPack[]): SharedTexts {
  const idLength = (texts[0]?.object.length ?? 0) / 2;
  const ids = Buffer.from(new SharedArrayBuffer(texts.length * idLength));
  const kinds = new Uint8Array(new SharedArrayBuffer(texts.length));
  for (const [nth, { object, kind }] of texts.entries()) {
    ids.write(object, nth * idLength, 'hex');
    kinds[nth] = KINDS.indexOf(kind);
  }
  return { packs, ids, idLength, kinds };
}

export interface SiftOptions extends Judge {
  readonly now: Date;
  /** Told of objects in which there is nothing, unless a name tells something. */
  readonly proved: (objects: readonly string[]) => void;
  /** Told now and then how many of how many were looked at. */
  readonly report: (looked: number, all: number) => void;
  readonly stopped: AbortSignal;
}

/** Finds the many texts of a history in which there is nothing; in very many, with all that the machine has. */
export class HistorySifter implements Sifter {
  readonly #git: GitClient;
  readonly #options: SiftOptions;
  #packs: readonly SharedPack[] = [];
  #threads: SiftThread[] = [];

  constructor(git: GitClient, options: SiftOptions) {
    this.#git = git;
    this.#options = options;
  }

  begin(packs: readonly PackFile[], objects: number): void {
    this.#packs = packs.map((file) => file.shared);
    // about as many are trees, which are no texts; and a thread takes its time until it has begun
    this.#threads = startThreads(this.#options.now, othersFor(objects / 2));
  }

  async sift(texts: readonly StoredText[], failed: AbortSignal): Promise<void> {
    if (texts.length < MANY) return;
    const stopped = AbortSignal.any([failed, this.#options.stopped]);
    const left = await this.#siftPacked(texts, stopped);
    for await (const some of readTexts(this.#git.directory, left)) {
      stopped.throwIfAborted();
      const empty: string[] = [];
      for await (const { version, isEmpty } of sift(versionsOf(some), this.#options))
        if (isEmpty) empty.push(version.of.object);
      this.#options.proved(empty);
    }
  }

  end(): void {
    for (const thread of this.#threads) thread.end();
  }

  /** @returns those that were not looked at */
  async #siftPacked(texts: readonly StoredText[], stopped: AbortSignal): Promise<StoredText[]> {
    const { proved, report } = this.#options;
    const threads = this.#threads;
    for (const thread of threads.splice(othersFor(texts.length))) thread.end();
    if (threads.length > 0) {
      const all = shared(texts, this.#packs);
      for (const thread of threads) thread.begin(all);
    }
    const orders = ordersFor(texts.length);
    const left: StoredText[] = [];
    let looked = 0;
    const done = ({ empty, missing }: Sifted, { from, to }: Order) => {
      proved(empty.flatMap((nth) => texts[from + nth]?.object ?? []));
      looked += to - from;
      report(looked, texts.length);
      left.push(...missing.flatMap((nth) => texts[from + nth] ?? []));
      stopped.throwIfAborted();
    };
    const packs = new Packs<StoredText>(this.#packs.map((each) => PackFile.open(each)));
    const flow = new Flow();
    const rest = async (bytes: number) => {
      flow.add(bytes);
      await new Promise(setImmediate);
      stopped.throwIfAborted();
    };
    const here = async () => {
      for (let order = orders.shift(); order !== undefined; order = orders.shift())
        done(await siftPacked(texts.slice(order.from, order.to), packs, this.#options, rest), order);
    };
    const there = async (thread: SiftThread) => {
      for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
        done(await thread.sift(order), order);
        if (thread.hasEnded) return;
      }
    };
    const work = [here(), ...threads.map(there)];
    try {
      await Promise.all(work);
    } finally {
      orders.length = 0;
      this.end();
      await Promise.allSettled(work);
      packs.close();
      flow.end();
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
  const most = texts < 20_000 ? 0 : texts < 60_000 ? 1 : texts < 100_000 ? 0 : 3;
  return Math.min(availableParallelism() - 1, most);
}

/** Each some of the texts. */
function ordersFor(count: number): Order[] {
  return Array.from({ length: Math.ceil(count / AT_ONCE) }, (_, nth) => ({
    from: nth * AT_ONCE,
    to: Math.min((nth + 1) * AT_ONCE, count),
  }));
}

const AT_ONCE = 2000;

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
  #answer: ((sifted: Sifted | undefined) => void) | undefined;
  #hasEnded = false;

  constructor(now: Date) {
    this.#worker = new Worker(join(__dirname, 'sift-worker.cjs'), { workerData: now });
    const end = () => {
      this.#hasEnded = true;
      this.#answer?.(undefined);
    };
    this.#worker.on('message', (sifted: Sifted) => this.#answer?.(sifted));
    this.#worker.on('error', end).on('exit', end);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  begin(texts: SharedTexts): void {
    this.#tell(texts);
  }

  /** @returns what it says of them; where it ends before it does, that it has looked at none */
  async sift(order: Order): Promise<Sifted> {
    const answer = await new Promise<Sifted | undefined>((resolve) => {
      this.#answer = resolve;
      if (this.#hasEnded) resolve(undefined);
      this.#tell(order);
    });
    if (answer !== undefined) return answer;
    return { empty: [], missing: Array.from({ length: order.to - order.from }, (_, nth) => nth) };
  }

  end(): void {
    void this.#worker.terminate();
  }

  #tell(message: SharedTexts | Order): void {
    // oxlint-disable-next-line require-post-message-target-origin -- it is no window
    this.#worker.postMessage(message);
  }
}

function* versionsOf({ bytes, starts, ends, of }: SomeTexts<StoredText>): Generator<Version<StoredText>> {
  for (const [nth, each] of of.entries()) {
    const [begin, stop] = [starts[nth] ?? 0, ends[nth] ?? 0];
    const read = (start: number, end: number) => bytes.subarray(begin + start, begin + end);
    yield { of: each, size: stop - begin, read };
  }
}
