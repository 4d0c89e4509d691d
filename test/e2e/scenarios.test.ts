import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/cli/formats.ts';
import {
  blocks,
  everything,
  installKeyward,
  keyward,
  npm,
  passes,
  readyProject,
} from '../helpers/project.ts';
import { FakeGit } from '../helpers/fake-git.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

/** Expects that nothing can be committed, because keyward is not there. */
function expectRefused(repository: Repository, env: Record<string, string> = {}): string {
  repository.stage('clean.txt', `${Math.random()}\n`);
  const outcome = repository.run('git', ['commit', '-m', 'x'], { env });
  expect(outcome.code, outcome.output).not.toBe(0);
  expect(outcome.stderr.split('\n')[0]).toMatch(/^keyward: commit blocked: /);
  return outcome.output;
}

/** A package below the root of a repository, with keyward in it. */
function packageIn(repository: Repository, folder: string): Repository {
  mkdirSync(join(repository.directory, folder));
  return installKeyward(new Repository(join(repository.directory, folder)));
}

test('scenario 1: writes an executable hook with LF line ends to the folder that git names', () => {
  const repository = readyProject();
  const path = repository.git('rev-parse', '--git-path', 'hooks/pre-commit').trim();
  // the place of the package, for where there is no node_modules
  const recorded = /keyward_hook='(\/.*)'/.exec(repository.read(path))?.[1] ?? '';
  expect(existsSync(recorded), recorded).toBe(true);
  expect(repository.read(path)).not.toContain('\r');
  expect(repository.run('test', ['-x', path]).code).toBe(0);
  expect(JSON.parse(repository.read('package.json'))).toMatchObject({
    scripts: { prepare: expect.stringContaining("require('keyward/install')") as string },
  });
  keyward(repository, 'init');
  expect(repository.git('status', '--porcelain')).toBe('');
});

test('scenario 8: --ignore-scripts installs no hook, and CI finds the key', () => {
  const origin = readyProject();
  const clone = new Repository(temporaryFolder());
  clone.git('clone', '--quiet', origin.directory, '.');
  npm(clone, 'ci', '--ignore-scripts');
  expect(existsSync(join(clone.directory, '.git/hooks/pre-commit'))).toBe(false);
  clone.stage('leak.txt', `${sample.accessKeyId()}\n`).git('commit', '--quiet', '-m', 'x');
  const found = keyward(clone, 'scan', '--range', 'HEAD~1..HEAD');
  expect(found).toMatchObject({ code: 1 });
  expect(found.output).toContain('leak.txt:1:1');
});

test('scenario 11: repairs the hook after husky init, and init restores the script', () => {
  const repository = readyProject();
  npm(repository, 'install', '--save-dev', 'husky@9');
  expect(repository.run('npx', ['husky', 'init'])).toMatchObject({ code: 0 });
  expect(repository.read('package.json')).not.toContain('keyward/install');
  repository.write('.husky/pre-commit', 'echo FROM HUSKY\n');
  repository.stage('leak.txt', `${sample.accessKeyId()}\n`);
  expect(repository.tryGit('commit', '--dry-run', '-m', 'x').code).toBe(0);
  repository.git('rm', '--quiet', '--cached', 'leak.txt');
  expect(keyward(repository, 'install')).toMatchObject({ code: 0 });
  blocks(repository);
  expect(passes(repository)).toContain('FROM HUSKY');
  keyward(repository, 'init');
  const { scripts } = JSON.parse(repository.read('package.json')) as { scripts: { prepare: string } };
  expect(scripts.prepare).toMatch(/^husky && node -e .*keyward\/install/);
});

test('scenario 12: init reports a removed husky and how to fix it', () => {
  const repository = installKeyward();
  keyward(repository, 'init', '--husky');
  npm(repository, 'uninstall', 'husky');
  rmSync(join(repository.directory, '.husky/_'), { recursive: true });
  const asked = keyward(repository, 'init');
  expect(asked).toMatchObject({ code: 2 });
  const command = /git config --local --unset core\.hooksPath/.exec(asked.stderr)?.[0] ?? '';
  expect(keyward(repository, 'install')).toMatchObject({ code: 0 });
  expect(repository.run('sh', ['-c', command])).toMatchObject({ code: 0 });
  expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
  blocks(repository);
});

test('scenario 15: works with a core.hooksPath that names the default folder', () => {
  const repository = installKeyward();
  repository.git('config', 'core.hooksPath', '.git/hooks');
  expect(keyward(repository, 'init').output).toContain('.git/hooks/pre-commit');
  blocks(repository);
});

