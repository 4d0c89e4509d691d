import { parentPort, workerData } from 'node:worker_threads';
import { PackFile } from '../git/packs/pack-file.ts';
import { Packs } from '../git/packs/packs.ts';
import { makeJudge, siftPacked } from './scans/sift.ts';
import { type Order, type SharedTexts, textsIn } from './scans/sift-threads.ts';

/** A thread that is given the texts of a history, and then sifts some of them, as it is told which. */
function run(port: NonNullable<typeof parentPort>, now: Date): void {
  // one order after the other
  let last = makeJudge(now);
  port.once('message', ({ packs: shared, texts }: SharedTexts) => {
    const packs = new Packs(shared.map((each) => PackFile.open(each)));
    port.on('message', (order: Order) => {
      last = last.then(async (judge) => {
        port.postMessage(await siftPacked(textsIn(texts, order), packs, judge));
        return judge;
      });
    });
  });
}

if (parentPort !== null) run(parentPort, workerData as Date);
