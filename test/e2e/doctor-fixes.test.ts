import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import {
  codes,
  doctor,
  expectGuarded,
  expectFixed,
  HOOK,
  huskyProject,
  putBefore,
} from '../helpers/doctor.ts';
import { keyward, npm, readyProject } from '../helpers/project.ts';
import { cleanEnvironment, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const SAFE = { safe: true };

describe('reports each problem and prints a command that fixes it', () => {
  test.each<[string, string, (repository: Repository, hook: string) => void]>([
    ['deleted', 'hook-missing', (_, hook) => rmSync(hook)],
    ['not executable', 'hook-not-executable', (_, hook) => chmodSync(hook, 0o644)],
    ['emptied', 'hook-without-keyward', (_, hook) => writeFileSync(hook, '')],
    [
      'replaced by one that exits 0',
      'hook-without-keyward',
      (_, hook) => writeFileSync(hook, '#!/bin/sh\nexit 0\n'),
    ],
    [
      'replaced by one that only mentions keyward',
      'hook-without-keyward',
      (_, hook) => writeFileSync(hook, '#!/bin/sh\n# keyward was here\nexit 0\n'),
    ],
    [
      'replaced by a broken link',
      'hook-dangling',
      (_, hook) => {
        rmSync(hook);
        symlinkSync('../../gone', hook);
      },
    ],
    [
      'disarmed in keyward’s own lines',
      'hook-passes',
      (repository) => repository.write(HOOK, repository.read(HOOK).replace('|| exit $?', '|| :')),
    ],
  ])('a hook that was %s; --fix fixes it too', (_what, code, damage) => {
    const repository = readyProject();
    const hook = join(repository.directory, HOOK);
    damage(repository, hook);
    expect(expectFixed(repository, code)).toMatchObject(SAFE);
    if (existsSync(`${hook}.before-keyward`) || lstatSync(hook).isSymbolicLink())
      rmSync(hook, { force: true });
    rmSync(`${hook}.before-keyward`, { force: true });
    keyward(repository, 'install');
    damage(repository, hook);
    expect(doctor(repository, {}, '--fix')).toMatchObject({ exit: 0, guarded: true });
  });

  test('a line that exits with 0 before keyward’s lines', () => {
    const repository = readyProject();
    putBefore(repository, HOOK, '# nothing to see\nif [ 1 = 1 ]; then exit 0; fi\n');
    const { checks } = doctor(repository);
    expect(checks.find(({ code }) => code === 'hook-ends-early')?.args['line']).toBe(3);
    const clean = repository.git('status', '--porcelain');
    expect(expectFixed(repository, 'hook-ends-early')).toMatchObject({ safe: false });
    // package.json is as it was
    expect(repository.git('status', '--porcelain')).toBe(clean);
  });

  test('does not run other lines before keyward’s, and reports the hook as not tested', () => {
    const repository = readyProject();
    putBefore(repository, HOOK, 'touch "$HOME/ran"\n');
    const home = temporaryFolder();
    const before = repository.read(HOOK);
    expect(doctor(repository, { env: { HOME: home } }, '--fix')).toMatchObject({ exit: 2, complete: false });
    expect(repository.read(HOOK)).toBe(before);
    const fix = expectFixed(repository, 'hook-behind-others', { env: { HOME: home } }, 'could-not-check');
    expect(fix).toMatchObject({ safe: false });
    expect(existsSync(join(home, 'ran'))).toBe(false);
  });

  test.each([
    ['a hooks path that points to a missing folder', '.gone', true],
    ['an empty hooks path', '', false],
    ['a hooks path left by a removed husky', '.husky/_', false],
  ])('%s', (_what, path, safe) => {
    const repository = readyProject();
    repository.git('config', 'core.hooksPath', path);
    expect(expectFixed(repository, 'hooks-path-missing')).toMatchObject({ safe });
    repository.stage('a.txt', `${sample.accessKeyId()}\n`);
    expect(repository.tryGit('commit', '-m', 'x').output).toContain('a.txt:1:1');
  });

  test.each(['--local', '--global'])('core.hooksPath=/dev/null in %s settings', (scope) => {
    const repository = readyProject();
    const options = { env: { GIT_CONFIG_GLOBAL: join(temporaryFolder(), 'settings') } };
    repository.run('git', ['config', scope, 'core.hooksPath', '/dev/null'], options);
    const fix = expectFixed(repository, 'hooks-path-no-folder', options);
    expect(fix?.command).toContain(`git config ${scope} --unset core.hooksPath`);
    expect(fix?.safe).toBe(false);
  });

  test('deleted node_modules', () => {
    const repository = readyProject();
    rmSync(join(repository.directory, 'node_modules'), { recursive: true });
    expect(expectFixed(repository, 'package-not-installed')).toMatchObject({ command: 'npm install' });
  });

  test('an unstaged package.json that no longer lists keyward', () => {
    const repository = readyProject();
    npm(repository, 'uninstall', 'keyward');
    const { checks } = doctor(repository);
    expect(checks.find(({ code }) => code === 'package-not-installed')?.fix).toMatchObject({
      command: `git add -- ${repository.directory}/package.json`,
    });
  });

  test('a branch that does not list keyward', () => {
    const repository = readyProject();
    npm(repository, 'pkg', 'delete', 'devDependencies');
    // as long as the index lists it, commits are checked
    expectGuarded(repository);
    repository.git('add', 'package.json');
    // this version is in no registry: an npm that knows the tarball by its name
    const tools = temporaryFolder();
    const real = repository.run('sh', ['-c', 'command -v npm']).stdout.trim();
    writeFileSync(
      join(tools, 'npm'),
      `#!/bin/sh\ncase "$3" in keyward@*) set -- "$1" "$2" "${inject('tarball')}" ;; esac\nexec "${real}" "$@"\n`,
    );
    chmodSync(join(tools, 'npm'), 0o755);
    const env = { PATH: `${tools}:${process.env['PATH'] ?? ''}` };
    expect(expectFixed(repository, 'package-not-listed', { env })).toMatchObject({
      command: 'npx keyward init',
      safe: false,
    });
    expect(repository.read('package.json')).toContain('"keyward"');
  });
});

describe('reports each problem of settings, husky and Node.js, and prints a command that fixes it', () => {
  test('an invalid allowlist, one that was never committed, and expired entries', () => {
    const repository = readyProject();
    repository.stage('.keyward-allowlist.json', '{ "version": 1, "allow": { "x": 1 } }\n');
    expectFixed(repository, 'allowlist-broken');
    expect(existsSync(join(repository.directory, '.keyward-allowlist.json'))).toBe(false);
    const value = sample.accessKeyId();
    repository.stage('a.txt', `${value}\n`).tryGit('commit', '-m', 'x');
    keyward(repository, 'allow', '--last', '--yes', '--reason', 'made up');
    repository.git('commit', '--quiet', '-m', 'allowed');
    expectGuarded(repository);
    repository.write('.keyward-allowlist.json', '<<<<<<< HEAD\n');
    expectFixed(repository, 'allowlist-broken');
    expect(repository.read('.keyward-allowlist.json')).toContain('made up');
    const past = repository
      .read('.keyward-allowlist.json')
      .replace('"made up"', '"made up", "expires": "2020-01-01"');
    repository.stage('.keyward-allowlist.json', past);
    expectFixed(repository, 'allowlist-expired');
  });

  test('an allowlist that allows every key', () => {
    const repository = readyProject();
    const rules = '["aws-access-key-id", "aws-secret-access-key"]';
    repository.stage(
      '.keyward-allowlist.json',
      `{ "version": 1, "allow": {}, "paths": [{ "glob": "**", "rules": ${rules}, "reason": "why not", "broad": true }] }\n`,
    );
    const found = doctor(repository);
    expect(codes(found, 'not-ok')).toEqual(['hook-allowed']);
    expect(found.exit).toBe(1);
  });

  test('invalid settings', () => {
    const repository = readyProject();
    repository.stage('.keyward.json', '{ "strict": true }\n').git('commit', '--quiet', '-m', 'strict');
    repository.stage('.keyward.json', '{ "strict": "yes" }\n');
    expectFixed(repository, 'settings-broken');
    expect(repository.git('diff', 'HEAD', '--stat')).toBe('');
  });

  test('global settings that hide the hook', () => {
    const company = temporaryFolder();
    const repository = readyProject();
    mkdirSync(join(company, 'hooks'));
    writeFileSync(join(company, '.gitconfig'), `[core]\n\thooksPath = ${company}/hooks\n`);
    const options = {
      env: cleanEnvironment({ HOME: company, GIT_CONFIG_GLOBAL: join(company, '.gitconfig') }),
    };
    // which hooks run is for a person to decide
    expect(doctor(repository, options, '--fix').exit).toBe(1);
    expect(repository.tryGit('config', '--local', 'core.hooksPath').code).toBe(1);
    expect(expectFixed(repository, 'hook-shadowed', options)).toMatchObject({ safe: false });
    expect(readdirSync(join(company, 'hooks'))).toEqual([]);
    // pasted into the global hook, as init says, it is proved there
    repository.git('config', '--unset', 'core.hooksPath');
    for (const hook of ['pre-commit', 'commit-msg', 'pre-push'])
      renameSync(join(repository.directory, '.git/hooks', hook), join(company, 'hooks', hook));
    expectGuarded(repository, options);
  });

  test('a linked worktree without husky’s folder', () => {
    const repository = huskyProject();
    const folder = join(temporaryFolder(), 'a linked one');
    repository.git('worktree', 'add', '--quiet', '-b', 'side', folder);
    const linked = new Repository(folder);
    rmSync(join(folder, '.husky/_'), { recursive: true });
    const leak = () => linked.stage('a.txt', `${sample.accessKeyId()}\n`).tryGit('commit', '-m', 'x');
    // nothing checks this one
    expect(leak().code).toBe(0);
    linked.git('reset', '--quiet', '--hard', 'HEAD~1');
    // whoever looks from the main one sees it, too
    const found = doctor(repository);
    expect(found.checks.find(({ code }) => code === 'hooks-path-missing')?.worktree).toBe(folder);
    expect(expectFixed(repository, 'hooks-path-missing')).toMatchObject(SAFE);
    expect(leak().output).toContain('a.txt:1:1');
    expectGuarded(linked);
  });

  test('a husky stub that is missing, overwritten or not executable', () => {
    const repository = huskyProject();
    const stub = join(repository.directory, '.husky/_/pre-commit');
    rmSync(stub);
    expectFixed(repository, 'hook-missing');
    // as another hook manager does
    writeFileSync(stub, '#!/bin/sh\nexit 0\n');
    expectFixed(repository, 'hook-without-keyward');
    chmodSync(stub, 0o644);
    expectFixed(repository, 'hook-not-executable');
    // what all of its stubs read
    writeFileSync(join(repository.directory, '.husky/_/h'), 'exit 0\n');
    expectFixed(repository, 'hook-passes');
    rmSync(join(repository.directory, '.husky/pre-commit'));
    expectFixed(repository, 'hook-missing');
  });

  test('husky disabled in the environment or in its init.sh', () => {
    const repository = huskyProject();
    const off = doctor(repository, { env: { HUSKY: '0' } });
    expect(codes(off, 'not-ok')).toEqual(['hook-manager-off']);
    expect(off.checks.find(({ code }) => code === 'hook-manager-off')?.fix?.command).toBe('unset HUSKY');
    const home = new Repository(temporaryFolder()).write('.config/husky/init.sh', 'A=b\nexport HUSKY=0\n');
    const env = { HOME: home.directory, XDG_CONFIG_HOME: undefined };
    expectFixed(repository, 'hook-manager-off', { env });
    expect(home.read('.config/husky/init.sh')).toBe('A=b\n');
  });

  test('a recorded Node.js that does not exist any more', () => {
    const repository = readyProject();
    repository.write('.git/keyward/node', '/nowhere/node\n');
    expect(expectFixed(repository, 'node-gone')).toMatchObject(SAFE);
  });
});
