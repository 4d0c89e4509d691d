import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ignoreLine } from '../../src/fix/gitignore.ts';
import { messagesFor } from '../../src/messages/index.ts';
import { errorText } from '../../src/report/error.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const [ID, SECRET] = [sample.accessKeyId(), sample.secretAccessKey()];

const code = (id = ID, secret = SECRET) =>
  `const s3 = f({ accessKeyId: '${id}', secretAccessKey: '${secret}' });\n`;
const FIXED =
  'const s3 = f({ accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY });\n';
const ENV = `AWS_ACCESS_KEY_ID=${ID}\nAWS_SECRET_ACCESS_KEY=${SECRET}\n`;

/** Runs `fix`, and expects that no output has a value. */
function fix(repository: Repository, ...args: string[]): Outcome {
  const outcome = keyward(repository, ['fix', ...args]);
  expect(outcome.output).not.toContain(ID.slice(4, 16));
  expect(outcome.output).not.toContain(SECRET.slice(4));
  return outcome;
}

function staged(repository: Repository, path: string): string {
  return repository.git('show', `:${path}`);
}

function ignored(repository: Repository, path: string): boolean {
  return repository.tryGit('check-ignore', '--no-index', '--quiet', path).code === 0;
}

describe('a literal in source code', () => {
  test('is replaced in the index and in the working tree, and the value goes to .env', () => {
    const repository = Repository.create().stage('src/s3.js', code());
    const outcome = fix(repository, '--yes');
    expect(outcome.code, outcome.output).toBe(0);
    expect(staged(repository, 'src/s3.js')).toBe(FIXED);
    expect(repository.read('src/s3.js')).toBe(FIXED);
    expect(repository.read('.env')).toBe(ENV);
    expect(statSync(join(repository.directory, '.env')).mode & 0o777).toBe(0o600);
    expect(staged(repository, '.gitignore')).toBe('.env\n');
    expect(repository.git('status', '--porcelain')).toBe('A  .gitignore\nA  src/s3.js\n');
    expect(outcome.output).toContain('node --env-file=.env');
    expect(keyward(repository, ['scan']).code).toBe(0);
  });

  test('keeps the mode, the line ends, the bytes around it and all other entries of the index', () => {
    const text = Buffer.concat([
      Buffer.from(`\uFEFF// é\r\n`),
      Buffer.from([0x22, 0x8e, 0xff, 0x22]),
      Buffer.from(`\r\n${code()}x`),
    ]);
    const repository = Repository.create()
      .stage('a.js', text)
      .stage('b.bin', Buffer.from([0, 255]))
      .stage('c d.txt', 'x');
    repository.git('update-index', '--chmod=+x', 'a.js');
    repository.git('config', 'core.autocrlf', 'false');
    const before = repository.git('ls-files', '--stage', 'b.bin', 'c d.txt');
    expect(fix(repository, '--yes').code).toBe(0);
    const expected = Buffer.from(text.toString('latin1').replace(code(), FIXED), 'latin1');
    expect(readFileSync(join(repository.directory, 'a.js'))).toEqual(expected);
    expect(repository.git('rev-parse', ':a.js')).toBe(repository.git('hash-object', '--no-filters', 'a.js'));
    expect(repository.git('ls-files', '--stage', 'a.js')).toMatch(/^100755/);
    expect(repository.git('ls-files', '--stage', 'b.bin', 'c d.txt')).toBe(before);
  });

  test('is replaced in a file that git stores with other line ends', () => {
    const repository = Repository.create();
    repository.git('config', 'core.autocrlf', 'true');
    repository.git('config', 'core.safecrlf', 'false');
    repository.stage('a.py', `import boto3\r\nboto3.client(\r\n  aws_access_key_id="${ID}")\r\n`);
    expect(staged(repository, 'a.py')).not.toContain('\r');
    expect(fix(repository, '--yes').code).toBe(0);
    const lines = [
      'import os',
      'import boto3',
      'boto3.client(',
      '  aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"])',
      '',
    ];
    expect(staged(repository, 'a.py')).toBe(lines.join('\n'));
    expect(repository.read('a.py')).toBe(lines.join('\r\n'));
  });

  test('is replaced in the index only if the file has other unstaged changes', () => {
    const repository = Repository.create().stage('a.js', code());
    const mine = `${code()}// not staged\n`;
    repository.write('a.js', mine);
    const outcome = fix(repository, '--yes');
    expect(outcome.code, outcome.output).toBe(0);
    expect(outcome.output).toContain('only the staged version');
    expect(staged(repository, 'a.js')).toBe(FIXED);
    expect(repository.read('a.js')).toBe(mine);
  });

  test('in a line that is not staged as new stays', () => {
    const repository = Repository.create().stage('a.js', `k = '${ID}';\n`).commit();
    repository.stage('a.js', `k = '${ID}';\nl = '${ID}';\n`);
    expect(fix(repository, '--yes').code).toBe(0);
    expect(staged(repository, 'a.js')).toBe(`k = '${ID}';\nl = process.env.AWS_ACCESS_KEY_ID;\n`);
  });

  test('outside of the given paths stays', () => {
    const repository = Repository.create().stage('a/a.js', `k = '${ID}';\n`).stage('b.js', `k = '${ID}';\n`);
    const outcome = keyward(repository, ['fix', '--yes', 'a.js'], { cwd: join(repository.directory, 'a') });
    expect(outcome.code, outcome.output).toBe(1);
    expect(staged(repository, 'a/a.js')).toContain('process.env');
    expect(staged(repository, 'b.js')).toContain(ID);
    expect(keyward(repository, ['fix', '--yes', '../x']).code).toBe(2);
  });
});

