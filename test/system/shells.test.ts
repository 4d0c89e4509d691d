import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HOOKS } from '../../src/install/hook-names.ts';
import { worktreeBlock } from '../../src/install/managers/husky.ts';
import { lefthook } from '../../src/install/managers/lefthook.ts';
import { projectsIn, type Shim, shimBlock } from '../../src/install/shim.ts';
import { blocks, installKeyward, keyward, passes } from '../helpers/project.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '../..');

const ONE: Shim = { projects: ['.'], installCommand: 'npm install', runner: 'npx keyward' };

/** Every kind of lines that keyward writes into a hook, or has written. */
const SHIMS: Readonly<Record<string, Shim>> = {
  committed: ONE,
  'below the root': { ...ONE, projects: ['front end'] },
  'of several packages, one of them with a quote in its name': { ...ONE, projects: ["it's", 'b'] },
  'of this machine': { ...ONE, recorded: '/a b/node_modules/keyward/hooks' },
  'for Plug’n’Play': { ...ONE, unplugged: true },
  'of a company': { ...ONE, shared: true },
  'without a package.json': {
    projects: [],
    installCommand: 'npm install --global keyward',
    runner: 'npx keyward',
    recorded: '/g/hooks',
  },
};

function shellcheck(name: string, ...words: string[]): void {
  const { code, output } = new Repository(ROOT).run('shellcheck', ['--shell=sh', ...words]);
  expect(output, name).toBe('');
  expect(code, name).toBe(0);
}

describe('shellcheck has nothing to say', () => {
  test('on the package’s hooks', () => {
    const hooks = readdirSync(join(ROOT, 'hooks')).filter((name) => !name.includes('.'));
    expect(hooks.sort()).toEqual([...HOOKS].sort());
    for (const hook of hooks)
      shellcheck(hook, '--external-sources', '--source-path=SCRIPTDIR', join('hooks', hook));
  });

  test('on what the lines in a hook read besides', () => {
    shellcheck('again.sh', join('hooks', 'again.sh'));
    // it sets a variable for the block, and uses those that the block has set
    shellcheck('block.sh', '--exclude=SC1090,SC1091,SC2034,SC2154', join('hooks', 'block.sh'));
  });

  test('on our own hook', () => shellcheck('.husky/pre-commit', '.husky/pre-commit'));

  test.each(Object.entries(SHIMS))('on the lines %s', (_name, shim) => {
    const folder = new Repository(temporaryFolder());
    for (const hook of HOOKS) {
      const block = shimBlock(hook, shim);
      expect(projectsIn(`#!/bin/sh\n${block}`)).toEqual(shim.projects);
      folder.write(hook, `#!/bin/sh\n${block}exec true\n`);
      // the package's hook is found when it is run, and sets a variable
      shellcheck(hook, '--exclude=SC1090,SC1091,SC2154', join(folder.directory, hook));
    }
  });

  test('on the lines for a fresh work tree, and for lefthook', () => {
    const folder = new Repository(temporaryFolder());
    folder.write('worktree', `#!/bin/sh\n${worktreeBlock("it's/.husky")}`);
    shellcheck('worktree', join(folder.directory, 'worktree'));
    const settings = { path: 'lefthook.json', text: '' };
    const lines = lefthook.lines(new Map([['pre-push', shimBlock('pre-push', ONE)]]), settings);
    const job = (JSON.parse(lines) as { 'pre-push': { jobs: [{ run: string }] } })['pre-push'].jobs[0];
    folder.write('job', `#!/bin/sh\n${job.run}`);
    shellcheck('job', '--exclude=SC1090,SC1091,SC2154', join(folder.directory, 'job'));
  });
});

