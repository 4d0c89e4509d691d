import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { GitClient } from '../git/git.ts';
import { byDeltaFamily, type Slice, slicesOf } from './families.ts';
import type { Search } from './inventory.ts';
import type { ObjectList } from './object-list.ts';
import { makeSearcher, searchSlice, type SharedOrder } from './search.ts';

export interface SearchOptions {
  readonly now: Date;
  /** True if there may be enough objects for several threads. */
  readonly usesThreads: boolean;
  /** Called with objects without findings, except for findings that depend on a path. */
  readonly foundClean: (objects: readonly number[]) => void;
  /** Called now and then with the number of searched objects. */
  readonly report: (searched: number, all: number) => void;
  readonly stopped: AbortSignal;
}

/** Finds the many texts of a history that contain no findings. In a long history it uses several threads. */
export class HistorySearch implements Search {
  readonly #git: GitClient;
  readonly #options: SearchOptions;
  readonly #threads: SearchThread[] = [];
  #isEnded = false;

  constructor(git: GitClient, options: SearchOptions) {
    this.#git = git;
    this.#options = options;
  }

  /** Starts threads early, because starting takes a while. */
  expect(objects: number): void {
    const { usesThreads, now } = this.#options;
    const count = usesThreads && !this.#isEnded ? threadsFor(objects) : 0;
    try {
      while (this.#threads.length < count)
        this.#threads.push(new SearchThread({ directory: this.#git.directory, now }));
    } catch {
      // continue with fewer threads
      this.#isEnded = true;
    }
  }

  async search(texts: Uint32Array, { shared: objects }: ObjectList, failed: AbortSignal): Promise<void> {
    if (texts.length < MIN_TEXTS) return;
    const { foundClean, report, now, stopped } = this.#options;
    const shared = { objects, order: byDeltaFamily(objects, texts) };
    const slices = slicesOf(objects, shared.order);
    for (const thread of this.#threads) thread.begin(shared);
    let searched = 0;
    const take = (clean: readonly number[]) => {
      foundClean(clean);
      failed.throwIfAborted();
      stopped.throwIfAborted();
    };
    const done = ({ from, to }: Slice) => {
      searched += to - from;
      report(searched, texts.length);
      stopped.throwIfAborted();
    };
    const searchHere = async () => {
      const searcher = await makeSearcher(now);
      for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
        for await (const clean of searchSlice(this.#git.directory, shared, slice, searcher)) take(clean);
        done(slice);
      }
    };
    const searchIn = async (thread: SearchThread) => {
      for (let slice = slices.shift(); slice !== undefined; slice = slices.shift()) {
        // objects that a thread has not searched when it ends get a full scan
        await thread.search(slice, take);
        done(slice);
        if (thread.hasEnded) return;
      }
    };
    // each thread gets two slices, so it does not wait for the next one
    const work = [...this.#threads, ...this.#threads].map(searchIn).concat(searchHere());
    try {
      await Promise.all(work);
    } finally {
      slices.length = 0;
      this.end();
      await Promise.allSettled(work);
    }
  }

  /** Ends the threads. */
  end(): void {
    this.#isEnded = true;
    for (const thread of this.#threads.splice(0)) thread.end();
  }
}

/** The minimum number of texts for which the search saves time. */
const MIN_TEXTS = 500;

/**
 * Returns the number of additional threads. Each needs time to start and 40 to 90 MB of memory, so they are only used where
 * the audit stays below 300 MB, or exceeds that anyway.
 */
function threadsFor(objects: number): number {
  const maxThreads = objects < 20_000 ? 0 : objects < 200_000 ? 1 : 3;
  return Math.min(availableParallelism() - 1, maxThreads);
}

/** The data that a thread starts with. */
export interface ThreadData {
  readonly directory: string;
  readonly now: Date;
}

/** A message from a thread about its current slice. */
export interface ThreadAnswer {
  readonly clean?: readonly number[];
  readonly isDone?: true;
}

interface Waiting {
  readonly take: (clean: readonly number[]) => void;
  readonly done: (error?: unknown) => void;
}

/** An additional thread that searches one slice at a time. */
class SearchThread {
  readonly #worker: Worker;
  /** The callers that wait for a result, oldest first. */
  readonly #waiting: Waiting[] = [];
  #hasEnded = false;

  constructor(data: ThreadData) {
    this.#worker = new Worker(join(__dirname, 'audit-worker.cjs'), { workerData: data });
    const end = () => {
      this.#hasEnded = true;
      for (const { done } of this.#waiting.splice(0)) done();
    };
    this.#worker.on('message', (answer: ThreadAnswer) => this.#receive(answer));
    this.#worker.on('error', end).on('exit', end);
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  begin(shared: SharedOrder): void {
    this.#send(shared);
  }

  /**
   * Searches a slice. Resolves when the slice is done, or when the thread ends.
   *
   * @param take called with objects without findings
   */
  search(slice: Slice, take: Waiting['take']): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#hasEnded) return resolve();
      const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
      this.#waiting.push({ take, done });
      this.#send(slice);
    });
  }

  end(): void {
    void this.#worker.terminate();
  }

  #receive({ clean = [], isDone }: ThreadAnswer): void {
    const waiting = this.#waiting[0];
    if (waiting === undefined) return;
    try {
      waiting.take(clean);
    } catch (error) {
      waiting.done(error);
    }
    if (isDone !== true) return;
    this.#waiting.shift();
    waiting.done();
  }

  #send(message: SharedOrder | Slice): void {
    // oxlint-disable-next-line require-post-message-target-origin -- a worker is not a window
    this.#worker.postMessage(message);
  }
}