describe('.env', () => {
  test('is appended to, never overwritten; names are reused or numbered', () => {
    const other = sample.secretAccessKey();
    const mine = `# mine\nAWS_SECRET_ACCESS_KEY=other\nMY_ID="${ID}"\nX=1`;
    const repository = Repository.create()
      .write('.env', mine)
      .stage('a.js', `${code()}awsSecretKey = "${other}";\n`);
    expect(fix(repository, '--yes').code).toBe(0);
    expect(repository.read('.env')).toBe(
      `${mine}\nAWS_SECRET_ACCESS_KEY_2=${SECRET}\nAWS_SECRET_ACCESS_KEY_3=${other}\n`,
    );
    expect(staged(repository, 'a.js')).toBe(
      `const s3 = f({ accessKeyId: process.env.MY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY_2 });\nawsSecretKey = process.env.AWS_SECRET_ACCESS_KEY_3;\n`,
    );
  });

  test('gets no value while git tracks it', () => {
    const repository = Repository.create().stage('.env', 'X=1\n').commit().stage('a.js', code());
    const before = repository.state();
    const outcome = fix(repository, '--yes');
    expect(outcome.code).toBe(1);
    expect(outcome.output).toContain('git tracks .env');
    expect(repository.state()).toBe(before);
  });

  test('that is a link or a folder gets no value', () => {
    const outside = join(temporaryFolder(), 'target');
    writeFileSync(outside, 'X=1\n');
    const linked = Repository.create().stage('a.js', code());
    symlinkSync(outside, join(linked.directory, '.env'));
    expect(fix(linked, '--yes').code).toBe(1);
    expect(readFileSync(outside, 'utf8')).toBe('X=1\n');
    expect(staged(linked, 'a.js')).toBe(code());
    const folder = Repository.create().stage('a.js', code());
    mkdirSync(join(folder.directory, '.env'));
    expect(fix(folder, '--yes').code).toBe(1);
    expect(existsSync(join(folder.directory, '.gitignore'))).toBe(false);
  });
});

describe('a file that does not belong in git', () => {
  test('leaves the index, stays on disk and is ignored, whatever its name', () => {
    const paths = ['.env', 'config/credentials', 'a [1]*?.pem', '#x.pem', '!y.pem', 'sp .pem', 'é/.env'];
    const repository = Repository.create().stage('b.txt', 'b');
    for (const path of paths) repository.stage(path, ENV);
    const outcome = fix(repository, '--yes');
    expect(outcome.code, outcome.output).toBe(0);
    expect(repository.git('ls-files', '-z')).toBe('.gitignore\0b.txt\0');
    for (const path of paths) expect(repository.read(path)).toBe(ENV);
    expect(repository.git('status', '--porcelain', '--untracked-files=all')).toBe(
      'A  .gitignore\nA  b.txt\n',
    );
  });

  test('takes the values of other files', () => {
    const repository = Repository.create().stage('.env', ENV).stage('a.js', code());
    expect(fix(repository, '--yes').code).toBe(0);
    expect(repository.read('.env')).toBe(ENV);
    expect(repository.git('ls-files')).toBe('.gitignore\na.js\n');
    expect(staged(repository, 'a.js')).toBe(FIXED);
  });

  test('stays staged if it is not on disk, or if a deeper .gitignore includes it', () => {
    const gone = Repository.create().stage('.env', ENV);
    gone.run('rm', ['.env']);
    expect(fix(gone, '--yes').code).toBe(1);
    expect(staged(gone, '.env')).toBe(ENV);
    const included = Repository.create().stage('a/.gitignore', '!.env\n').stage('a/.env', ENV);
    const before = included.state();
    expect(fix(included, '--yes').code).toBe(1);
    expect(included.state()).toBe(before);
  });

  test('is removed from git if it is tracked', () => {
    const repository = Repository.create().stage('.env', 'X=1\n').commit().stage('.env', ENV);
    expect(fix(repository, '--yes').code).toBe(0);
    expect(repository.git('status', '--porcelain')).toBe('D  .env\nA  .gitignore\n');
  });
});