describe.each([
  ['dash', '#!/usr/bin/env dash'],
  ['bash --posix', '#!/bin/bash --posix'],
  ['busybox sh', '#!/bin/busybox sh'],
])('the hooks run under %s', (_name, first) => {
  /** Puts another first line in front of git's hooks. */
  function runUnder(repository: Repository): void {
    const line =
      first === '#!/bin/busybox sh'
        ? `#!${repository.run('sh', ['-c', 'command -v busybox']).stdout.trim()} sh`
        : first;
    for (const hook of ['pre-commit', 'commit-msg', 'pre-push']) {
      const path = `.git/hooks/${hook}`;
      const text = repository.read(path);
      expect(text).toMatch(/^#!\/bin\/sh\n/);
      repository.write(path, text.replace(/^.*\n/, `${line}\n[ -z "$SHELL_SEEN" ] || echo "seen $0"\n`));
    }
  }

  test('they block, pass, push, refuse and defuse', () => {
    const folder = join(temporaryFolder(), "it's a place");
    mkdirSync(folder);
    const repository = new Repository(folder);
    repository.git('init', '--quiet', '--initial-branch=main');
    installKeyward(repository);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    runUnder(repository);
    blocks(repository);
    expect(passes(repository)).toBe('');
    expect(passes(repository, { SHELL_SEEN: '1' })).toContain('seen');
    // what may hold a key is looked at by Node
    repository.stage('a.txt', 'AKIA-like\n').git('commit', '--quiet', '-m', 'x');

    // what a later line of the hook stages is looked at, too
    const hook = repository.read('.git/hooks/pre-commit');
    const stage = `echo "$MADE" >made.txt\ngit add made.txt\nset -euC\ncd node_modules\nunset GIT_INDEX_FILE\nexit`;
    repository.write('.git/hooks/pre-commit', `${hook}${stage}\n`);
    expect(passes(repository, { MADE: 'clean' })).toBe('');
    repository.stage('c.txt', 'c\n');
    const made = repository.run('git', ['commit', '-m', 'x'], { env: { MADE: sample.accessKeyId() } });
    expect(made.output).toContain('made.txt:1:1');
    expect(made.code).not.toBe(0);
    repository.git('reset', '--quiet', '--hard');
    repository.write('.git/hooks/pre-commit', hook);

    const remote = temporaryFolder();
    repository.run('git', ['init', '--quiet', '--bare', remote]);
    expect(repository.tryGit('push', remote, 'main').code).toBe(0);
    repository.stage('pushed.txt', `${sample.accessKeyId()}\n`).commit();
    const pushed = repository.tryGit('push', remote, 'main');
    expect(pushed.output).toContain('pushed.txt:1:1');
    expect(pushed.code).not.toBe(0);
    repository.git('reset', '--quiet', '--hard', 'HEAD~1');

    const away = join(temporaryFolder(), 'node_modules');
    renameSync(join(folder, 'node_modules'), away);
    const refused = repository.stage('b.txt', 'b\n').tryGit('commit', '-m', 'x');
    expect(refused.stderr.split('\n')[0]).toMatch(/^keyward: commit blocked: keyward is not installed here/);
    expect(refused.code).not.toBe(0);
    repository.write('package.json', '{}\n');
    expect(passes(repository)).toMatch(/^keyward: not checked.*\n$/);
    renameSync(away, join(folder, 'node_modules'));
    expect(passes(repository)).toMatch(/^keyward: not checked.*\n$/);
  });
});

test('scenario 49: colours for a terminal only', () => {
  const repository = installKeyward();
  keyward(repository, 'init');
  repository.stage('leak.txt', `${sample.accessKeyId()}\n`);
  // script gives what it runs a terminal, and hands on the exit code
  const inTerminal = (env: Record<string, string | undefined>) =>
    repository.run('script', ['-qec', 'git commit -m x', '/dev/null'], {
      env: { TERM: 'xterm-256color', ...env },
    });
  const colours = (text: string) => text.includes('\u001B[');
  const coloured = inTerminal({});
  expect(coloured.code).not.toBe(0);
  expect(coloured.output).toContain('leak.txt:1:1');
  expect(colours(coloured.output)).toBe(true);
  expect(colours(inTerminal({ NO_COLOR: '1' }).output)).toBe(false);
  expect(colours(inTerminal({ TERM: 'dumb' }).output)).toBe(false);
  const inPipe = repository.run('git', ['commit', '-m', 'x'], { env: { TERM: 'xterm-256color' } });
  expect(colours(inPipe.output)).toBe(false);
});

test('a busybox without the tools that the fast path needs gets the full scan', () => {
  const repository = installKeyward();
  keyward(repository, 'init');
  const path = new Repository(temporaryFolder());
  for (const tool of ['sed', 'grep']) {
    path.write(tool, `#!/bin/sh\nexec busybox ${tool} "$@"\n`);
    chmodSync(join(path.directory, tool), 0o755);
  }
  const env = { PATH: `${path.directory}:${process.env['PATH'] ?? ''}` };
  blocks(repository, env);
  expect(passes(repository, env)).toBe('');
  rmSync(join(path.directory, 'sed'));
  path.write('sed', '#!/bin/sh\nexit 1\n');
  chmodSync(join(path.directory, 'sed'), 0o755);
  blocks(repository, env);
});
