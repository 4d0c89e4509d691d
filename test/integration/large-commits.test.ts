import { createHash } from 'node:crypto';
import { chmodSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Repository } from '../helpers/repository.ts';
import { keyward, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** The places in a text report. It counts no lines, so the scan reads as little as in a hook. */
function places(repository: Repository): string[] {
  const { stdout } = keyward(repository, ['scan', '--format', 'sarif']);
  interface Location {
    physicalLocation: {
      artifactLocation: { uri: string };
      region: { startLine: number; startColumn: number };
    };
  }
  const { runs } = JSON.parse(stdout) as { runs: { results: { locations: Location[] }[] }[] };
  return runs.flatMap(({ results }) =>
    results.flatMap(({ locations }) =>
      locations.map(({ physicalLocation: { artifactLocation, region } }) =>
        // a file name has no line
        [decodeURIComponent(artifactLocation.uri), region?.startLine ?? 1, region?.startColumn ?? 1].join(
          ':',
        ),
      ),
    ),
  );
}

test('finds every key in a commit of many new files, and nothing else', { timeout: 120_000 }, () => {
  const keys: string[] = [];
  const key = () => keys[keys.push(`${sample.accessKeyId()}\n`) - 1] ?? '';
  const repository = Repository.create();
  for (let nth = 0; nth < 600; nth += 1)
    repository.write(`plain/${nth}.txt`, `diff --git a/${nth} b/x\n${nth}\n`);
  const telling: Record<string, string | Buffer> = {
    '-n.txt': key(),
    'a\nb.txt': `x\n${key()}`,
    'credentials/aws_secret_access_key': `\n${sample.secretAccessKey()}`,
    'index 0000000..1111111': key(),
    'nul.bin': `\0\n${key()}`,
    'plain/100 too.txt': `\r\n${key()}`,
    'sp ace.txt': key().trimEnd(),
    'we"ird.txt': key(),
    'z/latin1.txt': Buffer.from(`\xe4\n${key()}`, 'latin1'),
    '鍵.txt': `--- a/x\n+++ b/x\n@@ -1 +1 @@\n${key()}`,
    // longer than the buffer for a patch
    'long/first.txt': `${'a b c d\n'.repeat(5_000_000)}${key()}`,
    'long/last.txt': 'a b c d\n'.repeat(5_000_000),
  };
  for (const [path, content] of Object.entries(telling)) repository.write(path, content);
  repository.write('empty.txt', '').write(`${sample.accessKeyId()}.pem`, 'x\n');
  symlinkSync(sample.accessKeyId(), join(repository.directory, 'link'));
  const content = key();
  const kept = createHash('sha256').update(content).digest('hex');
  repository.write('kept.bin', `version https://git-lfs.github.com/spec/v1\noid sha256:${kept}\nsize 21\n`);
  repository.write(`.git/lfs/objects/${kept.slice(0, 2)}/${kept.slice(2, 4)}/${kept}`, content);
  repository.git('add', '--all');
  repository.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},sub`);
  // some of them packed
  repository.pack('plain/1.txt', 'we"ird.txt');
  const counted = scanJson(repository);
  expect(counted.report.findings.length).toBe(14);
  // the same order without counting lines
  expect(places(repository)).toEqual(
    counted.report.findings.map(({ path, line, column }) => `${path}:${line}:${column}`),
  );
  repository.commit();
  repository.git('mv', 'plain', 'moved');
  for (let nth = 0; nth < 600; nth += 1) repository.write(`more/${nth}.txt`, `${nth}\n`);
  repository.stage('more/599.txt', key()).stage('-n.txt', `x\n${key()}`).git('add', '--all');
  expect(places(repository)).toEqual(['-n.txt:2:1', 'more/599.txt:1:1']);
  repository.commit();
  // old lines are not reported when a file is edited elsewhere
  for (let nth = 0; nth < 600; nth += 1) repository.write(`more/${nth}.txt`, `${nth}\nedited\n`);
  repository.write('-n.txt', `x\n${keys.at(-1) ?? ''}y\n`).stage('more/5.txt', `5\n${key()}`);
  repository.git('add', '--all');
  expect(places(repository)).toEqual(['more/5.txt:2:1']);
});

describe('blocks because of a damaged loose object', () => {
  const text = `${sample.accessKeyId()}\n`;
  test.each<[string, (file: string) => void]>([
    ['truncated', (file) => truncateSync(file, 12)],
    ['empty', (file) => truncateSync(file, 0)],
    ['not compressed', (file) => writeFileSync(file, text)],
    ['longer than its header says', (file) => writeFileSync(file, deflateSync('blob 1\0x\n'))],
    ['without a header', (file) => writeFileSync(file, deflateSync('x\n'))],
  ])('%s', (_, damage) => {
    const repository = Repository.create();
    for (let nth = 0; nth < 600; nth += 1) repository.write(`plain/${nth}.txt`, `${nth}\n`);
    repository.stage('a.txt', text).git('add', '--all');
    const id = repository.git('rev-parse', ':a.txt').trim();
    const file = join(repository.directory, '.git', 'objects', id.slice(0, 2), id.slice(2));
    chmodSync(file, 0o644);
    damage(file);
    expect(keyward(repository, ['hook', 'pre-commit'])).toMatchObject({ code: 2 });
  });
});