describe('.gitignore', () => {
  test('keeps its unstaged changes and its line ends', () => {
    const repository = Repository.create().stage('.gitignore', 'dist\r\n').stage('.env', ENV);
    repository.write('.gitignore', 'dist\r\n# mine');
    expect(fix(repository, '--yes').code).toBe(0);
    expect(staged(repository, '.gitignore')).toBe('dist\r\n.env\r\n');
    expect(repository.read('.gitignore')).toBe('dist\r\n# mine\r\n.env\r\n');
  });

  test('is staged if its line is not', () => {
    const repository = Repository.create().stage('.env', ENV).stage('.gitignore', 'dist\n');
    repository.write('.gitignore', 'dist\n*.env\n');
    expect(fix(repository, '--yes').code).toBe(0);
    expect(staged(repository, '.gitignore')).toBe('dist\n*.env\n');
    expect(repository.read('.gitignore')).toBe('dist\n*.env\n');
  });

  test('that is a link out of the repository is not written', () => {
    const outside = join(temporaryFolder(), 'target');
    writeFileSync(outside, 'x\n');
    const repository = Repository.create().stage('.env', ENV);
    symlinkSync(outside, join(repository.directory, '.gitignore'));
    expect(fix(repository, '--yes').code).toBe(1);
    expect(readFileSync(outside, 'utf8')).toBe('x\n');
    expect(staged(repository, '.env')).toBe(ENV);
  });
});

test.each(['.env', 'my "keys"/a b.pem', "it's/.env", '$(x) `y`.pem', '-v.pem', 'a[1]*.pem', '!#.pem'])(
  'the command that finds the rule works as printed for %s, in a folder',
  (path) => {
    const repository = Repository.create().write('.gitignore', `${ignoreLine(path)}\n`);
    mkdirSync(join(repository.directory, 'sub'));
    for (const language of ['en', 'ja'] as const) {
      const text = errorText({ code: 'fix-not-ignored', args: { path } }, messagesFor(language));
      const [command = ''] = /git check-ignore .*/.exec(text) ?? [];
      const cwd = join(repository.directory, 'sub');
      const outcome = repository.run('sh', ['-c', command], { cwd });
      expect(outcome).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('.gitignore:1:') as string,
      });
    }
  },
);

describe('does not hide what is left', () => {
  test('a secret that only the ID near it makes one', () => {
    // the hook finds the second value because of the first
    const text = `const id = '${ID}';\n// ${SECRET}\n`;
    const repository = Repository.create().write('.env', `MY_ID=${ID}\n`).stage('a.js', text);
    const outcome = fix(repository, '--yes');
    expect(outcome.code, outcome.output).toBe(1);
    expect(staged(repository, 'a.js')).toBe(text);
  });

  test('a copy of the value in a file where it has no name', () => {
    const repository = Repository.create()
      .stage('a.js', `const awsSecretKey = '${SECRET}';\n`)
      .stage('b.json', `["${SECRET}"]\n`)
      .stage('c.js', `k = '${ID}';\n`);
    expect(fix(repository, '--yes').code).toBe(1);
    expect(staged(repository, 'a.js')).toContain(SECRET);
    expect(staged(repository, 'c.js')).toBe('k = process.env.AWS_ACCESS_KEY_ID;\n');
  });

  test('a value that stays for another reason is reported with instructions', () => {
    const repository = Repository.create().stage('a.js', code()).stage('b.json', `{"k":"${ID}"}`);
    const outcome = fix(repository, '--yes');
    expect(outcome.code).toBe(1);
    expect(outcome.output).toContain('b.json:1:7');
    expect(staged(repository, 'a.js')).toBe(FIXED);
  });
});