describe('packages below the root', () => {
  test('scenario 16: installs one hook that scans the whole repository', () => {
    const repository = Repository.create();
    const frontend = packageIn(repository, 'frontend');
    expect(keyward(frontend, 'init')).toMatchObject({ code: 0 });
    blocks(repository, {}, 'backend/leak.txt');
    repository.stage('backend/leak.txt', `${sample.accessKeyId()}\n`);
    const below = frontend.tryGit('commit', '-m', 'x');
    expect(below.output).toContain('backend/leak.txt:1:1');
    expect(below.code).not.toBe(0);
  });

  test('scenario 17: one hook serves two packages, and works with either one missing', () => {
    const repository = Repository.create();
    const [frontend, backend] = [packageIn(repository, 'frontend'), packageIn(repository, "it's back")];
    for (const each of [frontend, backend]) expect(keyward(each, 'init')).toMatchObject({ code: 0 });
    // the last one that installed also names its own place
    const read = () => repository.read('.git/hooks/pre-commit').replace(/^.* keyward_hook='\/.*\n/m, '');
    const hook = read();
    expect(hook.match(/keyward:begin/g)).toHaveLength(1);
    for (const each of [frontend, backend]) {
      keyward(each, 'install');
      expect(read()).toBe(hook);
    }
    blocks(repository);

    const away = temporaryFolder();
    renameSync(join(frontend.directory, 'node_modules'), join(away, 'frontend'));
    blocks(repository);
    renameSync(join(backend.directory, 'node_modules'), join(away, 'backend'));
    expect(expectRefused(repository)).toContain('npm install');
    // one that does not list it any more is not waited for
    renameSync(join(away, 'frontend'), join(frontend.directory, 'node_modules'));
    backend.write('package.json', '{}\n');
    blocks(repository);
    expect(keyward(frontend, 'install')).toMatchObject({ code: 0 });
    expect(repository.read('.git/hooks/pre-commit')).not.toContain('back');
    frontend.write('package.json', '{}\n');
    expect(passes(repository)).toMatch(/^keyward: not checked/);
  });

  test('scenario 17: finds the package at the top of a workspace', () => {
    const repository = Repository.create();
    repository.write('package.json', '{ "name": "all", "private": true, "workspaces": ["one"] }\n');
    repository.write('one/package.json', '{ "name": "one", "version": "1.0.0" }\n');
    repository.write('.gitignore', 'node_modules/\n');
    npm(repository, 'install', '--save-dev', '--workspace', 'one', inject('tarball'));
    const one = new Repository(join(repository.directory, 'one'));
    expect(keyward(one, 'init', '--hooks', 'pre-commit')).toMatchObject({ code: 0 });
    repository.git('config', 'core.hooksPath', '.githooks');
    expect(keyward(one, 'init')).toMatchObject({ code: 0 });
    // a committed hook holds no path of this machine
    blocks(repository);
  });
});

test('scenario 19: installs a separate hook in a submodule', () => {
  const [outer, library] = [Repository.create(), readyProject()];
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', library.directory, 'library');
  const before = everything(outer).filter((path) => !path.includes('/modules/'));
  const inner = new Repository(join(outer.directory, 'library'));
  npm(inner, 'ci');
  expect(existsSync(join(outer.directory, '.git/modules/library/hooks/pre-commit'))).toBe(true);
  blocks(inner);
  expect(everything(outer).filter((path) => !path.includes('/modules/'))).toEqual(before);
});

test('scenario 20: a package that depends on keyward installs nothing in its users’ repositories', () => {
  const library = installKeyward();
  const text = library.read('package.json').replace('devDependencies', 'dependencies');
  library.write('package.json', text.replace('"private": true,', ''));
  keyward(library, 'init');
  npm(library, 'pack');
  const user = Repository.create();
  user.write('package.json', '{ "name": "user", "private": true }\n').write('.gitignore', 'node_modules/\n');
  const before = everything(user);
  npm(user, 'install', join(library.directory, 'project-1.0.0.tgz'));
  expect(existsSync(join(user.directory, 'node_modules/keyward'))).toBe(true);
  const kept = (path: string) => !/package(?:-lock)?\.json /.test(path);
  expect(everything(user).filter(kept)).toEqual(before.filter(kept));
});

test('scenario 21: after npm uninstall the hook prints a message and lets commits pass', () => {
  const repository = readyProject();
  npm(repository, 'uninstall', 'keyward');
  expect(expectRefused(repository)).toContain('git add package.json');
  repository.git('add', 'package.json');
  expect(passes(repository)).toMatch(/^keyward: not checked.*\n$/);
});

test('scenario 22: blocks if keyward is listed but not installed, regardless of variables', () => {
  const repository = readyProject();
  rmSync(join(repository.directory, 'node_modules'), { recursive: true });
  const words = ['0', 'false', 'off', '1', '/dev/null', '/bin/true'];
  const names = [
    ...['KEYWARD', 'SKIP_KEYWARD', 'KEYWARD_SKIP', 'NO_KEYWARD', 'SKIP', 'HUSKY', 'CI', 'KEYWARD_NODE'],
  ];
  for (const word of words) {
    const own = { keyward_at: word, keyward_hook: word, keyward_refs: word, hook: word, node: word };
    const env = { ...Object.fromEntries(names.map((name) => [name, word])), ...own };
    expect(expectRefused(repository, env)).toContain('npm install');
  }
});

describe('scenario 18: a repository that moved', () => {
  test.each([[[]], [['--husky']]])('init %j: still blocks after the move', (options) => {
    const repository = installKeyward();
    keyward(repository, 'init', ...options);
    // a committed block asks the index, so that another branch without keyward passes
    repository.git('add', 'package.json');
    const moved = new Repository(join(temporaryFolder(), 'a new place'));
    renameSync(repository.directory, moved.directory);
    blocks(moved);
    rmSync(join(moved.directory, 'node_modules'), { recursive: true });
    expect(expectRefused(moved)).toContain('npm install');
    mkdirSync(repository.directory);
  });
});

describe('a repository without a package.json', () => {
  test('uses the global keyward, and blocks if it is missing', () => {
    const prefix = temporaryFolder();
    const repository = Repository.create();
    repository.run('npm', ['install', '--global', '--prefix', prefix, inject('tarball')]);
    const before = everything(repository);
    const run = (...words: string[]) => repository.run(join(prefix, 'bin/keyward'), words);
    expect(run('init').output).toMatch(/: keyward audit$/m);
    expect(run('init').output).toContain('already in place');
    blocks(repository);
    // the folder of a project without keyward, in a variable of that name, changes nothing
    const other = new Repository(temporaryFolder()).write('package.json', '{}\n').directory;
    blocks(repository, { keyward_at: other, keyward_hook: join(other, 'hook') });
    expect(passes(repository)).toBe('');
    repository.git('rm', '--quiet', 'clean.txt');
    expect(run('uninstall')).toMatchObject({ code: 0 });
    expect(everything(repository)).toEqual(before);
    run('init');
    rmSync(join(prefix, 'lib'), { recursive: true });
    expect(expectRefused(repository, { keyward_at: repository.directory })).toContain(
      'npm install --global keyward',
    );
  });
});

test('scenario 48: prints the verdict first, then the steps, and nothing of the key', () => {
  const repository = readyProject();
  const secret = sample.secretAccessKey();
  repository.stage('src/a.ts', `const awsSecretAccessKey = '${secret}';\n`);
  const { stderr, stdout, output } = repository.tryGit('commit', '-m', 'x');
  expect(stdout).toBe('');
  expect(stderr.split('\n')[0]).toBe('keyward: commit blocked: 1 AWS credential in src/a.ts:1:29');
  for (const part of [
    /secret access key {2}\S{4}…/,
    /Remove [\s\S]*git add :\/src\/a\.ts[\s\S]*Leaked\? [\s\S]*npx keyward respond[\s\S]*Fake\? /,
    /npx keyward allow kw1_[\da-f]{8}$/m,
  ])
    expect(output).toMatch(part);
  expect(output).not.toMatch(/--no-verify|\[/);
  const kept = everything(repository).filter((path) => path.includes('/.git/keyward/'));
  expect(kept.length).toBeGreaterThan(0);
  for (const text of [output, ...kept]) expect(text).not.toContain(secret.slice(4, 12));
});

describe('scenario 50: git in a GUI client with a minimal environment', () => {
  const TOOLS = ['sh', 'git', 'grep', 'sed', 'cat', 'dirname', 'basename'];

  /** A project whose installation is forgotten, and the variables that a GUI client hands on. */
  function withoutNode(): { repository: Repository; home: string; env: Record<string, string | undefined> } {
    const repository = readyProject();
    rmSync(join(repository.directory, '.git/keyward/node'));
    const [path, home] = [temporaryFolder(), temporaryFolder()];
    for (const tool of TOOLS) repository.run('sh', ['-c', `ln -s "$(command -v ${tool})" "${path}/${tool}"`]);
    const unset = { NVM_DIR: undefined, FNM_DIR: undefined, VOLTA_HOME: undefined, ASDF_DATA_DIR: undefined };
    return { repository, home, env: { ...unset, PATH: path, HOME: home, XDG_CONFIG_HOME: undefined } };
  }

  const PLACES = [
    '.nvm/versions/node/v20.19.0/bin/node',
    '.local/share/fnm/node-versions/v22.1.0/installation/bin/node',
    '.local/share/fnm/aliases/default/bin/node',
    'Library/Application Support/fnm/node-versions/v22.1.0/installation/bin/node',
    '.volta/bin/node',
    '.asdf/shims/node',
    '.asdf/installs/nodejs/22.1.0/bin/node',
    '.local/share/mise/shims/node',
  ];

  test('finds Node.js of version managers and skips old versions', () => {
    const { repository, home, env } = withoutNode();
    const folder = new Repository(home);
    // it would let everything pass
    folder.write('.nvm/versions/node/v10.0.0/bin/node', '#!/bin/sh\n[ "$1" != --version ] || echo v10.0.0\n');
    chmodSync(join(home, '.nvm/versions/node/v10.0.0/bin/node'), 0o755);
    const isElsewhere = ['/usr/local/bin/node', '/opt/homebrew/bin/node'].some(existsSync);
    if (!isElsewhere) {
      repository.stage('clean.env', 'AKIA\n');
      const outcome = repository.run('git', ['commit', '-m', 'x'], { env });
      expect(outcome.code).not.toBe(0);
      expect(outcome.stderr).toMatch(
        /^keyward: commit blocked: Node\.js 20\.19 or newer was not found\..*\n$/,
      );
      repository.git('rm', '--quiet', '--force', 'clean.env');
    }
    for (const place of PLACES) {
      mkdirSync(dirname(join(home, place)), { recursive: true });
      symlinkSync(process.execPath, join(home, place));
      blocks(repository, env);
      rmSync(join(home, place));
    }
  });

  test.each(['keyward', 'husky'])('uses the init.sh of %s, which cannot make a commit pass', (name) => {
    const { repository, home, env } = withoutNode();
    const file = join('.config', name, 'init.sh');
    const write = (text: string) => new Repository(home).write(file, text);
    write(`export PATH="$PATH:${dirname(process.execPath)}"\n`);
    blocks(repository, env);
    for (const text of ['exit 0\n', 'node() { :; }\n', 'syntax error (\n', 'export PATH=/nonexistent\n']) {
      write(text);
      repository.stage('leak.txt', `${sample.accessKeyId()}\n`);
      expect(repository.run('git', ['commit', '-m', 'x'], { env }).code, text).not.toBe(0);
    }
  });
});

test('scenario 51: exits with the same code in every format', () => {
  const repository = Repository.create();
  const cli = join(import.meta.dirname, '../../dist/cli.cjs');
  const exits = (env: Record<string, string> = {}) =>
    new Set(
      FORMAT_NAMES.map(
        (format) => repository.run(process.execPath, [cli, 'scan', '--format', format], { env }).code,
      ),
    );
  repository.stage('a.txt', 'clean\n');
  expect(exits()).toEqual(new Set([0]));
  repository.stage('a.txt', `${sample.accessKeyId()}\n`);
  expect(exits()).toEqual(new Set([1]));
  expect(exits(new FakeGit(repository, 'diff-index', 'exit 137').environment)).toEqual(new Set([2]));
  repository.stage('.keyward.json', '{ "unknown": 1 }\n');
  expect(exits()).toEqual(new Set([2]));
});

test('scenario 52: a clean commit is silent; --verbose reports what was scanned', () => {
  const repository = readyProject();
  expect(passes(repository)).toBe('');
  repository.stage('a.txt', 'one\ntwo\n');
  expect(keyward(repository, 'scan', '--verbose').output).toContain('1 files, 2 added lines, 8 bytes');
});

test('scenario 70: handles spaces and quotes in paths, and CRLF line ends', () => {
  const folder = join(temporaryFolder(), "John's Code (new)");
  mkdirSync(folder);
  const repository = new Repository(folder);
  repository.git('init', '--quiet', '--initial-branch=main');
  repository.git('config', 'core.autocrlf', 'true');
  installKeyward(repository);
  expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
  const leak = `one\r\nid = ${sample.accessKeyId()}\r\n`;
  expect(repository.stage('win.txt', leak).tryGit('commit', '-m', 'x').output).toContain('win.txt:2:6');
  repository.git('rm', '--quiet', '--cached', 'win.txt');
  expect(passes(repository)).not.toContain('keyward');

  // a committed hook that was checked out with such lines cannot run, and blocks
  keyward(repository, 'init', '--husky');
  blocks(repository);
  for (const hook of ['pre-commit', 'pre-push'])
    repository.write(`.husky/${hook}`, repository.read(`.husky/${hook}`).replaceAll('\n', '\r\n'));
  repository.stage('clean.txt', 'x\n');
  expect(repository.tryGit('commit', '-m', 'x').code).not.toBe(0);
});
