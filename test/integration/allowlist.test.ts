import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { Repository } from '../helpers/repository.ts';
import { CLI, cli } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';
import { ALLOWLIST, stagedSecret } from '../helpers/staged-secret.ts';

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
    const { repository } = stagedSecret((mark) => entry(mark, more));
    const outcome = cli(repository, 'scan');
    expect(outcome.code, outcome.output).toBe(code);
  });

  test('names an expired entry', () => {
    const { repository } = stagedSecret((mark) =>
      entry(mark, { expires: '2020-01-01', reason: 'for the move' }),
    );
    expect(cli(repository, 'scan').output).toContain('2020-01-01 (for the move)');
  });

  test('a path entry allows its rules only; a broad glob needs "broad"', () => {
    const paths = (glob: string, rules: string[], more: object = {}) => ({
      version: 1,
      paths: [{ glob, rules, reason: 'samples', ...more }],
    });
    expect(cli(stagedSecret(() => paths('test/**', ['aws-secret-access-key'])).repository, 'scan').code).toBe(
      0,
    );
    expect(cli(stagedSecret(() => paths('test/**', ['aws-session-token'])).repository, 'scan').code).toBe(1);
    expect(cli(stagedSecret(() => paths('**', ['aws-secret-access-key'])).repository, 'scan').code).toBe(2);
    expect(
      cli(stagedSecret(() => paths('**', ['aws-secret-access-key'], { broad: true })).repository, 'scan')
        .code,
    ).toBe(0);
  });

  test('an inline comment allows its value only, unless disabled', () => {
    const [one, two] = [sample.secretAccessKey(), sample.secretAccessKey()];
    const comment = `/* keyward:allow ${fingerprint(one)} -- made up */`;
    const repository = Repository.create().stage('a.ts', `const awsSecret = '${one}'; ${comment}\n`);
    const allowed = cli(repository, 'scan');
    expect(allowed).toMatchObject({ code: 0, output: 'keyward: 1 AWS credential allowed (made up)\n' });
    repository.stage('a.ts', `${comment} const awsSecret = '${one}', awsSecretKey = '${two}';\n`);
    const mixed = cli(repository, 'scan');
    expect(mixed.code).toBe(1);
    for (const value of [one, two]) expect(mixed.output).not.toContain(value.slice(0, 5));
    repository
      .stage('a.ts', `const awsSecret = '${one}'; ${comment}\n`)
      .stage('.keyward.json', '{ "inlineAllow": false }');
    expect(cli(repository, 'scan').code).toBe(1);
  });

  test('accepts both lines of a resolved merge conflict, with missing or extra commas', () => {
    const line = (mark: string) => `    "${mark}": { "rule": "aws-secret-access-key", "reason": "made up" }`;
    const other = fingerprint('x');
    for (const [a, b] of [
      ['', ''],
      [',', ','],
      [',', ''],
    ]) {
      const { repository } = stagedSecret(
        (mark) => `{\n  "version": 1,\n  "allow": {\n${line(other)}${a}\n${line(mark)}${b}\n  }\n}\n`,
      );
      expect(cli(repository, 'scan').code).toBe(0);
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
    const { repository, secret } = stagedSecret(list);
    for (const format of ['text', 'json']) {
      const outcome = cli(repository, 'scan', '--format', format);
      expect(outcome.code, outcome.output).toBe(2);
      if (format === 'text') expect(outcome.output).toContain(`${ALLOWLIST}${place}`);
      expect(outcome.output).not.toContain(secret.slice(0, 5));
    }
    // also when nothing else is staged: a commit that breaks the file is blocked
    repository.git('rm', '--quiet', '--cached', 'test/a.ts');
    expect(cli(repository, 'scan').code).toBe(2);
  });
});

