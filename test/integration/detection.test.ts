import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { Repository } from '../helpers/repository.ts';
import { cli } from '../helpers/scan.ts';
import { seed } from '../helpers/seed.ts';
import { BLOCKED, PASSED, textOf } from '../vectors/shapes.ts';

const ROOT = join(import.meta.dirname, '..', '..');

interface Report {
  findings: { path: string; ruleId: string; line: number; column: number }[];
}

function folderOf(nth: number, path = 'file.txt'): string {
  return `${nth}/${path}`;
}

test('each text that must block does, staged, under the rule that names what is in it', () => {
  const repository = Repository.create();
  for (const [nth, vector] of BLOCKED.entries())
    repository.write(folderOf(nth, vector.path), textOf(vector, new FakeCredentials(seed + nth)));
  repository.git('add', '--all');
  const { code, stdout } = cli(repository, 'scan', '--format', 'json');
  const { findings } = JSON.parse(stdout) as Report;
  const missed = BLOCKED.filter(
    ({ rule, path }, nth) =>
      !findings.some((finding) => finding.ruleId === rule && finding.path === folderOf(nth, path)),
  );
  expect(missed.map(({ name }) => name)).toEqual([]);
  expect(code).toBe(1);
});

test('none of the texts that must pass blocks, staged together', () => {
  const repository = Repository.create();
  for (const [nth, vector] of PASSED.entries())
    repository.write(folderOf(nth, vector.path), textOf(vector, new FakeCredentials(seed + nth)));
  repository.git('add', '--all');
  expect(cli(repository, 'scan')).toMatchObject({ code: 0, output: '' });
});

test(
  'a file of two encodings blocks on every path: commit, large commit, range, audit',
  { timeout: 120_000 },
  () => {
    const s = new FakeCredentials(seed);
    const wide = (text: string) => Buffer.from(text, 'utf16le');
    const ids = Array.from({ length: 4 }, () => s.accessKeyId());
    const [first, second, third, fourth] = ids.map((id) => `AWS_ACCESS_KEY_ID=${id}\n`) as [
      string,
      string,
      string,
      string,
    ];
    const files: Readonly<Record<string, Buffer>> = {
      // PowerShell writes a file, another shell appends to it; and the other way round, at an odd offset
      'a.env': Buffer.concat([wide('\uFEFFFOO=bar\r\n'), Buffer.from(first)]),
      'b.env': Buffer.concat([Buffer.from('FOO=bar \n'), wide(`\uFEFF${second}`)]),
      'c.js': Buffer.concat([Buffer.from('fffe', 'hex'), Buffer.from(third)]),
      'd.txt': Buffer.concat([wide('const a = 1;\r\n'.repeat(400)), Buffer.from(`é ${fourth}`, 'latin1')]),
    };
    const repository = Repository.create().stage('README', 'x\n').commit();
    const stage = () => {
      for (const [path, content] of Object.entries(files)) repository.stage(path, content);
    };
    const paths = (...args: string[]) =>
      (JSON.parse(cli(repository, ...args, '--format', 'json').stdout) as Report).findings
        .map(({ path }) => path)
        .sort();
    stage();
    expect(paths('scan')).toEqual(Object.keys(files));
    for (let nth = 0; nth < 600; nth += 1) repository.write(`many/${nth}.txt`, `other thing ${nth}\n`);
    repository.git('add', '--all');
    expect(paths('scan')).toEqual(Object.keys(files));
    repository.commit();
    expect(paths('scan', '--range', 'HEAD~1..HEAD')).toEqual(Object.keys(files));
    expect(paths('audit')).toEqual(Object.keys(files));
  },
);

test('an example and a real id on one line: one finding, at the real one', () => {
  const repository = Repository.create().stage(
    'a.md',
    `AKIAIOSFODNN7EXAMPLE ${new FakeCredentials(seed).accessKeyId()}\n`,
  );
  const { findings } = JSON.parse(cli(repository, 'scan', '--format', 'json').stdout) as Report;
  expect(findings).toMatchObject([{ ruleId: 'aws-access-key-id', line: 1, column: 22 }]);
});

test('keyward finds nothing in its own files: rules, examples, vectors, documents', () => {
  const own = new Repository(ROOT);
  const files = own.git('ls-files', '-z').split('\0').filter(Boolean);
  expect(files.length).toBeGreaterThan(100);
  expect(cli(own, 'scan', '--files', ...files)).toMatchObject({ code: 0, output: '' });
});

test('doctor --rules runs the examples of every rule', () => {
  const repository = Repository.create();
  const text = cli(repository, 'doctor', '--rules', '--lang', 'en');
  expect(text).toMatchObject({ code: 0, stderr: '' });
  expect(text.stdout.split('\n')[0]).toContain(`all ${rules.length} rules`);
  for (const { id } of rules) expect(text.stdout).toMatch(new RegExp(`✓ ${id} +(\\d+)/\\1\\n`));
  const { stdout, code } = cli(repository, 'doctor', '--rules', '--format', 'json');
  expect(code).toBe(0);
  const report = JSON.parse(stdout) as { version: number; rules: { ruleId: string; failed: number }[] };
  expect(report.version).toBe(1);
  expect(report.rules.map(({ ruleId }) => ruleId)).toEqual(rules.map(({ id }) => id));
  expect(report.rules.every(({ failed }) => failed === 0)).toBe(true);
});

test('an expired credential is none, but is listed with --verbose', () => {
  const s = new FakeCredentials(seed);
  const repository = Repository.create().stage(
    'a.txt',
    `x\n${s.presignedUrl(new Date('2021-02-03T00:00:00Z'))}\n`,
  );
  expect(cli(repository, 'scan')).toMatchObject({ code: 0, output: '' });
  const verbose = cli(repository, 'scan', '--verbose', '--lang', 'en');
  expect(verbose.code).toBe(0);
  expect(verbose.stdout).toContain('a.txt:2:1: presigned AWS URL, expired');
});

test('the message tells a canary and an account of one’s own', () => {
  const s = new FakeCredentials(seed);
  const canary = s.accessKeyIdOf('171436882533');
  const repository = Repository.create()
    .stage('a.txt', `${canary}\n`)
    .stage('.keyward.json', '{ "accounts": ["171436882533"] }\n');
  const { stdout } = cli(repository, 'scan', '--lang', 'en');
  expect(stdout).toContain('AWS account 171436882533 (yours)');
  expect(stdout).toContain('canary token');
  expect(stdout).not.toContain(canary.slice(4, -4));
});
