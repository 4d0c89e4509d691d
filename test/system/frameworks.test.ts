import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Returns a repository with this project's files as they are on the disk. */
function keywardRepository(): Repository {
  const copy = Repository.create();
  const listed = new Repository(ROOT).git('ls-files', '-z', '--cached', '--others', '--exclude-standard');
  for (const path of listed.split('\0').filter(Boolean)) {
    mkdirSync(dirname(join(copy.directory, path)), { recursive: true });
    cpSync(join(ROOT, path), join(copy.directory, path));
  }
  copy.git('add', '--all');
  return copy.commit();
}

/** Each framework with how it is started in a folder that has its package from npm. */
const FRAMEWORKS = [
  ['pre-commit', 'pre-commit'],
  ['prek', 'node_modules/.bin/prek'],
] as const;

test.each(FRAMEWORKS)('%s guards a Python project by four lines of YAML', (name, program) => {
  const cache = temporaryFolder();
  const env = { PRE_COMMIT_HOME: cache, PREK_HOME: cache };
  const source = keywardRepository();
  const project = Repository.create();
  const run = (...args: string[]) => project.run(program, args, { env });
  if (name === 'prek') {
    const tool = project.run('npm', ['install', '--no-save', '@j178/prek']);
    expect(tool.code).toBe(0);
    project.write('.gitignore', 'node_modules/\n');
  }
  const rev = source.git('rev-parse', 'HEAD').trim();
  project.write(
    '.pre-commit-config.yaml',
    `repos:\n  - repo: file://${source.directory}\n    rev: ${rev}\n    hooks: [{ id: keyward }, { id: keyward-message }]\n`,
  );
  project.git('add', '--all');
  for (const hook of ['pre-commit', 'commit-msg', 'pre-push'])
    expect(run('install', '--hook-type', hook).code).toBe(0);
  const git = (...args: string[]) => project.run('git', args, { env });
  expect(git('commit', '-m', 'start').code).toBe(0);

  const text = `AWS_ACCESS_KEY_ID = "${sample.accessKeyId()}"\n`;
  project.stage('settings.py', text);
  const blocked = git('commit', '-m', 'key');
  expect(blocked.code).toBe(1);
  expect(blocked.output).toContain('settings.py:1:22');
  // the printed command works, although nothing but the framework finds this keyward
  const allow = /Fake\?\s+(\S+ allow kw1_\w+)/.exec(blocked.output)?.[1] ?? 'false';
  const home = { HOME: process.env['HOME'] };
  expect(project.run('sh', ['-c', `${allow} --reason 'made up'`], { env: home }).code).toBe(0);
  expect(git('commit', '-m', 'allowed').code).toBe(0);

  expect(run('run', '--all-files').code).toBe(0);
  project.stage('other.py', text.replace(/A[A-Z0-9]{19}/, sample.accessKeyId())).commit();
  expect(run('run', '--all-files').code).toBe(1);
  project.git('rm', '--quiet', 'other.py');
  project.commit();
  expect(run('run', '--all-files').code).toBe(0);

  // the key is only in a commit that a push adds
  const remote = temporaryFolder();
  project.git('init', '--quiet', '--bare', remote);
  project.git('remote', 'add', 'origin', remote);
  const pushed = git('push', 'origin', 'main');
  expect(pushed.code).not.toBe(0);
  expect(pushed.output).toContain('push blocked');
  expect(git('commit', '--allow-empty', '-m', `key ${sample.accessKeyId()}`).code).toBe(1);
});
