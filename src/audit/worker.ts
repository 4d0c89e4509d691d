import { parentPort, workerData } from 'node:worker_threads';
import { makeSearcher, searchSlice, type SharedOrder } from './search.ts';
import type { ThreadAnswer, ThreadData } from './search-threads.ts';
import type { Slice } from './families.ts';

/** The entry point of a search thread: receives the objects of a history, then searches the requested slices. */
function run(port: NonNullable<typeof parentPort>, { directory, now }: ThreadData): void {
  // searches one slice at a time
  let last = makeSearcher(now);
  port.once('message', (shared: SharedOrder) => {
    port.on('message', (slice: Slice) => {
      last = last.then(async (searcher) => {
        const send = (answer: ThreadAnswer) => port.postMessage(answer);
        try {
          for await (const clean of searchSlice(directory, shared, slice, searcher)) send({ clean });
          send({ isDone: true });
        } catch {
          // these objects count as unknown; the full scan of them reports the error
          send({ isDone: true });
        }
        return searcher;
      });
    });
  });
}

if (parentPort !== null) run(parentPort, workerData as ThreadData);
