import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EVIDENCE_LINES } from '../../src/shared/fragment.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { MAX_COMPARED_LINES } from '../../src/scan/added-lines.ts';
import { FLAGS } from '../../src/git/raw-diff.ts';
import { tarOf } from '../helpers/encodings.ts';
import { FULL_SCAN, hook, HOOKS, pathWith, says, staged } from '../helpers/first-look.ts';
import { Repository } from '../helpers/repository.ts';
import { seed } from '../helpers/seed.ts';

test('the fast path asks git what the full scan asks, with as many lines around as evidence and value may take', () => {
  const script = readFileSync(join(HOOKS, 'prefilter.sh'), 'utf8');
  const flags = [...FLAGS, '--diff-algorithm=myers', `-U${EVIDENCE_LINES + MAX_COMPARED_LINES}`];
  for (const flag of flags.filter((each) => each !== '--full-index')) expect(script).toContain(` ${flag} `);
});

test('the shell has git list what the full scan would have it list', () => {
  const script = readFileSync(join(HOOKS, 'run.sh'), 'utf8').replaceAll('\\\n', '');
  const [, words = ''] = /plain_git (diff-index [^&]+) &&/.exec(script) ?? [];
  const expected = ['diff-index', '--raw', '-z', '--no-abbrev', ...FLAGS, '--cached', 'HEAD', '--'];
  expect(words.trim().split(/ +/)).toEqual(expected);
});

const many = (text: string, times: number) => Array.from({ length: times }, () => text);

/** A lock file before and after a value is written into one of its hashes, between characters that end a value. */
function integrityHash(sample: FakeCredentials, value: string): [string, string, string] {
  const hash = sample.bytes(64).toString('base64');
  const lock = (text: string) => `{\n  "integrity": "sha512-${text}"\n}\n`;
  return [
    lock(hash),
    lock(`${hash.slice(0, 10)}/${value}+${hash.slice(12 + value.length)}`),
    'package-lock.json',
  ];
}

/** Edits that were once let through although the full scan spoke of them: before, after, path. */
const EDITS: Readonly<
  Record<string, (s: FakeCredentials) => [before: string, after: string, path?: string]>
> = {
  'a name without a dash': (s) => ['x\n', `email_smtppass=${s.sesSmtpPassword()}\n`],
  'a hexadecimal entity of full width': (s) => {
    const id = s.accessKeyId();
    return ['x\n', `<p>AK&#x000049A${id.slice(4)}</p>\n`];
  },
  'a decimal entity of full width': (s) => ['x\n', `<p>d&#00000972-${s.appsyncApiKey().slice(4)}</p>\n`],
  'a reference in a workflow that reaches far': (s) => [
    'x\n',
    `${s.secretAccessKey()} ${'x'.repeat(99)} \${{ secrets.IAM_PROD }}\n`,
    'a.yml',
  ],
  'a key id before many joined literals': (s) => {
    const lines = [`const t = "id ${s.accessKeyId()} "`, ...many('  + "some words of text"', 45)];
    const text = (last: string) => [...lines, `const v = "${last}";`].join('\n');
    return [text('x'), text(s.secretAccessKey())];
  },
  'a key id before many soft line ends': (s) => {
    const lines = [
      'Content-Transfer-Encoding: quoted-printable\n\na=3Db',
      `id ${s.accessKeyId()}`,
      ...many(`${'some words of text=\n'.repeat(12)}end`, 3),
    ];
    const text = (last: string) => [...lines, `and ${last}`].join('\n');
    return [text('x'), text(s.secretAccessKey())];
  },
  'a private key in short lines': (s) => {
    const lines = `MIIE${s.bytes(1200).toString('base64')}`.match(/.{1,16}/g) ?? [];
    const text = `-----BEGIN RSA PRIVATE KEY-----\n${lines.join('\n')}\n-----END RSA PRIVATE KEY-----\n`;
    return [text.replace(lines[50] ?? '', (line) => `${line.slice(0, -1)}0`), text, 'ec2.pem'];
  },
  'words far behind a key that was cut off': (s) => {
    const lines = `MIIE${s.bytes(600).toString('base64')}`.match(/.{1,64}/g) ?? [];
    const key = `-----BEGIN RSA PRIVATE KEY-----\n${lines.join('\n')}\n`;
    const prose = (count: number) => many('some words of text that go on', count).join('\n');
    return [`${key}${prose(80)}\n`, `${key}${prose(40)}\none more line of words\n${prose(40)}\n`, 'ec2.md'];
  },
  'a session token in many pieces': (s) => {
    const pieces: string[] = s.sessionToken().match(/.{1,10}/g) ?? [];
    const text = (nth: string) =>
      `x = 1\n  AWS_SESSION_TOKEN = "${pieces.with(45, nth).join('" +\n    "')}"\n`;
    return [text('AAAAAAAAAA'), text(pieces[45] ?? '')];
  },
  'a line in the middle of a tar': (s) => {
    const tar = (line: string) =>
      tarOf(
        'a.txt',
        Buffer.from(
          `${many('a line of text\n', 99).join('')}${line}\n${many('a line of text\n', 99).join('')}`,
        ),
      );
    const key = `id = ${s.accessKeyId()}`;
    return [tar('x'.repeat(key.length)).toString('latin1'), tar(key).toString('latin1'), 'a.tar'];
  },
  'a key id in an integrity hash': (s) => integrityHash(s, s.accessKeyId()),
  'a temporary key id in an integrity hash': (s) => integrityHash(s, s.accessKeyId('ASIA')),
  'a sign-in token in an integrity hash': (s) => integrityHash(s, s.signInToken('access').slice(0, 60)),
  'a name in Japanese': (s) => ['x\n', s.secretAccessKey(), 'シークレットキー'],
};