describe('keyward allow', () => {
  test('writes one sorted entry per line, keeps existing ones, and stages the file', () => {
    const { repository, mark } = stagedSecret(() => entry(fingerprint('x'), { expires: '2999-01-01' }));
    expect(
      cli(repository, 'allow', mark, '--reason', 'made up', '--path', 'test/**', '--expires', '2999-12-31'),
    ).toMatchObject({ code: 0 });
    const lines = repository
      .read(ALLOWLIST)
      .split('\n')
      .filter((line) => line.includes('kw1_'));
    expect(lines).toHaveLength(2);
    expect(lines).toEqual(lines.toSorted());
    expect(repository.git('diff', '--name-only')).toBe('');
    expect(cli(repository, 'scan').code).toBe(0);
  });

  test.each([
    ['no reason', (mark: string) => [mark], 2],
    ['an empty reason', (mark: string) => [mark, '--reason', ' '], 2],
    ['an invalid date', (mark: string) => [mark, '--reason', 'made up', '--expires', 'soon'], 2],
    ['an unknown fingerprint', () => [fingerprint('y'), '--reason', 'made up'], 2],
    ['--last without a blocked commit', () => ['--last', '--yes', '--reason', 'made up'], 2],
  ])('rejects %s', (_what, args, code) => {
    const { repository, mark } = stagedSecret();
    const before = repository.read(ALLOWLIST);
    expect(cli(repository, 'allow', ...args(mark)).code).toBe(code);
    expect(repository.read(ALLOWLIST)).toBe(before);
  });

  test('rejects a raw key and does not print it', () => {
    const { repository, secret, mark } = stagedSecret();
    for (const args of [
      [secret, '--reason', 'made up'],
      [mark, '--reason', `for ${secret}`],
      [mark, `--${secret}`],
    ]) {
      const outcome = cli(repository, 'allow', ...args);
      expect(outcome.code).toBe(2);
      expect(outcome.output).not.toContain(secret.slice(0, 5));
    }
  });
});

/** Stages a secret in a file of the given name. */
function stagedAt(path: string): { repository: Repository; mark: string } {
  return stagedSecret(undefined, path);
}

describe('keyward allow --path', () => {
  test.each([
    ['as printed', 'test/a.ts', 'test/a.ts', 'test/a.ts'],
    ['given as a parent folder with a glob', 'test/a.ts', 'test/**', 'test/**'],
    ['with brackets, as printed', 'app/[[...slug]]/a.ts', 'app/[[...slug]]/a.ts', undefined],
    ['with brackets, and a glob after it', 'app/[...slug]/a.ts', 'app/[...slug]/**', undefined],
    ['with brackets, escaped', 'app/[id]/a.ts', String.raw`app/\[id\]/*`, String.raw`app/\[id\]/*`],
    ['with a route group', 'app/(group)/a.ts', 'app/(group)/**', 'app/(group)/**'],
    ['with a lone bracket', 'docs/C++ (old/a[.ts', 'docs/C++ (old/a[.ts', undefined],
    ['with a lone brace', 'a{b.ts', 'a{b.ts', undefined],
    ['with an exclamation mark first', '!a.ts', '!a.ts', undefined],
    ['with a line break, as printed', 'a\nb.ts', String.raw`a\x0ab.ts`, undefined],
    ['with a line break, and a glob after it', 'a\nb/c.ts', String.raw`a\x0ab/*.ts`, undefined],
    ['with a backslash', String.raw`a\b.ts`, String.raw`a\\b.ts`, undefined],
    ['with an unescaped backslash', String.raw`a\b.ts`, String.raw`a\b.ts`, undefined],
  ])('accepts a path %s', (_what, path, typed, written) => {
    const { repository, mark } = stagedAt(path);
    const outcome = cli(repository, 'allow', mark, '--reason', 'made up', '--path', typed);
    expect(outcome.code, outcome.output).toBe(0);
    if (written !== undefined) expect(JSON.parse(repository.read(ALLOWLIST)).allow[mark].path).toBe(written);
    expect(cli(repository, 'scan').code).toBe(0);
    // the entry is for that file, not for any file
    repository.git('mv', path, 'elsewhere.ts');
    expect(cli(repository, 'scan').code).toBe(1);
  });

  test.each([
    ['a folder', 'test', 'test/a.ts'],
    ['a folder with a slash', 'test/', 'test/a.ts'],
    ['a name without its folder', 'a.ts', 'test/a.ts'],
    ['an ending without folders', '*.ts', 'test/a.ts'],
    ['another case', 'Test/a.ts', 'test/a.ts'],
    ['another file', 'test/b.ts', 'test/a.ts'],
  ])('rejects %s and prints the path of the finding', (_what, typed, path) => {
    const { repository, mark } = stagedAt(path);
    const before = repository.read(ALLOWLIST);
    const outcome = cli(repository, 'allow', mark, '--reason', 'made up', '--path', typed);
    expect(outcome).toMatchObject({ code: 2 });
    expect(outcome.output).toContain(`--path ${path}`);
    expect(repository.read(ALLOWLIST)).toBe(before);
  });

  test('must match every finding, but only one file of a value in several files', () => {
    const { repository, mark, secret } = stagedSecret();
    repository.stage('src/b.ts', `const secretAccessKey = '${secret}';\n`);
    cli(repository, 'hook', 'pre-commit');
    expect(cli(repository, 'allow', '--last', '--yes', '--reason', 'made up', '--path', 'src/**').code).toBe(
      2,
    );
    expect(cli(repository, 'allow', mark, '--reason', 'made up', '--path', 'src/**').code).toBe(0);
    expect(cli(repository, 'scan').output).toContain('test/a.ts');
  });
});

