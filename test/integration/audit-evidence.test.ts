import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fill, lettersAndDigits, pem, reportOf, repositoryWith } from '../helpers/audit.ts';

test('a name that says EC2 or S3, which a file gets after an audit that found nothing', () => {
  const repository = repositoryWith()
    .stage('aaa.pem', pem())
    .stage('b.yml', `secret_key: ${lettersAndDigits()}\n`)
    .commit();
  expect(reportOf(repository, 0).secrets).toEqual([]);
  expect(reportOf(repository, 0).secrets).toEqual([]);
  mkdirSync(join(repository.directory, 's3'));
  repository.git('mv', 'aaa.pem', 'ec2.pem');
  repository.git('mv', 'b.yml', 's3/b.yml');
  repository.commit();
  expect(reportOf(repository).secrets).toHaveLength(2);
});

test.each([false, true])(
  'a bare secret far from the word of AWS in a later version, among many: %s',
  (isMany) => {
    const repository = repositoryWith();
    const text = `${'x = 1\n'.repeat(100)}secret_key: ${lettersAndDigits()}\n${'y = 2\n'.repeat(300)}`;
    repository.stage('a.yml', text).commit();
    repository.stage('a.yml', `${text}client: s3\n`).commit();
    repository.stage('a.yml', `${text}client: other\n`).commit();
    repository.git('repack', '-adfq');
    if (isMany) fill(repository);
    expect(reportOf(repository).secrets).toHaveLength(1);
  },
);
