import { expect, test } from 'vitest';
import { sample } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** More than one thread looks through. */
const COUNT = 100_100;

/** How the program is to find the threads of its Node: `Worker` may be replaced, and `log` says that it was asked for. */
function preload(code: string): { env: Record<string, string>; log: string } {
  const folder = temporaryFolder();
  const [file, log] = [join(folder, 'preload.cjs'), join(folder, 'log')];
  writeFileSync(
    file,
    `const threads = require('node:worker_threads');
     const { writeFileSync } = require('node:fs');
     const { Worker } = threads;
     const asked = () => writeFileSync(${JSON.stringify(log)}, '');
     if (threads.isMainThread) { ${code} }`,
  );
  return { env: { NODE_OPTIONS: `--require ${JSON.stringify(file)}` }, log };
}

const WAYS = {
  'by several threads':
    'threads.Worker = class extends Worker { constructor(...given) { super(...given); asked(); } };',
  'by threads that end':
    'threads.Worker = class extends Worker { postMessage(order) { asked(); this.terminate(); } };',
  'by threads that fail':
    'threads.Worker = class extends Worker { constructor(file, { workerData }) { asked(); super(file, { workerData: { ...workerData, ids: null } }); } };',
  'where there are no threads':
    "threads.Worker = class { constructor() { asked(); throw new Error('none'); } };",
};

test('very many objects: every key is found, also where threads end', { timeout: 180_000 }, () => {
  const repository = Repository.create();
  const keys = [0, 5000, COUNT / 2, COUNT - 1].map((at): [number, string] => [at, sample.accessKeyId()]);
  const text = new Map(keys.map(([at, key]) => [at, `id = ${key}\n`]));
  const blobs = Array.from({ length: COUNT }, (_, nth) => {
    const blob = text.get(nth) ?? `${nth}\n`;
    return `blob\ndata ${blob.length}\n${blob}\n`;
  });
  repository.run('git', ['fast-import', '--quiet'], { input: blobs.join('') });
  for (const [name, code] of Object.entries(WAYS)) {
    // nothing is known from the one before
    rmSync(join(repository.directory, '.git', 'keyward'), { recursive: true, force: true });
    const { env, log } = preload(code);
    const { code: exit, stdout, output } = keyward(repository, ['audit', '--format', 'json'], { env });
    expect(exit, `${name}: ${output.slice(0, 500)}`).toBe(1);
    const report = JSON.parse(stdout) as { secrets: object[]; scanned: { objects: number } };
    expect(report.secrets.length, name).toBe(keys.length);
    expect(report.scanned.objects, name).toBe(COUNT);
    // where there is one processor, nobody else
    expect(existsSync(log), name).toBe(availableParallelism() > 1);
  }
});
