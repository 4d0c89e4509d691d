import { chmodSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const HOOK = '.git/hooks/pre-commit';

/** Creates a project with the built keyward as a package. */
function project(): Repository {
  const repository = Repository.create();
  mkdirSync(join(repository.directory, 'node_modules'));
  symlinkSync(ROOT, join(repository.directory, 'node_modules', 'keyward'));
  repository
    .stage('.gitignore', 'node_modules\n')
    .stage('package.json', '{ "devDependencies": { "keyward": "*" } }\n');
  return repository.commit();
}

function init(repository: Repository): void {
  const { code, output } = keyward(repository, ['init']);
  expect(code, output).toBe(0);
}

/** Creates a command that writes and stages a file with a key, like a formatter. The hook itself contains no key. */
function stager(repository: Repository): { command: string; key: string } {
  const key = sample.accessKeyId();
  const folder = temporaryFolder();
  new Repository(folder).write(
    'stage',
    `#!/bin/sh\necho '${key}' >made.txt\nexec git add --force made.txt\n`,
  );
  chmodSync(join(folder, 'stage'), 0o755);
  repository.write('tracked.txt', 'clean\n');
  repository.git('add', 'tracked.txt');
  repository.commit('tracked');
  return { command: `'${folder}/stage'`, key };
}

/** The lines after keyward's in the hook, and whether the commit is blocked because of a key. */
const LINES: Readonly<Record<string, (stage: string) => { lines: string; blocks: boolean; code?: number }>> =
  {
    'a formatter that stages a key': (stage) => ({ lines: `${stage}\n`, blocks: true }),
    'a formatter without a line end': (stage) => ({ lines: stage, blocks: true }),
    'a formatter in the background, and wait': (stage) => ({ lines: `${stage} &\nwait\n`, blocks: true }),
    'a formatter and exit 0': (stage) => ({ lines: `${stage}\nexit 0\necho never\n`, blocks: true }),
    'a formatter under set -eu': (stage) => ({ lines: `set -eu\n${stage}\n`, blocks: true }),
    'a formatter under noclobber and noglob': (stage) => ({ lines: `set -Cf\n${stage}\n`, blocks: true }),
    'a formatter and a change of folder': (stage) => ({
      lines: `${stage}\nmkdir -p other\ncd other\n`,
      blocks: true,
    }),
    'a formatter and unset git variables': (stage) => ({
      lines: `${stage}\nunset GIT_INDEX_FILE GIT_DIR GIT_PREFIX\n`,
      blocks: true,
    }),
    'a formatter and functions named after commands': (stage) => ({
      lines: `${stage}\ngit() { :; }\nsed() { :; }\ngrep() { echo 1; }\nnode() { :; }\n`,
      blocks: true,
    }),
    nothing: () => ({ lines: '', blocks: false }),
    'a harmless line': () => ({ lines: 'echo HARMLESS\n', blocks: false }),
    'a formatter that stages a clean file': () => ({
      lines: 'echo fine >made.txt\ngit add --force made.txt\n',
      blocks: false,
    }),
    'a formatter that stages nothing new': () => ({ lines: 'git add --update\n', blocks: false }),
    'a formatter and exit 3': (stage) => ({ lines: `${stage}\nexit 3\n`, blocks: false, code: 3 }),
    'a failing last line': () => ({ lines: 'false\n', blocks: false, code: 1 }),
  };

/** The ways to commit. For each, git uses a different temporary index. */
const COMMITS: Readonly<Record<string, readonly string[]>> = {
  commit: ['commit'],
  '-a': ['commit', '-a'],
  PATH: ['commit', 'tracked.txt'],
  '--amend': ['commit', '--amend'],
};

function commit(repository: Repository, words: readonly string[]): Outcome {
  repository.write('tracked.txt', `${Math.random()}\n`);
  if (words.length === 1 || words.includes('--amend')) repository.git('add', 'tracked.txt');
  return repository.tryGit(...words.slice(0, 1), '--quiet', '-m', 'x', ...words.slice(1));
}

function expectVerdict(
  repository: Repository,
  lines: ReturnType<(typeof LINES)[string]>,
  words: readonly string[],
  key: string,
): void {
  const before = repository.git('rev-parse', 'HEAD');
  const outcome = commit(repository, words);
  const moved = repository.git('rev-parse', 'HEAD') !== before;
  expect(moved, outcome.output).toBe(!lines.blocks && lines.code === undefined);
  expect(outcome.output).not.toContain(key);
  if (lines.blocks) expect(outcome.output).toContain('made.txt:1:1');
  else expect(outcome.output).not.toContain('made.txt:');
  repository.git('reset', '--quiet', '--hard');
}

describe.each(Object.entries(LINES))('scans again after later lines in the hook: %s', (_name, linesFor) => {
  test.each([
    ['#!/bin/sh', 'before init'],
    ['#!/bin/bash', 'after init'],
  ])('%s, written %s', (first, order) => {
    const repository = project();
    const { command, key } = stager(repository);
    const { lines, ...verdict } = linesFor(command);
    if (order === 'before init') {
      repository.write(HOOK, `${first}\n${lines}`);
      chmodSync(join(repository.directory, HOOK), 0o755);
      init(repository);
    } else {
      init(repository);
      repository.write(HOOK, repository.read(HOOK).replace(/^.*/, first) + lines);
    }
    for (const words of Object.values(COMMITS)) expectVerdict(repository, { lines, ...verdict }, words, key);
  });
});

describe('scans again in other kinds of hooks', () => {
  test('in a husky hook, which contains no path of this machine', () => {
    const repository = project();
    symlinkSync(join(ROOT, 'node_modules', 'husky'), join(repository.directory, 'node_modules', 'husky'));
    repository.run(process.execPath, [join(ROOT, 'node_modules', 'husky', 'bin.js')]);
    repository.write('.husky/pre-commit', 'echo FROM HUSKY\n');
    init(repository);
    const { command, key } = stager(repository);
    repository.write('.husky/pre-commit', `${repository.read('.husky/pre-commit')}${command}\nexit 0\n`);
    expect(repository.read('.husky/pre-commit').replace(command, '')).not.toMatch(/\/tmp\/|\/home\//);
    repository.git('add', '-A');
    repository.commit();
    for (const words of Object.values(COMMITS))
      expectVerdict(repository, { lines: '', blocks: true }, words, key);
  });

  test.each([
    ['node', '#!/usr/bin/env node\nrequire("node:child_process").execFileSync(STAGE);\n'],
    ['another program', '#!/usr/bin/env -S sh -e\nSTAGE\n'],
  ])('in a hook for %s, which runs from another file', (kind, script) => {
    const repository = project();
    const { command, key } = stager(repository);
    const stage = kind === 'node' ? JSON.stringify(command.slice(1, -1)) : command;
    repository.write(
      HOOK,
      script.replace('STAGE', () => stage),
    );
    chmodSync(join(repository.directory, HOOK), 0o755);
    init(repository);
    expectVerdict(repository, { lines: '', blocks: true }, ['commit'], key);
    // an older keyward ran that file with exec
    repository.write(HOOK, repository.read(HOOK).replace('] || "', '] || exec "'));
    init(repository);
    expect(repository.read(HOOK)).not.toContain('] || exec');
    expectVerdict(repository, { lines: '', blocks: true }, ['commit', '-a'], key);
  });

  test('in a linked worktree', () => {
    const repository = project();
    const { command, key } = stager(repository);
    init(repository);
    repository.write(HOOK, `${repository.read(HOOK)}${command}\nunset GIT_DIR GIT_INDEX_FILE\n`);
    const tree = new Repository(join(temporaryFolder(), 'tree'));
    repository.git('worktree', 'add', '--quiet', '-b', 'other', tree.directory);
    for (const words of Object.values(COMMITS)) expectVerdict(tree, { lines: '', blocks: true }, words, key);
  });

  test('in a pre-merge-commit hook', () => {
    const repository = project();
    const { command, key } = stager(repository);
    expect(keyward(repository, ['init', '--hooks', 'pre-commit,pre-merge-commit'])).toMatchObject({
      code: 0,
    });
    for (const branch of ['one', 'two']) {
      repository.git('switch', '--quiet', '-c', branch, 'main');
      repository.stage(branch, 'x\n').commit();
    }
    expect(repository.git('merge', '--no-edit', 'one')).toContain('Merge made');
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');
    const hook = '.git/hooks/pre-merge-commit';
    repository.write(hook, `${repository.read(hook)}${command}\n`);
    const merged = repository.tryGit('merge', '--no-edit', 'one');
    expect(merged.output).toContain('made.txt:1:1');
    expect(merged.output).not.toContain(key);
    expect(merged.code).not.toBe(0);
  });
});

describe('the cost of the second scan', () => {
  /** Returns how many times git is started in a hook with additional lines. */
  function gitsFor(lines: string, commands: readonly string[] = ['commit']): number {
    const repository = project();
    init(repository);
    repository.write(HOOK, `${repository.read(HOOK)}${lines}`);
    repository.write('tracked.txt', 'x\n').git('add', '--all');
    // some shells compare whole seconds
    utimesSync(join(repository.directory, '.git', 'index'), 1e9, 1e9);
    const real = repository.run('sh', ['-c', 'command -v git']).stdout.trim();
    const log = join(temporaryFolder(), 'log');
    const place = new Repository(temporaryFolder());
    place.write('git', `#!/bin/sh\necho git >>'${log}'\nexec '${real}' "$@"\n`).write('log', '');
    chmodSync(join(place.directory, 'git'), 0o755);
    // git puts its own folder first in PATH, so the hook is started directly, as git starts it
    const env = {
      PATH: `${place.directory}:${process.env['PATH'] ?? ''}`,
      GIT_INDEX_FILE: commands[0] === 'commit' ? '.git/index' : undefined,
    };
    const outcome = repository.run(join(repository.directory, HOOK), [], { env });
    expect(outcome, outcome.output).toMatchObject({ code: 0 });
    return new Repository(place.directory).run('sh', ['-c', `cat '${log}'`]).stdout.split('\n').length - 1;
  }

  test('no git process if the index has not changed', () => {
    expect(gitsFor('')).toBe(1);
    expect(gitsFor('echo x >made.txt\n')).toBe(1);
    expect(gitsFor('echo x >made.txt\n', [])).toBe(1);
  });

  test('one more scan if the index has changed', () => {
    // including the git process that stages the file
    expect(gitsFor('echo x >made.txt\ngit add made.txt\n')).toBe(3);
    expect(gitsFor('echo x >made.txt\ngit add made.txt\n', [])).toBe(3);
  });

  test('one more scan if the state file is missing or invalid', () => {
    expect(gitsFor('rm .git/keyward/looked\n')).toBe(2);
    expect(gitsFor('echo 1 >.git/keyward/looked\n')).toBe(2);
  });
});

describe('the doctor reports hooks in which keyward cannot scan again', () => {
  /** Returns the doctor's checks for the end of a hook. */
  function advice(repository: Repository): { code: string; args: object; fix: object | null }[] {
    const { stdout } = keyward(repository, ['doctor', '--format', 'json']);
    const { checks } = JSON.parse(stdout) as { checks: ReturnType<typeof advice> };
    return checks.filter(({ code }) => /^hook-(?:lines-old|no-second-look|others-after)$/.test(code));
  }

  test('because of exec, but not of exit', () => {
    const repository = project();
    init(repository);
    const own = repository.read(HOOK);
    repository.write(HOOK, `${own}npm test\nexit 0\n`);
    expect(advice(repository)).toEqual([]);
    repository.write(HOOK, `${own}exec npm test\n`);
    const line = own.split('\n').length;
    expect(advice(repository)).toMatchObject([{ code: 'hook-no-second-look', args: { line } }]);
  });

  test('with lines of an older keyward, which install updates', () => {
    const repository = project();
    init(repository);
    const own = repository.read(HOOK);
    repository.write(HOOK, own.replace(/^.*again\.sh.*\n/m, ''));
    expect(advice(repository)).toMatchObject([{ code: 'hook-lines-old', fix: { safe: true } }]);
    expect(keyward(repository, ['install'])).toMatchObject({ code: 0 });
    expect(repository.read(HOOK)).toBe(own);
    expect(advice(repository)).toEqual([]);
  });

  test('next to the pre-commit framework', () => {
    const repository = project();
    init(repository);
    repository.run('mv', [HOOK, `${HOOK}.legacy`]);
    repository.write(HOOK, '#!/bin/sh\n# File generated by pre-commit: https://pre-commit.com\n');
    chmodSync(join(repository.directory, HOOK), 0o755);
    expect(advice(repository)).toMatchObject([{ code: 'hook-others-after', args: { after: 'pre-commit' } }]);
  });

  test('in lefthook, if it runs other commands', () => {
    const repository = project();
    repository.write(HOOK, '#!/bin/sh\ncall_lefthook run "pre-commit" "$@"\n');
    chmodSync(join(repository.directory, HOOK), 0o755);
    repository.write('lefthook.yml', '');
    const output = keyward(repository, ['init']).stderr;
    const lines = output.slice(output.indexOf('\n\n') + 2);
    repository.write('lefthook.yml', lines);
    expect(advice(repository)).toEqual([]);
    const other = '    - name: format\n      run: npm run format\n      stage_fixed: true\n';
    repository.write('lefthook.yml', lines.replace('  jobs:\n', `  jobs:\n${other}`));
    expect(advice(repository)).toMatchObject([{ code: 'hook-others-after', args: { after: 'lefthook' } }]);
  });
});
