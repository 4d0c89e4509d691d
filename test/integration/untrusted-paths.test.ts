import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filesIn, Repository, temporaryFolder } from '../helpers/repository.ts';
import { cli } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';
import { ALLOWLIST, stagedSecret } from '../helpers/staged-secret.ts';

describe('allow and audit write nothing through a link that points out of the working tree', () => {
  const outside = () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), 'as it was');
    return folder;
  };

  test.each([
    ['a file', (folder: string) => join(folder, 'file')],
    ['a missing file', (folder: string) => join(folder, 'new')],
    ["one of git's own files", () => '.git/config'],
    ['a missing hook', () => '.git/hooks/pre-push'],
  ])('%s', (_what, target) => {
    const { repository, mark } = stagedSecret();
    const folder = outside();
    rmSync(join(repository.directory, ALLOWLIST));
    symlinkSync(target(folder), join(repository.directory, ALLOWLIST));
    symlinkSync(target(folder), join(repository.directory, 'report.json'));
    const before = [filesIn(folder), repository.read('.git/config')];
    for (const args of [
      ['allow', mark, '--reason', 'made up'],
      ['audit', '--output', 'report.json'],
      ['respond', '--output', 'report.json'],
    ]) {
      const outcome = cli(repository, ...args);
      expect(outcome.code, outcome.output).toBe(2);
    }
    expect([filesIn(folder), repository.read('.git/config')]).toEqual(before);
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('as it was');
  });

  test('a folder', () => {
    const { repository } = stagedSecret();
    const folder = outside();
    symlinkSync(folder, join(repository.directory, 'reports'));
    for (const command of ['audit', 'respond'])
      expect(cli(repository, command, '--output', 'reports/new.md').output).toContain('symbolic link');
    expect(filesIn(folder)).toHaveLength(1);
    // a folder that the user names is the user's choice
    expect(cli(repository, 'respond', '--output', join(folder, 'new.md')).code).toBe(0);
  });
});

describe('init writes nothing through a link that points out of the working tree', () => {
  test.each([
    [
      'package.json',
      (repository: Repository, folder: string) => {
        writeFileSync(join(folder, 'package.json'), '{ "devDependencies": { "keyward": "*" } }');
        symlinkSync(join(folder, 'package.json'), join(repository.directory, 'package.json'));
      },
    ],
    [
      'the hooks folder',
      (repository: Repository, folder: string) => {
        symlinkSync(folder, join(repository.directory, '.githooks'));
        repository.git('config', 'core.hooksPath', '.githooks');
      },
    ],
  ])('%s', (_what, link) => {
    const repository = Repository.create();
    const folder = temporaryFolder();
    link(repository, folder);
    const before = filesIn(folder).map((file) => readFileSync(file, 'utf8'));
    const outcome = cli(repository, 'init');
    expect(outcome.code, outcome.output).toBe(2);
    expect(filesIn(folder).map((file) => readFileSync(file, 'utf8'))).toEqual(before);
  });
});

test('does not print a value that was pasted in place of an argument', () => {
  const { repository, secret, mark } = stagedSecret();
  const token = sample.string('ABCDEFGHIJabcdefghij0123456789/+', 300);
  for (const value of [secret, token]) {
    for (const args of [
      ['scan', '--files', value],
      ['scan', '--range', value],
      ['scan', '--message', value],
      ['audit', '--output', `${value}/x`],
      ['audit', '--output', value, '--format', value],
      ['respond', '--output', value],
      ['allow', value, '--reason', 'made up'],
      ['allow', mark, '--reason', 'made up', '--path', value],
      ['allow', mark, '--reason', 'made up', `--path=${value}`],
      ['allowlist', value],
      ['doctor', value],
      [value],
    ]) {
      const outcome = cli(repository, ...args);
      expect(outcome.output, args[0]).not.toContain(value.slice(0, 6));
    }
  }
});
