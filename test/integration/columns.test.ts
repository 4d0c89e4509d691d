import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fill } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward, type Report, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const HOOK = join(import.meta.dirname, '..', '..', 'hooks', 'pre-commit');

/** A table whose first line names its columns, with a row for the end. */
interface Table {
  readonly path: string;
  readonly head: string;
  filler(number: number): string;
  row(secret: string): string;
}

const TABLES: readonly Table[] = [
  {
    path: 'data/users.csv',
    head: 'user,region,secret_access_key\n',
    filler: (number) => `ann ${number},eu-west-1,none\n`,
    row: (secret) => `bob,eu-west-1,${secret}\n`,
  },
  {
    path: 'sp ace/Users.TSV',
    head: '"user"\t"aws_secret_key"\n',
    filler: (number) => `"ann ${number}"\t"none"\n`,
    row: (secret) => `"bob"\t"${secret}"\n`,
  },
  {
    path: 'seed.sql',
    head: 'INSERT INTO accounts (region, aws_secret) VALUES\n',
    filler: (number) => `('eu-west-${number}', 'none'),\n`,
    row: (secret) => `('eu-west-1', '${secret}'),\n`,
  },
  {
    path: 'dump.sql',
    head: 'COPY accounts (region, aws_secret) FROM stdin;\n',
    filler: (number) => `eu-west-${number}\tnone\n`,
    row: (secret) => `eu-west-1\t${secret}\n`,
  },
  {
    path: 'console.csv',
    head: 'User name,Password,Console sign-in URL\n',
    filler: (number) => `ann${number},,\n`,
    row: (secret) =>
      `bob,${secret.replace(/[^a-z]/g, '').slice(0, 12)},https://corp.signin.aws.amazon.com/console\n`,
  },
  {
    path: 'console.txt',
    head: 'User name,Password,Console sign-in URL\n',
    filler: (number) => `${number} or another user without a password\n`,
    row: (secret) =>
      `bob,${secret.replace(/[^a-z]/g, '').slice(0, 12)},https://corp.signin.aws.amazon.com/console\n`,
  },
];

/** Lines between the header and the row. */
const FAR = 500;

/** Lines before the row that take more than one window of the scan. */
const FAR_ABOVE = 80_000;

const rows = ({ filler }: Table, count: number) =>
  Array.from({ length: count }, (_, number) => filler((number * 7919) % 1000)).join('');
const before = (table: Table, above = FAR) => `${table.head}${rows(table, above)}${rows(table, 3)}`;
const after = (table: Table, secret: string, above = FAR) =>
  `${table.head}${rows(table, above)}${table.row(secret)}${rows(table, 3)}`;

const placesOf = ({ findings }: Report) => findings.map(({ path, line }) => `${path}:${line}`);

/** Adds enough commits that a first push is sifted like an audit. */
function addCommits(repository: Repository): void {
  const commits = Array.from({ length: 510 }, (_, number) => {
    const from = number === 0 ? 'from refs/heads/main^0\n' : '';
    const header = `commit refs/heads/main\ncommitter A <a@example.com> ${1_700_000_000 + number} +0000\n`;
    return `${header}data 2\nc\n${from}M 100644 inline a.txt\ndata 4\n${1000 + number}\n`;
  });
  repository.run('git', ['fast-import', '--quiet'], { input: commits.join('') });
}

function auditedPlaces(repository: Repository): string[] {
  const { stdout } = keyward(repository, ['audit', '--format', 'json']);
  return placesOf(JSON.parse(stdout) as Report);
}

/** Returns the exit code of the hook when the branch is pushed to a new repository. */
function pushAll(repository: Repository): number | null {
  const remote = temporaryFolder();
  repository.git('init', '--quiet', '--bare', remote);
  const input = `refs/heads/main ${repository.git('rev-parse', 'main').trim()} refs/heads/main ${'0'.repeat(40)}\n`;
  return keyward(repository, ['hook', 'pre-push', '--', remote, remote], { input }).code;
}

describe.each(TABLES)('a row far below the first line of $path', (table) => {
  const place = `${table.path}:${FAR + 2}`;

  test('is found by the hook, in a commit that adds only the row, and in its range', () => {
    const repository = Repository.create().stage(table.path, before(table)).commit();
    repository.stage(table.path, after(table, sample.secretAccessKey()));
    expect(repository.run('sh', [HOOK]).code).toBe(1);
    expect(placesOf(scanJson(repository).report)).toEqual([place]);
    repository.commit();
    expect(placesOf(scanJson(repository, ['--range', 'HEAD~1..HEAD']).report)).toEqual([place]);
    expect(placesOf(scanJson(repository, ['--files', table.path]).report)).toEqual([place]);
  });

  test('is found in a large commit', () => {
    const repository = Repository.create();
    // that many, and that much before the table, are looked at only where the fast path found a word
    for (let nth = 0; nth < 600; nth += 1)
      repository.write(`a/${nth}.txt`, `the secret of ${nth}\n${'of other things\n'.repeat(60)}`);
    repository.write(table.path, after(table, sample.secretAccessKey())).git('add', '--all');
    // a report without counts looks at as little as the hook does
    expect(keyward(repository, ['scan', '--format', 'sarif']).code).toBe(1);
  });

  test('is found by an audit of versions that git stores as changes of one another', () => {
    const repository = Repository.create().stage(table.path, before(table)).commit();
    repository.stage(table.path, after(table, sample.secretAccessKey())).commit();
    repository.stage(table.path, before(table)).commit();
    repository.git('gc', '--quiet');
    // a history of that many objects is sifted first
    fill(repository);
    expect(auditedPlaces(repository)).toEqual([place]);
  });
});

test.each([
  ['some kilobytes', FAR],
  ['more than a megabyte', FAR_ABOVE],
])('a row of a table of %s is found by an audit and a first push of many commits', (_, above) => {
  const [table] = TABLES as [Table];
  const repository = Repository.create().stage(table.path, after(table, sample.secretAccessKey(), above));
  addCommits(repository.commit());
  expect(auditedPlaces(repository)).toEqual([`${table.path}:${above + 2}`]);
  expect(pushAll(repository)).toBe(1);
});

describe('no column is read', () => {
  test('from a line that is neither near nor the first', () => {
    const [table] = TABLES as [Table];
    const repository = Repository.create()
      .stage(table.path, `${rows(table, 9)}${before(table)}`)
      .commit();
    const text = `${rows(table, 9)}${after(table, sample.secretAccessKey())}`;
    expect(placesOf(scanJson(repository.stage(table.path, text)).report)).toEqual([]);
  });
});

test('a row without a value that long needs no Node', () => {
  const [table] = TABLES as [Table];
  const repository = Repository.create().stage(table.path, before(table)).commit();
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'node'), '#!/bin/sh\nexit 77\n', { mode: 0o755 });
  const hook = (value: string) => {
    repository.stage(table.path, after(table, value));
    return repository.run('sh', [HOOK], { env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` } }).code;
  };
  expect(hook('none')).toBe(0);
  expect(hook(sample.secretAccessKey())).toBe(77);
});
