import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { type Outcome, Repository } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'cli.cjs');
const FILE = '.keyward-allowlist.json';
const sample = new FakeCredentials(seed);

function keyward(repository: Repository, ...args: string[]): Outcome {
  return repository.run(process.execPath, [CLI, ...args]);
}

/** A repository with one staged secret and an allowlist. */
function staged(
  list: (mark: string, secret: string) => unknown,
  path = 'test/a.ts',
): { repository: Repository; secret: string; mark: string } {
  const secret = sample.secretAccessKey();
  const mark = fingerprint(secret);
  const content = list(mark, secret);
  const repository = Repository.create()
    .stage(path, `const secretAccessKey = '${secret}';\n`)
    .stage(FILE, typeof content === 'string' ? content : JSON.stringify(content));
  return { repository, secret, mark };
}

const entry = (mark: string, more: object = {}) => ({
  version: 1,
  allow: { [mark]: { rule: 'aws-secret-access-key', reason: 'made up', ...more } },
});

describe('an entry allows a finding', () => {
  test.each([
    ['with its value', {}, 0],
    ['in a matching path', { path: 'test/**' }, 0],
    ['before its last day', { expires: '2999-01-01' }, 0],
    ['not in another path', { path: 'src/**' }, 1],
    ['not under another rule', { rule: 'aws-access-key-id' }, 1],
    ['not after its last day', { expires: '2020-01-01' }, 1],
  ])('%s', (_what, more, code) => {
    const { repository } = staged((mark) => entry(mark, more));
    const outcome = keyward(repository, 'scan');
    expect(outcome.code, outcome.output).toBe(code);
  });

  test('names an expired entry', () => {
    const { repository } = staged((mark) => entry(mark, { expires: '2020-01-01', reason: 'for the move' }));
    expect(keyward(repository, 'scan').output).toContain('2020-01-01 (for the move)');
  });

  test('a path entry allows its rules only; a broad glob needs "broad"', () => {
    const paths = (glob: string, rules: string[], more: object = {}) => ({
      version: 1,
      paths: [{ glob, rules, reason: 'samples', ...more }],
    });
    expect(keyward(staged(() => paths('test/**', ['aws-secret-access-key'])).repository, 'scan').code).toBe(
      0,
    );
    expect(keyward(staged(() => paths('test/**', ['aws-session-token'])).repository, 'scan').code).toBe(1);
    expect(keyward(staged(() => paths('**', ['aws-secret-access-key'])).repository, 'scan').code).toBe(2);
    expect(
      keyward(staged(() => paths('**', ['aws-secret-access-key'], { broad: true })).repository, 'scan').code,
    ).toBe(0);
  });

  test('an inline comment allows its value only, unless disabled', () => {
    const [one, two] = [sample.secretAccessKey(), sample.secretAccessKey()];
    const comment = `/* keyward:allow ${fingerprint(one)} -- made up */`;
    const repository = Repository.create().stage('a.ts', `const awsSecret = '${one}'; ${comment}\n`);
    const allowed = keyward(repository, 'scan');
    expect(allowed).toMatchObject({ code: 0, output: 'keyward: 1 AWS credential allowed (made up)\n' });
    repository.stage('a.ts', `${comment} const awsSecret = '${one}', awsSecretKey = '${two}';\n`);
    const mixed = keyward(repository, 'scan');
    expect(mixed.code).toBe(1);
    for (const value of [one, two]) expect(mixed.output).not.toContain(value.slice(0, 5));
    repository
      .stage('a.ts', `const awsSecret = '${one}'; ${comment}\n`)
      .stage('.keyward.json', '{ "inlineAllow": false }');
    expect(keyward(repository, 'scan').code).toBe(1);
  });

  test('accepts both lines of a resolved merge conflict, with missing or extra commas', () => {
    const line = (mark: string) => `    "${mark}": { "rule": "aws-secret-access-key", "reason": "made up" }`;
    const other = fingerprint('x');
    for (const [a, b] of [
      ['', ''],
      [',', ','],
      [',', ''],
    ]) {
      const { repository } = staged(
        (mark) => `{\n  "version": 1,\n  "allow": {\n${line(other)}${a}\n${line(mark)}${b}\n  }\n}\n`,
      );
      expect(keyward(repository, 'scan').code).toBe(0);
    }
  });
});

describe('reports the position of an error in a file, but never its text', () => {
  const cases: [string, (mark: string, secret: string) => string, string][] = [
    ['broken JSON', (_mark, secret) => `{\n  "version": 1,\n  "allow": { ${secret} }\n}`, ':3:14'],
    [
      'a raw key as a key',
      (_mark, secret) =>
        `{ "version": 1,\n  "allow": { "${secret}": { "rule": "aws-secret-access-key", "reason": "xyz" } } }`,
      ':2:14',
    ],
    [
      'a raw key as a reason',
      (mark, secret) => JSON.stringify(entry(mark, { reason: `it is ${secret}` })),
      ':1:',
    ],
    ['a raw key as a rule', (mark, secret) => JSON.stringify(entry(mark, { rule: secret })), ':1:'],
    ['a raw key as an unknown key', (mark, secret) => JSON.stringify(entry(mark, { [secret]: 1 })), ':1:'],
    ['a raw key as a glob', (mark, secret) => JSON.stringify(entry(mark, { path: secret })), ':1:'],
    ['a raw key at the top', (_mark, secret) => `"${secret}"`, ':1:1'],
    ['a missing reason', (mark) => JSON.stringify(entry(mark, { reason: undefined })), ':1:'],
    ['an invalid date', (mark) => JSON.stringify(entry(mark, { expires: '2027-02-30' })), ':1:'],
    ['a glob with a bracket open', (mark) => JSON.stringify(entry(mark, { path: 'a[b' })), ':1:'],
    ['another version', () => '{ "version": 2 }', ':1:14'],
    [
      'conflict markers',
      (mark) => `<<<<<<< HEAD\n${JSON.stringify(entry(mark))}\n=======\n{}\n>>>>>>> b\n`,
      ':1:1',
    ],
    ['an empty file', () => '', ':1:1'],
  ];
  test.each(cases)('%s', (_what, list, place) => {
    const { repository, secret } = staged(list);
    for (const format of ['text', 'json']) {
      const outcome = keyward(repository, 'scan', '--format', format);
      expect(outcome.code, outcome.output).toBe(2);
      if (format === 'text') expect(outcome.output).toContain(`${FILE}${place}`);
      expect(outcome.output).not.toContain(secret.slice(0, 5));
    }
    // also when nothing else is staged: a commit that breaks the file is blocked
    repository.git('rm', '--quiet', '--cached', 'test/a.ts');
    expect(keyward(repository, 'scan').code).toBe(2);
  });
});
