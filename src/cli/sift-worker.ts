import { parentPort, workerData } from 'node:worker_threads';
import { Packs } from '../git/packs.ts';
import { makeJudge, siftPacked } from './jobs/sift.ts';
import { type Order, type SharedTexts, textsIn } from './jobs/sift-threads.ts';

/** A thread that sifts some of the texts of a history, as it is told which. */
async function run(port: NonNullable<typeof parentPort>, shared: SharedTexts): Promise<void> {
  const judge = await makeJudge(shared.now);
  const packs = new Packs<ReturnType<typeof textsIn>[number]>(shared.folder, shared.idLength);
  port.on('message', (order: Order) => {
    void siftPacked(textsIn(shared, order), packs, judge).then((sifted) => port.postMessage(sifted));
  });
}

if (parentPort !== null) void run(parentPort, workerData as SharedTexts);
