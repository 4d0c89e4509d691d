import { expect, test } from 'vitest';
import { CleanObjects } from '../../src/audit/clean-cache.ts';
import { auditRepository } from '../../src/audit/run-audit.ts';
import { NO_POLICY } from '../../src/policy/policy.ts';
import { GitClient } from '../../src/git/git.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Enough objects for more than one thread. */
const COUNT = 20_100;

/** Returns an environment that runs code before the program, which may replace `Worker`. `log` exists if it was used. */
function preload(code: string): { env: Record<string, string>; log: string } {
  const folder = temporaryFolder();
  const [file, log] = [join(folder, 'preload.cjs'), join(folder, 'log')];
  writeFileSync(
    file,
    `const threads = require('node:worker_threads');
     const { writeFileSync } = require('node:fs');
     const { Worker } = threads;
     const used = () => writeFileSync(${JSON.stringify(log)}, '');
     if (threads.isMainThread) { ${code} }`,
  );
  return { env: { NODE_OPTIONS: `--require ${JSON.stringify(file)}` }, log };
}

const WAYS = {
  'with several threads':
    'threads.Worker = class extends Worker { constructor(...given) { super(...given); used(); } };',
  'with threads that exit':
    'threads.Worker = class extends Worker { postMessage(order) { used(); this.terminate(); } };',
  'with threads that fail':
    'threads.Worker = class extends Worker { constructor(file, { workerData }) { used(); super(file, { workerData: { ...workerData, ids: null } }); } };',
  'without threads': "threads.Worker = class { constructor() { used(); throw new Error('none'); } };",
};

/** Creates a repository with many blobs of one line, some of which contain a key. */
function repositoryOf(count: number, keys: readonly number[]): Repository {
  const repository = Repository.create();
  const blobs = Array.from({ length: count }, (_, index) => {
    const blob = keys.includes(index) ? `id = ${sample.accessKeyId()}\n` : `${index}\n`;
    return `blob\ndata ${blob.length}\n${blob}\n`;
  });
  repository.run('git', ['fast-import', '--quiet'], { input: blobs.join('') });
  return repository;
}

test('finds every key in very many objects, even if threads exit', { timeout: 180_000 }, () => {
  const keys = [0, 5000, COUNT / 2, COUNT - 1];
  const repository = repositoryOf(COUNT, keys);
  for (const [name, code] of Object.entries(WAYS)) {
    // without the cache of the previous run
    rmSync(join(repository.directory, '.git', 'keyward'), { recursive: true, force: true });
    const { env, log } = preload(code);
    const { code: exit, stdout, output } = keyward(repository, ['audit', '--format', 'json'], { env });
    expect(exit, `${name}: ${output.slice(0, 500)}`).toBe(1);
    const report = JSON.parse(stdout) as { secrets: object[]; scanned: { objects: number } };
    expect(report.secrets.length, name).toBe(keys.length);
    expect(report.scanned.objects, name).toBe(COUNT);
    // with one processor there are no threads
    expect(existsSync(log), name).toBe(availableParallelism() > 1);
  }
});

test('an interrupted audit ends, and the next one continues from there', async () => {
  const repository = repositoryOf(9000, [10, 8990]);
  const git = new GitClient(repository.directory);
  const now = new Date();
  const read = () => CleanObjects.read(`${repository.directory}/.git`, 'test');
  const stop = new AbortController();
  const reported: number[] = [];
  const progress = (stopAt: number) => ({
    report: (done: number, all: number) => {
      reported.push(done);
      expect(done).toBeLessThanOrEqual(all);
      if (done >= stopAt) stop.abort(new Error('interrupted'));
    },
    saved: () => undefined,
    signal: stop.signal,
  });
  await expect(
    auditRepository(git, { policy: NO_POLICY, now, clean: await read(), progress: progress(4000) }),
  ).rejects.toThrow('interrupted');
  expect(reported.length).toBeGreaterThan(1);
  const known = await read();
  const kept = readFileSync(`${repository.directory}/.git/keyward/clean-objects`);
  const clean = (kept.length - kept.indexOf('\n') - 1) / 20;
  expect(clean).toBeGreaterThan(3000);
  expect(clean).toBeLessThan(8998);
  const whole = { ...progress(Infinity), signal: new AbortController().signal };
  const { secrets } = await auditRepository(git, { policy: NO_POLICY, now, clean: known, progress: whole });
  expect(secrets.length).toBe(2);
});