describe('counts credentials', () => {
  test.each([
    ['an ID and its secret as one', code(), 'removes 1 AWS credential\n', 'removed 1 AWS credential from'],
    [
      'those that stay',
      `${code()}${'\n'.repeat(30)}// ${sample.accessKeyId()}\n`,
      'removes 1 of 2 AWS credentials\n',
      'removed 1 AWS credential from',
    ],
    [
      'one of which a part stays as a part',
      `const id = '${ID}';\n/* aws_secret_access_key = ${SECRET} */\n`,
      'removes some values of 1 AWS credential\n',
      'removed some values of 1 AWS credential from',
    ],
    [
      'whole ones and parts',
      `${code()}${'\n'.repeat(30)}const id = '${sample.accessKeyId()}';\n// aws_secret_access_key = ${sample.secretAccessKey()}\n`,
      'removes 1 of 2 AWS credentials, and some values of 1 more\n',
      'removed 1 AWS credential, and some values of 1 more from',
    ],
  ])('%s', (_, text, title, done) => {
    const { output } = fix(Repository.create().stage('a.js', text), '--yes');
    expect(output).toContain(`keyward fix: ${title}`);
    expect(output).toContain(`keyward fix: ${done} what is staged.`);
  });
});

describe('changes nothing', () => {
  test.each([['--dry-run'], ['--dry-run', '--yes'], []])('with %j and without a terminal', (...args) => {
    const repository = Repository.create().stage('src/a.js', code()).stage('.env', ENV);
    const before = repository.state();
    const outcome = fix(repository, ...args.filter((word) => word !== undefined));
    expect(outcome.code).toBe(1);
    expect(outcome.output).toContain('process.env.AWS_ACCESS_KEY_ID');
    expect(outcome.output).toContain('Nothing was changed');
    expect(repository.state()).toBe(before);
    expect(repository.run('ls', ['.git/keyward']).stdout).toBe('');
  });

  test('if nothing is staged', () => {
    const repository = Repository.create().stage('a.txt', 'x');
    expect(fix(repository, '--yes')).toMatchObject({
      code: 0,
      output: expect.stringContaining('nothing to do'),
    });
    expect(keyward(new Repository(temporaryFolder()), ['fix']).code).toBe(2);
  });

  test('in a file with a flag in the index, a link, and an unmerged file', () => {
    const flagged = Repository.create().stage('a.js', code());
    flagged.git('update-index', '--skip-worktree', 'a.js');
    expect(fix(flagged, '--yes').code).toBe(1);
    expect(staged(flagged, 'a.js')).toBe(code());
    const link = Repository.create();
    symlinkSync(`'${ID}'`, join(link.directory, 'a.js'));
    link.git('add', 'a.js');
    expect(fix(link, '--yes').code).toBe(1);
    expect(lstatSync(join(link.directory, 'a.js')).isSymbolicLink()).toBe(true);
  });

  test('behind a link that leaves the repository', () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'a.js'), code());
    const repository = Repository.create().stage('d/a.js', code());
    repository.run('rm', ['-r', 'd']);
    symlinkSync(outside, join(repository.directory, 'd'));
    expect(fix(repository, '--yes').code).toBe(0);
    expect(readFileSync(join(outside, 'a.js'), 'utf8')).toBe(code());
    expect(staged(repository, 'd/a.js')).toBe(FIXED);
  });
});

test('works in a linked worktree, with sha256 objects, and in Japanese', () => {
  const repository = Repository.create('--object-format=sha256').stage('x', 'x').commit();
  repository.git('worktree', 'add', '--quiet', 'tree');
  const tree = new Repository(join(repository.directory, 'tree')).stage('.env', ENV).stage('a.js', code());
  const outcome = fix(tree, '--yes', '--lang', 'ja');
  expect(outcome.code, outcome.output).toBe(0);
  expect(outcome.output).toContain('取り除きました');
  expect(tree.git('ls-files')).toBe('.gitignore\na.js\nx\n');
  expect(ignored(tree, '.env')).toBe(true);
});

test.runIf(existsSync('/usr/bin/script') && process.platform === 'linux')('asks on a terminal', () => {
  const repository = Repository.create().stage('a.js', code());
  const cli = join(import.meta.dirname, '..', '..', 'dist', 'cli.cjs');
  const ask = (input: string) =>
    repository.run(
      'script',
      ['--quiet', '--return', '--command', `'${process.execPath}' '${cli}' fix`, '/dev/null'],
      { input },
    );
  const no = ask('n\n');
  expect(no.code, no.output).toBe(1);
  expect(no.output).toContain('Apply these changes?');
  expect(staged(repository, 'a.js')).toBe(code());
  const yes = ask('y\n');
  expect(yes.code, yes.output).toBe(0);
  expect(staged(repository, 'a.js')).toBe(FIXED);
});
