import { expect, test } from 'vitest';
import { textFrom } from '../../src/git/git-process.ts';
import { audit, line } from '../helpers/audit.ts';
import { Repository } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** Without a limit they would take days. */
const LONG = { timeout: 300_000 };

/** A commit whose folders name one another: each of some levels has the next one below it ten times. */
function bomb(text: string, levels: number): Repository {
  const repository = Repository.create().stage('README', 'x\n').commit();
  const write = (command: string[], input: string) => repository.run('git', command, { input }).stdout.trim();
  let entry = `100644 blob ${write(['hash-object', '-w', '--stdin'], text)}`;
  for (let level = 0; level < levels; level += 1) {
    const entries = Array.from({ length: 10 }, (_, index) => `${entry}\tf${index}\n`);
    entry = `040000 tree ${write(['mktree'], entries.join(''))}`;
  }
  const tree = entry.split(' ')[2] ?? '';
  const commit = repository.git('commit-tree', '-p', 'HEAD', '-m', 'bomb', tree).trim();
  repository.git('update-ref', 'refs/heads/bomb', commit);
  return repository;
}

test('an audit of more paths than can be listed ends, says so, and ends with 2 each time', LONG, () => {
  const repository = bomb('x\n', 8);
  for (let round = 0; round < 2; round += 1) {
    const { code, output } = audit(repository);
    expect(output).toContain('not every file name could be checked');
    expect(output).toContain('One path that was not checked: f');
    expect(code).toBe(2);
  }
});

test('a key in a file with more paths than can be listed is found, with a commit that has it', LONG, () => {
  const repository = bomb(line(), 8);
  repository.git('repack', '-adq');
  const { code, stdout } = audit(repository, '--format', 'json');
  expect(code).toBe(1);
  const report = JSON.parse(stdout) as {
    complete: boolean;
    scanned: { limits: string[] };
    findings: { path: string; commit: string | null }[];
  };
  expect(report.complete).toBe(false);
  expect(report.scanned.limits).toEqual(['too-many-paths']);
  const named = report.findings.find(({ commit }) => commit !== null);
  expect(repository.git('show', `${named?.commit ?? ''}:${named?.path ?? ''}`)).toMatch(/^id = AKIA/);
});

test('a range whose commit has a large file in thousands of places is refused', () => {
  const repository = bomb(`${sample.hex(500_000)}\n`, 4);
  const { code, output } = keyward(repository, ['scan', '--range', 'main..bomb']);
  expect(output).toContain('one commit has 10000 copies');
  expect(code).toBe(2);
  repository.git('read-tree', 'bomb');
  expect(keyward(repository, ['scan']).code).toBe(2);
});

test('more of a list than a string can hold is refused', async () => {
  const { directory } = Repository.create().stage('README', 'x\n').commit();
  await expect(textFrom(directory, ['rev-list', 'HEAD'], undefined, 40)).rejects.toMatchObject({
    code: 'git-too-much',
  });
  expect(await textFrom(directory, ['rev-list', 'HEAD'], undefined, 41)).toHaveLength(41);
});
