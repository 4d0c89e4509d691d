import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { expectGuarded } from '../helpers/doctor.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/migration.md'), 'utf8');

/** The blocks of a language in the page, in their order. */
function blocks(language: string): string[] {
  return [...PAGE.matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'gm'))].map(
    ([, text = '']) => text,
  );
}

/** A project with git-secrets' hooks, as `git secrets --install` writes them, and keys in its history. */
function oldProject(): { repository: Repository; env: Record<string, string> } {
  const repository = Repository.create()
    .stage('package.json', '{ "name": "shop", "private": true }\n')
    .stage('.gitignore', 'node_modules/\n')
    .stage('a.py', `KEY = '${sample.accessKeyId()}'  # pragma: allowlist secret\n`)
    .commit()
    .stage('b.txt', `${sample.accessKeyId()}\n`)
    .commit()
    .stage('b.txt', 'gone\n')
    .commit();
  for (const [hook, name] of Object.entries({
    'commit-msg': 'commit_msg_hook',
    'pre-commit': 'pre_commit_hook',
    'prepare-commit-msg': 'prepare_commit_msg_hook',
  })) {
    const path = `.git/hooks/${hook}`;
    repository.write(path, `#!/usr/bin/env bash\ngit secrets --${name} -- "$@"\n`).run('chmod', ['+x', path]);
  }
  repository.git('config', 'secrets.allowed', 'x');
  const tools = new Repository(temporaryFolder()).write('git-secrets', '#!/bin/sh\n');
  tools.run('chmod', ['+x', 'git-secrets']);
  return { repository, env: { PATH: `${tools.directory}:${process.env['PATH'] ?? ''}` } };
}

test('the commands of docs/migration.md work in this order', () => {
  const { repository, env } = oldProject();
  const [install = '', accept = '', search = '', remove = '', check = '', ...others] = blocks('sh');
  expect(others).toEqual([]);
  const sh = (script: string) => repository.run('sh', ['-c', script], { env });

  expect(sh(install.replace('save-dev keyward', `save-dev '${inject('tarball')}'`))).toMatchObject({
    code: 0,
  });
  expect(sh('git add -A && git commit -m setup')).toMatchObject({ code: 0 });

  const codes = accept
    .trim()
    .split('\n')
    .map((line) => sh(line).code);
  expect(codes).toEqual([1, 0, 0, 0]);
  sh('rm report.json');
  repository.stage('c.txt', `${sample.accessKeyId()}\n`);
  sh('git commit --no-verify -m past');
  expect(sh('npx keyward audit').code).toBe(1);
  repository.git('reset', '--quiet', '--hard', 'HEAD~1');

  expect(sh(search).stdout).toContain('a.py:1:');

  sh(remove);
  for (const hook of ['pre-commit', 'commit-msg', 'prepare-commit-msg'])
    expect(repository.read(`.git/hooks/${hook}`)).not.toContain('git secrets');
  expect(repository.tryGit('config', '--get-regexp', '^secrets').stdout).toBe('');
  // nothing calls git-secrets any more
  expect(repository.run('sh', ['-c', check]).code).toBe(0);
  expectGuarded(repository);
});

test('the allowlist of docs/migration.md is valid', () => {
  const [allowlist = '', ...others] = blocks('json');
  expect(others).toEqual([]);
  const repository = Repository.create().stage('.keyward-allowlist.json', allowlist);
  const cli = join(import.meta.dirname, '../../dist/cli.cjs');
  repository.stage('test/fixtures/a.txt', `${sample.accessKeyId()}\n`);
  expect(repository.run(process.execPath, [cli, 'scan']).code).toBe(0);
  repository.stage('src/a.txt', `${sample.accessKeyId()}\n`);
  expect(repository.run(process.execPath, [cli, 'scan']).code).toBe(1);
});
