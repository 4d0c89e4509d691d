import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { fill } from '../helpers/audit.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward, type Report, scanJson } from '../helpers/scan.ts';
import { seed } from '../helpers/seed.ts';

const sample = new FakeCredentials(seed);

const HOOK = join(import.meta.dirname, '..', '..', 'hooks', 'pre-commit');

/** A table whose first line names its columns, with a row for the end. */
interface Table {
  readonly path: string;
  readonly head: string;
  readonly filler: string;
  row(secret: string): string;
}

const TABLES: readonly Table[] = [
  {
    path: 'data/users.csv',
    head: 'user,region,secret_access_key\n',
    filler: 'ann,eu-west-1,none\n',
    row: (secret) => `bob,eu-west-1,${secret}\n`,
  },
  {
    path: 'sp ace/Users.TSV',
    head: '"user"\t"aws_secret_key"\n',
    filler: '"ann"\t"none"\n',
    row: (secret) => `"bob"\t"${secret}"\n`,
  },
  {
    path: 'seed.sql',
    head: 'INSERT INTO accounts (region, aws_secret) VALUES\n',
    filler: "('eu-west-1', 'none'),\n",
    row: (secret) => `('eu-west-1', '${secret}'),\n`,
  },
  {
    path: 'dump.sql',
    head: 'COPY accounts (region, aws_secret) FROM stdin;\n',
    filler: 'eu-west-1\tnone\n',
    row: (secret) => `eu-west-1\t${secret}\n`,
  },
];

/** Lines between the header and the row. */
const FAR = 500;

const end = ({ filler }: Table) => filler.repeat(3);
const before = (table: Table) => `${table.head}${table.filler.repeat(FAR)}${end(table)}`;
const after = (table: Table, secret: string) =>
  `${table.head}${table.filler.repeat(FAR)}${table.row(secret)}${end(table)}`;

const placesOf = ({ findings }: Report) => findings.map(({ path, line }) => `${path}:${line}`);

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
    // that many, and that much before the table, are looked at only where the first look found a word
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
    const { stdout } = keyward(repository, ['audit', '--format', 'json']);
    expect(placesOf(JSON.parse(stdout) as Report)).toEqual([place]);
  });
});

describe('no column is read', () => {
  test('from a line that is neither near nor the first', () => {
    const [table] = TABLES as [Table];
    const repository = Repository.create()
      .stage(table.path, `${table.filler.repeat(9)}${before(table)}`)
      .commit();
    const text = `${table.filler.repeat(9)}${after(table, sample.secretAccessKey())}`;
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