describe('the hint that the allowlist is not staged', () => {
  const hint = 'is not staged';
  const block = (repository: Repository) => cli(repository, 'hook', 'pre-commit').output;

  test('is printed if only the working tree allows all findings', () => {
    const { repository, mark } = stagedSecret();
    repository.write(ALLOWLIST, JSON.stringify(entry(mark, { path: 'test/**' })));
    expect(block(repository)).toContain(hint);
  });

  test.each([
    ['if the staged entry matches another path', { path: 'src/**' }, true],
    ['if the entry in the working tree matches another path', { path: 'src/**' }, false],
    ['if the entry in the working tree has expired', { expires: '2020-01-01' }, false],
    ['if the entry is for another rule', { rule: 'aws-access-key-id' }, false],
  ])('is not printed %s', (_what, more, isStaged) => {
    const { repository, mark } = stagedSecret();
    repository.write(ALLOWLIST, JSON.stringify(entry(mark, more)));
    if (isStaged) repository.git('add', ALLOWLIST);
    const output = block(repository);
    expect(output).toContain(mark.slice(0, 12));
    expect(output).not.toContain(hint);
  });
});

test('uses the allowlist at the top when run in a subfolder with the variables of a hook', () => {
  const { repository, mark } = stagedSecret();
  const git = repository.git('rev-parse', '--absolute-git-dir').trim();
  const run = (...args: string[]) =>
    repository.run(process.execPath, [CLI, ...args], {
      cwd: join(repository.directory, 'test'),
      env: { GIT_DIR: git, GIT_INDEX_FILE: join(git, 'index'), GIT_PREFIX: 'test/' },
    });
  const allow = run('allow', mark, '--reason', 'made up');
  expect(allow.code, allow.output).toBe(0);
  expect(repository.git('status', '--porcelain', '--untracked-files=all').split('\n').sort()).toEqual(
    ['', `A  ${ALLOWLIST}`, 'A  test/a.ts'].sort(),
  );
  expect(run('allowlist', 'list').output).toContain(mark);
  repository.git('rm', '--quiet', '--cached', 'test/a.ts');
  expect(run('allowlist', 'prune').code).toBe(0);
  expect(repository.read(ALLOWLIST)).not.toContain(mark);
});

test('an entry stays valid after edits, a move and a rename of the file', () => {
  const { repository, secret } = stagedSecret((mark) => entry(mark));
  repository.commit().stage('test/a.ts', `${'x\n'.repeat(100)}  secretAccessKey: "${secret}"\n`);
  expect(cli(repository, 'scan').code).toBe(0);
  repository.git('mv', 'test/a.ts', 'b.ts');
  expect(cli(repository, 'scan').code).toBe(0);
});

test('a disabled rule needs a reason', () => {
  const { repository } = stagedSecret();
  repository.stage('.keyward.json', '{ "rules": { "aws-secret-access-key": { "off": true } } }');
  expect(cli(repository, 'scan').code).toBe(2);
  repository.stage(
    '.keyward.json',
    '{ "rules": { "aws-secret-access-key": { "off": true, "reason": "not used here" } } }',
  );
  expect(cli(repository, 'scan').code).toBe(0);
});

test('marks a value that is already in HEAD', () => {
  const secret = sample.secretAccessKey();
  const repository = Repository.create().stage('a.ts', `const awsSecret = '${secret}';\n`).commit();
  repository.stage('b.ts', `export const awsSecret = '${secret}';\n`).stage('a.ts', 'x\n');
  expect(cli(repository, 'scan').output).toContain('An earlier commit already contains it');
});
