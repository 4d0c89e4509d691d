import { expect, test } from 'vitest';
import { CleanObjects } from '../../src/audit/clean-cache.ts';
import { auditRepository } from '../../src/audit/run-audit.ts';
import { EMPTY_ALLOWLIST } from '../../src/policy/allowlist.ts';
import { DEFAULT_SETTINGS } from '../../src/policy/settings.ts';
import { GitClient } from '../../src/git/git.ts';
import { sample } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** More than one thread looks through. */
const COUNT = 20_100;

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

/** A repository of many files of one line, of which some hold a key. */
function repositoryOf(count: number, keys: readonly number[]): Repository {
  const repository = Repository.create();
  const blobs = Array.from({ length: count }, (_, nth) => {
    const blob = keys.includes(nth) ? `id = ${sample.accessKeyId()}\n` : `${nth}\n`;
    return `blob\ndata ${blob.length}\n${blob}\n`;
  });
  repository.run('git', ['fast-import', '--quiet'], { input: blobs.join('') });
  return repository;
}

test('very many objects: every key is found, also where threads end', { timeout: 180_000 }, () => {
  const keys = [0, 5000, COUNT / 2, COUNT - 1];
  const repository = repositoryOf(COUNT, keys);
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

test('an audit that is interrupted ends, and the next one goes on from there', async () => {
  const repository = repositoryOf(9000, [10, 8990]);
  const git = new GitClient(repository.directory);
  const policy = { allowlist: EMPTY_ALLOWLIST, settings: DEFAULT_SETTINGS };
  const read = () => CleanObjects.read(`${repository.directory}/.git`, 'test');
  const stop = new AbortController();
  const told: number[] = [];
  const progress = (stopAt: number) => ({
    report: (done: number, all: number) => {
      told.push(done);
      expect(done).toBeLessThanOrEqual(all);
      if (done >= stopAt) stop.abort(new Error('interrupted'));
    },
    saved: () => undefined,
    signal: stop.signal,
  });
  await expect(auditRepository(git, policy, new Date(), await read(), progress(4000))).rejects.toThrow(
    'interrupted',
  );
  expect(told.length).toBeGreaterThan(1);
  const known = await read();
  const kept = readFileSync(`${repository.directory}/.git/keyward/clean-objects`);
  const clean = (kept.length - kept.indexOf('\n') - 1) / 20;
  expect(clean).toBeGreaterThan(3000);
  expect(clean).toBeLessThan(8998);
  const whole = { ...progress(Infinity), signal: new AbortController().signal };
  const { secrets } = await auditRepository(git, policy, new Date(), known, whole);
  expect(secrets.length).toBe(2);
});
