import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { GitClient } from '../git/git.ts';
import { byFamily, type Slice, slicesOf } from './families.ts';
import type { Search } from './inventory.ts';
import type { ObjectList } from './object-list.ts';
import { makeJudge, searchSlice, type SharedOrder } from './search.ts';

export interface SearchOptions {
  readonly now: Date;
  /** Whether there may be enough to do for several threads. */
  readonly usesThreads: boolean;
  /** Told of objects that hold nothing, unless a name tells something. */
  readonly proved: (objects: readonly number[]) => void;
  /** Told now and then how many of how many were looked at. */
  readonly report: (looked: number, all: number) => void;
  readonly stopped: AbortSignal;
}

/** Finds the many texts of a history that hold nothing; in a long history with all that the machine has. */
export class HistorySearch implements Search {
  readonly #git: GitClient;
  readonly #options: SearchOptions;
  readonly #threads: SearchThread[] = [];
  #isEnded = false;

  constructor(git: GitClient, options: SearchOptions) {
    this.#git = git;
    this.#options = options;
  }

  /** A thread takes its time until it has begun. */
  expect(objects: number): void {
    const { usesThreads, now } = this.#options;
    const count = usesThreads && !this.#isEnded ? othersFor(objects) : 0;
    try {
      while (this.#threads.length < count)
        this.#threads.push(new SearchThread({ directory: this.#git.directory, now }));
    } catch {
      // with fewer it takes longer
      this.#isEnded = true;
    }
  }

  async search(texts: Uint32Array, { shared: objects }: ObjectList, failed: AbortSignal): Promise<void> {
    if (texts.length < MANY) return;
    const { proved, report, now, stopped } = this.#options;
    const shared = { objects, order: byFamily(objects, texts) };
    const slices = slicesOf(objects, shared.order);
    for (const thread of this.#threads) thread.begin(shared);
    let looked = 0;
    const take = (empty: readonly number[]) => {
      proved(empty);
      failed.throwIfAborted();
      stopped.throwIfAborted();
    };
    const done = ({ from, to }: Slice) => {
      looked += to - from;
      report(looked, texts.length);
      stopped.throwIfAborted();
    };
    const here = async () => {
      const judge = await makeJudge(now);
      for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
        for await (const empty of searchSlice(this.#git.directory, shared, slice, judge)) take(empty);
        done(slice);
      }
    };
    const there = async (thread: SearchThread) => {
      for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
        // what a thread that ends has not looked at is looked at whole
        await thread.search(slice, take);
        done(slice);
        if (thread.hasEnded) return;
      }
    };
    // each has its next slice at hand
    const work = [...this.#threads, ...this.#threads].map(there).concat(here());
    try {
      await Promise.all(work);
    } finally {
      slices.length = 0;
      this.end();
      await Promise.allSettled(work);
    }
  }

  /** To be called when it is not needed any more. */
  end(): void {
    this.#isEnded = true;
    for (const thread of this.#threads.splice(0)) thread.end();
  }
}

/** So many are worth a look that most need not go beyond. */
const MANY = 500;

/**
 * How many other threads are worth their start and their memory, which is 40 to 90 MB each: not where an audit would come to
 * take more than 300 MB, but where it does that in any case.
 */
function othersFor(objects: number): number {
  const most = objects < 20_000 ? 0 : objects < 200_000 ? 1 : 3;
  return Math.min(availableParallelism() - 1, most);
}

/** What a thread is started with. */
export interface ThreadData {
  readonly directory: string;
  readonly now: Date;
}

/** What a thread says of a slice, as it goes on. */
export interface ThreadAnswer {
  readonly empty?: readonly number[];
  readonly isDone?: true;
}

interface Waiting {
  readonly take: (empty: readonly number[]) => void;
  readonly done: (error?: unknown) => void;
}

/** Another thread that searches, a slice at a time. */
class SearchThread {
  readonly #worker: Worker;
  /** Who waits for an answer, the longest first. */
  readonly #waiting: Waiting[] = [];
  #hasEnded = false;

  constructor(data: ThreadData) {
    this.#worker = new Worker(join(__dirname, 'audit-worker.cjs'), { workerData: data });
    const end = () => {
      this.#hasEnded = true;
      for (const { done } of this.#waiting.splice(0)) done();
    };
    this.#worker.on('message', (answer: ThreadAnswer) => this.#hear(answer));
    this.#worker.on('error', end).on('exit', end);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  begin(shared: SharedOrder): void {
    this.#tell(shared);
  }

  /**
   * @param take is told what holds nothing, as it becomes known
   * @returns when it is done with the slice, or when the thread ends
   */
  search(slice: Slice, take: Waiting['take']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) return resolve();
      const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      this.#waiting.push({ take, done });
      this.#tell(slice);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }

  #hear({ empty = [], isDone }: ThreadAnswer): void {
    const waiting = this.#waiting[0];
    if (waiting === undefined) return;
    try {
      waiting.take(empty);
    } catch (error) {
      waiting.done(error);
    }
    if (isDone !== true) return;
    this.#waiting.shift();
    waiting.done();
  }

  #tell(message: SharedOrder | Slice): void {
    // oxlint-disable-next-line require-post-message-target-origin -- it is no window
    this.#worker.postMessage(message);
  }
}
