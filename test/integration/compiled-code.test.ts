import {
  chmodSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import Module from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** A copy of the package that has not run yet. */
class Package {
  readonly folder: string = join(temporaryFolder(), 'dist');
  readonly compiled: string = join(this.folder, 'compiled');
  readonly key: string = sample.accessKeyId();
  readonly #repository = Repository.create()
    .stage('a.txt', 'x\n')
    .commit()
    .stage('a.txt', `id = ${this.key}\n`);

  constructor() {
    cpSync(dirname(CLI), this.folder, { recursive: true, preserveTimestamps: true });
    rmSync(this.compiled, { recursive: true, force: true });
  }

  /** Scans a change with a finding. */
  scan(): { readonly code: number | null; readonly stdout: string; readonly stderr: string } {
    return this.#repository.run(process.execPath, this.#words);
  }

  /** Starts a scan that waits for its input. */
  start(): ChildProcess {
    return spawn(process.execPath, [join(this.folder, 'cli.cjs'), 'scan', '--stdin'], { stdio: 'pipe' });
  }

  /** Scans it several times at once, and returns the exit codes. */
  scanAtOnce(count: number): string {
    const one = `"$0" "$@" >/dev/null; echo $?`;
    const all = `for each in ${'x '.repeat(count)}; do { ${one}; } & done; wait`;
    return this.#repository.run('sh', ['-c', all, process.execPath, ...this.#words]).stdout;
  }

  get #words(): string[] {
    return [join(this.folder, 'cli.cjs'), 'hook', 'pre-commit', '--'];
  }

  /** The kept files, each with the time of its last change. */
  kept(): string[] {
    return readdirSync(this.compiled).map((name) => `${name} ${statSync(join(this.compiled, name)).mtimeMs}`);
  }

  damage(change: (bytes: Buffer) => Buffer): void {
    for (const name of readdirSync(this.compiled)) {
      const file = join(this.compiled, name);
      writeFileSync(file, change(readFileSync(file)));
    }
  }
}

// Node 22.1 and newer keep compiled code themselves
describe.skipIf('enableCompileCache' in Module)('compiled code', () => {
  test('is kept by the first scan, and used by the next one', () => {
    const its = new Package();
    expect(its.scan().code).toBe(1);
    const kept = its.kept();
    expect(kept.map((name) => name.replace(/-.*/, ''))).toEqual([
      'en.cjs',
      'finding.cjs',
      'scan.cjs',
      'start.cjs',
    ]);
    expect(its.scan().code).toBe(1);
    expect(its.kept()).toEqual(kept);
    for (const name of readdirSync(its.compiled))
      expect(readFileSync(join(its.compiled, name)).includes(its.key), name).toBe(false);
  });

  // after some seconds, V8 has forgotten most of what it compiled
  test('is kept while a program is still running', async () => {
    const its = new Package();
    const running = its.start();
    await vi.waitFor(() => expect(its.kept().join()).toContain('start.cjs'), { timeout: 20_000 });
    expect(running.exitCode).toBeNull();
    running.stdin?.end();
    await once(running, 'exit');
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['of which one bit has changed', (bytes) => bytes.fill((bytes[5000] ?? 0) ^ 1, 5000, 5001)],
    ['with a page of zeros', (bytes) => bytes.fill(0, 4096, 8192)],
    ['that was cut', (bytes) => bytes.subarray(0, 5000)],
    ['that is empty', () => Buffer.alloc(0)],
    ['of another program', () => Buffer.from('text\n'.repeat(100))],
  ])('%s is compiled again', (_, change) => {
    const its = new Package();
    its.scan();
    its.damage(change);
    const damaged = its.kept();
    expect(its.scan()).toMatchObject({ code: 1, stdout: expect.stringContaining('commit blocked') });
    for (const file of its.kept()) expect(damaged).not.toContain(file);
  });

  test('is not used for another file of the same length and time', () => {
    const its = new Package();
    its.scan();
    const file = join(its.folder, 'cli', 'en.cjs');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('commit blocked', 'commit stopped'));
    utimesSync(file, atime, mtime);
    expect(its.scan().stdout).toContain('commit stopped');
  });

  test('is not used if others may have written it', () => {
    const its = new Package();
    its.scan();
    for (const name of readdirSync(its.compiled)) chmodSync(join(its.compiled, name), 0o666);
    const kept = its.kept();
    expect(its.scan().code).toBe(1);
    for (const file of its.kept()) expect(kept).not.toContain(file);
    for (const name of readdirSync(its.compiled))
      expect(statSync(join(its.compiled, name)).mode & 0o777, name).toBe(0o644);
  });
});

test('a package that nobody may write in works as well', () => {
  const its = new Package();
  writeFileSync(its.compiled, '');
  expect(its.scan()).toMatchObject({ code: 1, stderr: '' });
  expect(its.scan()).toMatchObject({ code: 1, stderr: '' });
  expect(readFileSync(its.compiled, 'utf8')).toBe('');
});

test('scans at the same time leave no unfinished file', () => {
  const its = new Package();
  expect(its.scanAtOnce(4)).toBe('1\n'.repeat(4));
  expect(its.kept().filter((name) => /\.\d+ /.test(name))).toEqual([]);
  expect(its.scan().code).toBe(1);
});
