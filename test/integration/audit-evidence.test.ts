import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fill, lettersAndDigits, pem, reportOf, repositoryWith } from '../helpers/audit.ts';

test('finds a value after a rename to a path with EC2 or S3, although an earlier audit found nothing', () => {
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
  'finds a bare secret if a later version mentions AWS far away, with many objects: %s',
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
