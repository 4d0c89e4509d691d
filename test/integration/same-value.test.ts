import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { Repository } from '../helpers/repository.ts';
import { keyward, type Report, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const named = (secret: string) => `aws_secret_access_key = ${secret}\n`;

const placesOf = ({ findings }: Report) =>
  findings.map(({ path, line, inside }) => `${path}${inside === undefined ? '' : `!/${inside}`}:${line}`);

/** Ways to write a value where nothing says what it is. */
const NEUTRAL: Readonly<Record<string, (secret: string) => string | Buffer>> = {
  'as it is': (secret) => `KEY = "${secret}"\n`,
  'in the middle of a word': (secret) => `x${secret}y\n`,
  'in base64': (secret) => `${Buffer.from(`value: ${secret}`).toString('base64')}\n`,
  'with an escape': (secret) => `"\\u00${secret.charCodeAt(0).toString(16)}${secret.slice(1)}"\n`,
  'in two literals': (secret) => `x = "${secret.slice(0, 20)}" +\n  "${secret.slice(20)}"\n`,
  'in UTF-16': (secret) => Buffer.from(`\uFEFFx = ${secret}\n`, 'utf16le'),
  'in a gzip file': (secret) => gzipSync(`x = ${secret}\n`),
};

const FILLER = 'x = 1\n'.repeat(30);

describe('a value that was found is reported at every added place', () => {
  test.each(Object.entries(NEUTRAL))('in another file, %s; nothing where it is not', (_, write) => {
    const secret = sample.secretAccessKey();
    const repository = Repository.create().stage('b.bin', write(secret)).stage('c.txt', `${FILLER}x\n`);
    expect(scanJson(repository).report.findings).toEqual([]);
    repository.stage('a.ini', named(secret));
    const { report } = scanJson(repository);
    expect(report.findings.map(({ path }) => path)).toEqual(['a.ini', 'b.bin']);
    expect(new Set(report.findings.map((finding) => JSON.stringify(finding, ['fingerprint']))).size).toBe(1);
  });

  test('in the same file, twice in a line, and in its name, which is not printed', () => {
    // upper case comes before the other name
    const secret = `A${sample.secretAccessKey().slice(1).replaceAll('/', 'x')}`;
    const repository = Repository.create().stage(
      'a.py',
      `${named(secret)}${FILLER}K = "${secret}", "${secret}"\n`,
    );
    repository.stage(`${secret}.txt`, 'x\n');
    const { report } = scanJson(repository);
    expect(report.findings.map(({ path, line, column }) => [path, line, column])).toEqual([
      [`${secret.slice(0, 4)}********….txt`, 1, 1],
      ['a.py', 1, 25],
      ['a.py', 32, 6],
      ['a.py', 32, 50],
    ]);
  });

  test('but a longer value that begins with it is reported as what it is', () => {
    const [part, rest] = [sample.bytes(55).toString('hex'), sample.bytes(10).toString('hex')];
    const token = (value: string) => `{"scope": "sso:account:access", "accessToken": ${value}}`;
    // in the source of a notebook, only the last decoding step shows where the literal ends
    const line = (text: string) => JSON.stringify(`${text}\n`);
    const [before, after] = token(`"${part}" +|  "${rest}"`).split('|');
    const repository = Repository.create()
      .stage('a.json', token(`"${part}"`))
      .stage('b.ipynb', `${line(before ?? '')},\n${line(after ?? '')}\n`);
    const found = scanJson(repository).report.findings.map((finding) => [finding.path, finding.fingerprint]);
    expect(found).toEqual([
      ['a.json', fingerprint(part)],
      ['b.ipynb', fingerprint(part + rest)],
    ]);
  });

  test('not on a line that the change does not add', () => {
    const secret = sample.secretAccessKey();
    const old = `KEY = "${secret}"\n${FILLER}`;
    const repository = Repository.create().stage('a.py', old).commit();
    repository.stage('a.py', `${old}${named(secret)}`);
    expect(placesOf(scanJson(repository).report)).toEqual(['a.py:32']);
  });

  test('a private key, however its lines are cut', () => {
    const lines = `MIIE${sample.bytes(600).toString('base64')}`.match(/.{1,64}/g) ?? [];
    const frame = (text: string) =>
      `-----BEGIN RSA PRIVATE KEY-----\n${text}\n-----END RSA PRIVATE KEY-----\n`;
    const repository = Repository.create()
      .stage('my-ec2-key.pem', frame(lines.join('\n')))
      .stage('other.pem', frame(lines.join('')))
      .stage('server.pem', frame(`MIIE${sample.bytes(600).toString('base64')}`));
    expect(placesOf(scanJson(repository).report)).toEqual(['my-ec2-key.pem:1', 'other.pem:1']);
  });
});

describe('so do', () => {
  const secret = sample.secretAccessKey();
  const both = () => Repository.create().stage('a.ini', named(secret)).stage('b.js', `f('${secret}')\n`);

  test('a large commit', () => {
    const repository = both();
    for (let nth = 0; nth < 600; nth += 1) repository.write(`many/${nth}.txt`, `file ${nth}\n`);
    repository.write('many/encoded.txt', `${Buffer.from(`x ${secret}`).toString('base64')}\n`);
    repository.git('add', '--all');
    expect(placesOf(scanJson(repository).report)).toEqual(['a.ini:1', 'b.js:1', 'many/encoded.txt:1']);
  });

  test('a range of several commits, in their order', () => {
    const repository = Repository.create().commit('start').stage('b.js', `f('${secret}')\n`).commit(secret);
    repository.stage('a.ini', named(secret)).commit();
    const { report } = scanJson(repository, ['--range', 'HEAD~2..HEAD']);
    expect(placesOf(report)).toEqual(['<message>:1', 'b.js:1', 'a.ini:1']);
  });

  test('files, and standard input', () => {
    const repository = both();
    expect(placesOf(scanJson(repository, ['--files', 'a.ini', 'b.js']).report)).toEqual([
      'a.ini:1',
      'b.js:1',
    ]);
    const input = `${named(secret)}${FILLER}f('${secret}')\n`;
    expect(placesOf(scanJson(repository, ['--stdin'], { input }).report)).toEqual([
      '<stdin>:1',
      '<stdin>:32',
    ]);
  });

  test('an audit, also of what an earlier one found clean, under all names of a file', () => {
    const repository = Repository.create()
      .stage('b.js', `f('${secret}')\n`)
      .stage('c.js', `f('${secret}')\n`)
      .commit();
    expect(keyward(repository, ['audit']).code).toBe(0);
    repository.stage('a.ini', named(secret)).commit();
    const { stdout } = keyward(repository, ['audit', '--format', 'json']);
    const report = JSON.parse(stdout) as Report & { secrets: { paths: string[] }[] };
    expect(placesOf(report).sort()).toEqual(['a.ini:1', 'b.js:1', 'c.js:1']);
    expect(report.secrets.map(({ paths }) => paths.sort())).toEqual([['a.ini', 'b.js', 'c.js']]);
  });
});

describe('the allowlist decides for each place', () => {
  const allow = (repository: Repository, secret: string, path?: string) =>
    repository.stage(
      '.keyward-allowlist.json',
      JSON.stringify({
        version: 1,
        allow: {
          [fingerprint(secret)]: {
            rule: 'aws-secret-access-key',
            reason: 'made up',
            ...(path === undefined ? {} : { path }),
          },
        },
      }),
    );

  test.each([
    ['an entry without a path allows all', undefined, []],
    ['one for the first place leaves nothing found', 'a.ini', []],
    ['one for the other place allows only that', 'b.js', ['a.ini:1']],
  ])('%s', (_, path, expected) => {
    const secret = sample.secretAccessKey();
    const repository = Repository.create().stage('a.ini', named(secret)).stage('b.js', `f('${secret}')\n`);
    expect(placesOf(scanJson(allow(repository, secret, path)).report)).toEqual(expected);
  });

  test('a value that is allowed in one file and found in another is reported there, and wherever else it is', () => {
    const secret = sample.secretAccessKey();
    const repository = Repository.create()
      .stage('a.ini', named(secret))
      .stage('b.js', `f('${secret}')\n`)
      .stage('c.ini', named(secret));
    const { report } = scanJson(allow(repository, secret, 'a.ini'));
    expect(placesOf(report)).toEqual(['b.js:1', 'c.ini:1']);
    expect(report.allowed).toMatchObject([{ path: 'a.ini' }]);
  });
});