describe('edits far from what tells them', () => {
  test.each(Object.keys(EDITS))('%s', async (name) => {
    const [before, after, file = 'a.txt'] = EDITS[name]?.(new FakeCredentials(seed)) ?? ['', ''];
    const repository = Repository.create().stage(file, before).commit().stage(file, after);
    if (await says(repository, new Date())) expect(hook(repository, pathWith({}))).toBe(FULL_SCAN);
  });
});

/** A change that no rule has anything to do with, and one with a key. */

/** What a program does instead of what it should; `real` is what it should do. */
const FAULTS: Readonly<Record<string, string>> = {
  'is not there': 'exit 127',
  'is killed before it starts': 'kill -9 $$',
  'is killed when it has done its work': 'real "$@"; kill -9 $$',
  'is killed in the middle of its output': 'real "$@" | head -c 40; kill -9 $$',
  'does its work and ends with 3': 'real "$@"; exit 3',
  'takes everything, says nothing and ends well': 'cat >/dev/null; exit 0',
  'passes everything on and ends well': 'cat',
  'does not know its options': 'echo "usage:" >&2; exit 2',
};

describe('whatever goes wrong leads to the full scan', () => {
  test('where nothing does, a change without a keyword is let through', () => {
    expect(hook(staged(), pathWith({}))).toBe(0);
    expect(hook(staged(`id = ${new FakeCredentials(seed).accessKeyId()}\n`), pathWith({}))).toBe(FULL_SCAN);
  });

  test.each([
    '### Thank you 🙏 💎, voilà, ありがとう',
    'const pathEnabled = path.enable(tlsCertKey, "cert-key");',
    'insertKey(assertAccess, "s3 route", descriptor.offsets3);',
    'awsome = `${"a"}${b}` + \'c\'; // 100% & more <a href="x?a=b&c=d">',
  ])('an ordinary line is let through: %s', (line) => {
    expect(hook(staged(`${line}\n`), pathWith({}))).toBe(0);
  });

  test('Git for Windows needs none, because Node.js starts faster than sed and grep there', () => {
    const repository = staged();
    const env = { PATH: pathWith({ sed: 'exit 76', grep: 'exit 76' }), MSYSTEM: 'MINGW64' };
    expect(repository.run('sh', [join(HOOKS, 'pre-commit')], { env }).code).toBe(FULL_SCAN);
    repository.write('message', 'secret words\n');
    expect(repository.run('sh', [join(HOOKS, 'commit-msg'), 'message'], { env }).code).toBe(FULL_SCAN);
    repository.write('message', 'plain words\n');
    expect(repository.run('sh', [join(HOOKS, 'commit-msg'), 'message'], { env }).code).toBe(0);
  });

  for (const program of ['git', 'sed', 'grep'])
    // a git that lies about an empty change is believed
    test.each(Object.keys(FAULTS).filter((fault) => program !== 'git' || !fault.includes('ends well')))(
      `${program} %s`,
      (fault) => {
        const repository = staged(`id = ${new FakeCredentials(seed).accessKeyId()}\n`);
        const real = repository.run('sh', ['-c', `command -v ${program}`]).stdout.trim();
        const path = pathWith({ [program]: `real() { ${real} "$@"; }\n${FAULTS[fault]}` });
        expect(hook(repository, path)).toBe(FULL_SCAN);
      },
    );

  test('where the lines in the hook are older and do not say which project it is, no other package.json is asked', () => {
    const { code, stderr } = staged('secret = other()\n').run('sh', ['-x', join(HOOKS, 'pre-commit')], {
      env: { PATH: pathWith({}) },
    });
    expect(code).toBe(FULL_SCAN);
    // the one in the root of the file system, as in many a container
    expect(stderr).toContain('[ -f');
    expect(stderr).not.toContain(' /package.json');
  });

  const LISTED = '{\n  "devDependencies": {\n    "keyward": "1"\n  }\n}';
  test.each([
    [0, 'that does not list keyward', LISTED.replace('keyward', 'other')],
    [0, 'nor on one line', '{ "devDependencies": { "other": "1" } }'],
    [
      0,
      'nor with the line ends of Windows',
      `${LISTED.replace('keyward', 'other').replaceAll('\n', '\r\n')}\r\n`,
    ],
    [FULL_SCAN, 'that lists it', LISTED],
    [FULL_SCAN, 'that lists it on one line', '{ "devDependencies": { "keyward": "1" } }'],
    [FULL_SCAN, 'that breaks off', LISTED.replace('keyward', 'other').slice(0, -1)],
    [FULL_SCAN, 'in which nothing is', ''],
  ])('%i with a package.json %s', (expected, _, text) => {
    const repository = staged(`id = ${new FakeCredentials(seed).accessKeyId()}\n`).write(
      'package.json',
      text,
    );
    const env = { PATH: pathWith({}), keyward_at: '.', keyward_hook: join(HOOKS, 'pre-commit') };
    const { code, output } = repository.run('sh', ['-c', '. "$keyward_hook"'], { env });
    expect(code).toBe(expected);
    expect(output.includes('no package.json on this branch lists keyward')).toBe(expected === 0);
  });

  test.each([
    ['core.trustctime', 'false'],
    ['core.checkStat', 'minimal'],
  ])('with a file of the work tree that git takes for what is staged: %s = %s', (name, value) => {
    const repository = staged();
    repository.git('config', name, value);
    const id = new FakeCredentials(seed).accessKeyId();
    const file = join(repository.directory, 'b.txt');
    const then = new Date('2024-01-01T00:00:00Z');
    repository.write('b.txt', `id = ${id}\n`);
    utimesSync(file, then, then);
    repository.git('add', 'b.txt');
    // git knows times to the second
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1100);
    repository.write('b.txt', `id = ${'x'.repeat(id.length)}\n`);
    utimesSync(file, then, then);
    expect(hook(repository, pathWith({}))).toBe(FULL_SCAN);
  });

  test('without a commit to compare with', () => {
    expect(hook(Repository.create().stage('a.txt', 'x\n'), pathWith({}))).toBe(FULL_SCAN);
  });

  test('with a change to what keyward reads itself', () => {
    const repository = staged().stage('.keyward.json', '{}\n');
    expect(hook(repository, pathWith({}))).toBe(FULL_SCAN);
  });

  test('with more lines than it looks at', () => {
    expect(hook(staged('x\n'.repeat(36_000)), pathWith({}))).toBe(FULL_SCAN);
  });

  test.each([
    { GIT_DIFF_OPTS: '-u0' },
    { GIT_EXTERNAL_DIFF: 'true' },
    { GREP_OPTIONS: '-v' },
    { GREP_COLORS: 'mt=1', GREP_COLOR: '1' },
    { LC_ALL: 'ja_JP.UTF-8' },
    { POSIXLY_CORRECT: '1' },
  ])('with %o', (environment) => {
    const key = `first = "${new FakeCredentials(seed).accessKeyId()}"\n`;
    const env = { PATH: pathWith({}), ...environment };
    const run = (text: string) => staged(text).run('sh', [join(HOOKS, 'pre-commit')], { env }).code;
    expect(run(key)).toBe(FULL_SCAN);
    // evidence far from what is added is still in the patch
    expect(run('x = 1\n')).toBe(0);
  });

  test.each([
    ['diff.external', 'true'],
    ['diff.context', '0'],
    ['diff.noprefix', 'true'],
    ['diff.mnemonicPrefix', 'true'],
    ['diff.suppressBlankEmpty', 'true'],
    ['diff.renames', 'copies'],
    ['diff.algorithm', 'patience'],
    ['diff.colorMoved', 'zebra'],
    ['diff.wordRegex', '.'],
    ['color.ui', 'always'],
    ['core.quotePath', 'false'],
    ['core.pager', 'true'],
    ['core.autocrlf', 'true'],
  ])('whatever git is set to: %s = %s', (name, value) => {
    const near = `${'\n'.repeat(12)}k = "x"\n`;
    const repository = staged();
    repository.git('config', name, value);
    expect(hook(repository, pathWith({}))).toBe(0);
    repository.stage('a.txt', `AWS_SECRET${near}`).commit().stage('a.txt', `AWS_SECRET${near}y = 1\n`);
    expect(hook(repository, pathWith({}))).toBe(FULL_SCAN);
  });

  test.each(['-diff', 'binary', 'diff=one', 'text eol=crlf', 'export-ignore', 'filter=none'])(
    'whatever a file is called in .gitattributes: %s',
    (attribute) => {
      const repository = staged().stage('.gitattributes', `* ${attribute}\n`);
      for (const [name, value] of [
        ['textconv', 'true'],
        ['command', 'true'],
        ['binary', 'true'],
      ])
        repository.git('config', `diff.one.${name}`, value ?? '');
      repository.commit().stage('a.txt', `id = ${new FakeCredentials(seed).accessKeyId()}\n`);
      expect(hook(repository, pathWith({}))).toBe(FULL_SCAN);
    },
  );
});
