import { parentPort, workerData } from 'node:worker_threads';
import { makeJudge, searchSlice, type SharedOrder } from './search.ts';
import type { ThreadAnswer, ThreadData } from './search-threads.ts';
import type { Slice } from './families.ts';

/** A thread that is given the objects of a history, and then searches slices of them, as it is told which. */
function run(port: NonNullable<typeof parentPort>, { directory, now }: ThreadData): void {
  // one slice after the other
  let last = makeJudge(now);
  port.once('message', (shared: SharedOrder) => {
    port.on('message', (slice: Slice) => {
      last = last.then(async (judge) => {
        const tell = (answer: ThreadAnswer) => port.postMessage(answer);
        try {
          for await (const empty of searchSlice(directory, shared, slice, judge)) tell({ empty });
          tell({ isDone: true });
        } catch {
          // whoever looks at all of these objects says what is wrong
          tell({ isDone: true });
        }
        return judge;
      });
    });
  });
}

if (parentPort !== null) run(parentPort, workerData as ThreadData);
