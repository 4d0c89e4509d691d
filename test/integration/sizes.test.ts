import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

describe('size', () => {
  test('300 MB in one file, in less than 300 MB of memory', () => {
    const repository = Repository.create();
    repository.git('config', 'core.compression', '1');
    const line = '2026-01-01T00:00:00Z INFO served GET /api/v1/items in 12 ms, worker 7\n';
    const lines = Math.ceil(300_000_000 / line.length);
    repository.stage(
      'big.log',
      Buffer.concat([Buffer.alloc(lines * line.length, line), Buffer.from(`${sample.accessKeyId()}\n`)]),
    );
    const peak = join(temporaryFolder(), 'peak');
    const watch = join(temporaryFolder(), 'watch.cjs');
    // what the kernel counts as a peak holds the parent's memory, too
    writeFileSync(
      watch,
      `let peak = 0;
       setInterval(() => { peak = Math.max(peak, process.memoryUsage.rss()); }, 10).unref();
       process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(peak)}, String(peak)));`,
    );
    const { stdout } = repository.run(process.execPath, [
      '--require',
      watch,
      CLI,
      'scan',
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      complete: true,
      findings: [{ path: 'big.log', line: lines + 1, column: 1 }],
    });
    const bytes = Number(readFileSync(peak, 'utf8'));
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(300_000_000);
  });

  test('20,000 staged files', () => {
    const repository = Repository.create();
    const write = (input: string) =>
      repository.run('git', ['hash-object', '-w', '--stdin'], { input }).stdout.trim();
    const [clean, leak] = [write('clean\n'), write(`x\n${sample.accessKeyId()}\n`)];
    const entries = Array.from(
      { length: 20_000 },
      (_, at) => `100644 ${at === 12_345 ? leak : clean}\tdir${at % 100}/file ${at}.txt\n`,
    );
    repository.run('git', ['update-index', '--index-info'], { input: entries.join('') });
    const { report } = scanJson(repository);
    expect(report).toMatchObject({
      scanned: { files: 20_000 },
      findings: [{ path: 'dir45/file 12345.txt', line: 2 }],
    });
  });
});
