import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shimBlock } from '../../src/install/shim.ts';
import { linesToPaste } from '../helpers/paste.ts';
import { blocks, everything, installKeyward, keyward, npm, passes } from '../helpers/project.ts';
import { cleanEnvironment, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

/** Pushes a commit that no pre-commit hook saw, and expects that to be blocked. */
function blocksPush(repository: Repository): void {
  const remote = temporaryFolder();
  repository.run('git', ['init', '--quiet', '--bare', remote]);
  const start = repository.git('rev-parse', 'HEAD').trim();
  repository.stage('pushed.txt', `${sample.accessKeyId()}\n`).commit();
  const outcome = repository.tryGit('push', remote, 'HEAD:refs/heads/main');
  expect(outcome.output).toContain('pushed.txt:1:1');
  expect(outcome.code).not.toBe(0);
  repository.git('reset', '--quiet', '--hard', start);
  expect(repository.tryGit('push', remote, 'HEAD:refs/heads/main').code).toBe(0);
}

/** `commit -a` and `commit PATH`, for which git makes other indexes. */
function blocksOtherIndexes(repository: Repository): void {
  repository.stage('tracked.txt', 'clean\n').git('commit', '--quiet', '--no-verify', '-m', 'tracked');
  repository.write('tracked.txt', `${sample.accessKeyId()}\n`);
  for (const words of [
    ['-am', 'x'],
    ['-m', 'x', 'tracked.txt'],
  ]) {
    const outcome = repository.tryGit('commit', ...words);
    expect(outcome.output).toContain('tracked.txt:1:1');
    expect(outcome.code).not.toBe(0);
  }
  repository.git('checkout', '--quiet', 'HEAD', '--', 'tracked.txt');
}

describe('scenario 14: lefthook', () => {
  test.each([
    ['lefthook.yml', '# ours\ncommit-msg:\n  jobs:\n    - run: echo FROM LEFTHOOK\n'],
    ['lefthook.toml', '# ours\n[[commit-msg.jobs]]\nrun = "echo FROM LEFTHOOK"\n'],
    ['.lefthook.json', '{}\n'],
  ])('%s: prints lines that work when pasted, and writes nothing', (file, settings) => {
    const repository = installKeyward();
    // without settings, its package writes some
    repository.write(file, settings);
    npm(repository, 'install', '--save-dev', 'lefthook@2');
    repository.run('npx', ['lefthook', 'install']);
    const before = everything(repository);
    // these settings have a commit-msg of their own
    const withMessage = file === 'lefthook.yml' ? ['--hooks', 'pre-commit,pre-push'] : [];
    const asked = keyward(repository, 'init', ...withMessage);
    expect(asked, asked.output).toMatchObject({ code: 2 });
    expect(asked.stderr).toContain(`Paste these lines into ${file}`);
    expect(everything(repository)).toEqual(before);
    expect(keyward(repository, 'install')).toMatchObject({ code: 0 });

    repository.write(file, settings === '{}\n' ? linesToPaste(asked) : settings + linesToPaste(asked));
    expect(keyward(repository, 'init').output).toContain('npx lefthook install && npx keyward init');
    repository.run('npx', ['lefthook', 'install']);
    expect(keyward(repository, 'init', ...withMessage)).toMatchObject({ code: 0 });
    expect(repository.read(file)).not.toContain(repository.directory);
    blocks(repository);
    passes(repository);
    if (file !== 'lefthook.yml') {
      repository.stage('message.txt', 'clean\n');
      const outcome = repository.tryGit('commit', '-m', `use ${sample.accessKeyId()}`);
      expect(outcome.output).toContain('commit blocked');
      expect(outcome.code).not.toBe(0);
      return;
    }
    expect(passes(repository)).toContain('FROM LEFTHOOK');
    blocksOtherIndexes(repository);
    blocksPush(repository);

    // lefthook writes its files anew when its settings change
    repository.write(file, `${repository.read(file)}\n# changed\n`);
    passes(repository);
    blocks(repository);
    const out = keyward(repository, 'uninstall');
    expect(out, out.output).toMatchObject({ code: 0 });
    expect(out.stderr).toContain(file);
    npm(repository, 'uninstall', 'keyward');
    expect(passes(repository)).toContain('keyward: not checked');
  });

  test('scans a change that lefthook skips', () => {
    const repository = installKeyward();
    npm(repository, 'install', '--save-dev', 'lefthook@2');
    repository.write('lefthook.yml', '').write('lefthook.yml', linesToPaste(keyward(repository, 'init')));
    repository.run('npx', ['lefthook', 'install']);
    const target = sample.accessKeyId();
    repository.run('ln', ['-s', target, 'link']);
    repository.git('add', 'link');
    const outcome = repository.tryGit('commit', '-m', 'x');
    expect(outcome.output).toContain('link:1:1');
    expect(outcome.code).not.toBe(0);
  });
});

describe('scenario 14: simple-git-hooks', () => {
  test('prints lines that keep the present commands', () => {
    const repository = installKeyward();
    npm(repository, 'install', '--save-dev', 'simple-git-hooks@2');
    const settings = (commands: string) =>
      repository.read('package.json').replace(/\n\}\n$/, `,\n  ${commands.trimEnd()}\n}\n`);
    const plain = repository.read('package.json');
    repository.write(
      'package.json',
      settings('"simple-git-hooks": { "pre-commit": "echo FROM SIMPLE", "commit-msg": "echo MESSAGE" }'),
    );
    repository.run('npx', ['simple-git-hooks']);
    const before = everything(repository);
    const asked = keyward(repository, 'init');
    expect(asked, asked.output).toMatchObject({ code: 2 });
    expect(everything(repository)).toEqual(before);

    repository.write('package.json', plain);
    repository.write('package.json', settings(linesToPaste(asked)));
    // git's hook is still the old one
    expect(keyward(repository, 'init')).toMatchObject({ code: 2 });
    repository.run('npx', ['simple-git-hooks']);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    blocks(repository);
    expect(passes(repository)).toMatch(/FROM SIMPLE[\s\S]*MESSAGE/);
    blocksOtherIndexes(repository);
    blocksPush(repository);
    npm(repository, 'uninstall', 'keyward');
    expect(passes(repository)).toContain('keyward: not checked');
  });
});

const PREK = 'node_modules/.bin/prek';

/** prek comes from npm; the framework itself, where this machine has it. */
describe('scenario 14: pre-commit and prek', () => {
  const has = (program: string) => new Repository('.').run('sh', ['-c', `command -v ${program}`]).code === 0;
  const CONFIG = `repos:
  - repo: local
    hooks:
      - { id: own, name: own, entry: echo, language: system, always_run: true, verbose: true, args: [FROM FRAMEWORK], pass_filenames: false }
`;

  describe.each([
    ['prek', PREK, true],
    ['pre-commit', 'pre-commit', has('pre-commit')],
  ])('%s', (_name, program, isHere) => {
    test.runIf(isHere)('installs keyward next to its hook, in either order', () => {
      for (const order of [
        ['framework', 'keyward'],
        ['keyward', 'framework'],
      ]) {
        const repository = installKeyward();
        if (program === PREK) npm(repository, 'install', '--save-dev', '@j178/prek');
        repository.write('.pre-commit-config.yaml', CONFIG);
        repository.git('add', '-A');
        const run = { HOME: temporaryFolder(), PREK_HOME: undefined, PRE_COMMIT_HOME: undefined };
        const framework = () => repository.run(program, ['install'], { env: run });
        const set = { framework, keyward: () => keyward(repository, 'init') };
        for (const step of order) expect(set[step as 'keyward']()).toMatchObject({ code: 0 });
        const theirs = repository.read('.git/hooks/pre-commit');
        expect(theirs).toContain('File generated by');
        expect(keyward(repository, 'init').output).toContain('already in place');
        blocks(repository, run);
        expect(passes(repository, run)).toContain('FROM FRAMEWORK');
        blocksOtherIndexes(repository);
        blocksPush(repository);
        expect(keyward(repository, 'uninstall')).toMatchObject({ code: 0 });
        expect(existsSync(join(repository.directory, '.git/hooks/pre-commit.legacy'))).toBe(false);
        expect(repository.read('.git/hooks/pre-commit')).toBe(theirs);
        passes(repository, run);
      }
    });
  });
});

describe('scenario 18: linked worktrees', () => {
  const inWorktree = (repository: Repository) => {
    const tree = new Repository(join(temporaryFolder(), 'w'));
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '-m', 'set up');
    repository.git('worktree', 'add', '--quiet', '-b', 'w', tree.directory);
    return tree;
  };

  test('husky: a new worktree has hooks without an installation', () => {
    const repository = installKeyward();
    keyward(repository, 'init', '--husky');
    const tree = inWorktree(repository);
    blocks(tree);
    expect(tree.git('status', '--porcelain')).toBe('');
    rmSync(join(repository.directory, 'node_modules'), { recursive: true });
    expect(tree.stage('a.txt', 'clean\n').tryGit('commit', '-m', 'x').output).toContain('npm install');
  });

  test('husky: an older worktree has hooks after the next installation', () => {
    const repository = installKeyward();
    const tree = inWorktree(repository);
    keyward(repository, 'init', '--husky');
    repository.git('add', '-A');
    repository.git('commit', '--quiet', '-m', 'hooks');
    tree.git('merge', '--quiet', 'main');
    blocks(tree);
  });

  test('husky in a package below the root: a new worktree has hooks', () => {
    const repository = Repository.create();
    repository.write('front end/x', '');
    const below = installKeyward(new Repository(join(repository.directory, 'front end')));
    expect(keyward(below, 'init', '--husky')).toMatchObject({ code: 0 });
    blocks(inWorktree(repository));
  });

  test('no hook manager: blocks with the packages of the main worktree, and without any', () => {
    const repository = installKeyward();
    keyward(repository, 'init');
    const tree = inWorktree(repository);
    blocks(tree);
    rmSync(join(repository.directory, 'node_modules'), { recursive: true });
    const outcome = tree.stage('a.txt', 'clean\n').tryGit('commit', '-m', 'x');
    expect(outcome.output).toContain('npm install');
    expect(outcome.code).not.toBe(0);
  });
});

describe('scenario 13: hooks shared by all repositories of a user', () => {
  /** A project under a global hooks path, whose hook says that it ran. */
  function companyProject(): { repository: Repository; company: Repository } {
    const company = new Repository(temporaryFolder());
    company.write('.gitconfig', `[core]\n\thooksPath = ${company.directory}/hooks\n`);
    company.write('hooks/pre-commit', '#!/bin/sh\necho COMPANY\n');
    chmodSync(join(company.directory, 'hooks/pre-commit'), 0o755);
    const environment = cleanEnvironment({
      HOME: temporaryFolder(),
      GIT_CONFIG_GLOBAL: join(company.directory, '.gitconfig'),
    });
    const repository = new Repository(temporaryFolder(), environment);
    repository.git('init', '--quiet', '--initial-branch=main');
    installKeyward(new Repository(repository.directory));
    return { repository, company };
  }
  const [, minor = 0] = (/(\d+)\.(\d+)/.exec(new Repository('.').git('version')) ?? []).slice(1).map(Number);
  const knowsConfigHooks = minor >= 54;

  test.runIf(!knowsConfigHooks)('init writes nothing and prints three options; pasting works', () => {
    const { repository, company } = companyProject();
    const before = [...everything(repository), ...everything(company)];
    const asked = keyward(repository, 'init');
    expect(asked).toMatchObject({ code: 2 });
    expect(asked.stderr).toMatch(/ 1\. .*\n.* 2\. .*\n.* 3\. /);
    expect([...everything(repository), ...everything(company)]).toEqual(before);
    expect(keyward(repository, 'install')).toMatchObject({ code: 0 });
    const parts = linesToPaste(asked).split(/^(pre-commit|commit-msg|pre-push):\n/m);
    const linesOf = (hook: string) => parts[parts.indexOf(hook) + 1] ?? '';
    company.write('hooks/pre-commit', `${company.read('hooks/pre-commit')}${linesOf('pre-commit')}`);
    for (const hook of ['commit-msg', 'pre-push']) {
      company.write(`hooks/${hook}`, `#!/bin/sh\n${linesOf(hook)}`);
      chmodSync(join(company.directory, 'hooks', hook), 0o755);
    }
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    expect(blocks(repository)).toContain('COMPANY');
    expect(passes(repository)).toBe('COMPANY\n');
    blocksPush(repository);

    expect(keyward(repository, 'uninstall').stderr).toContain(`${company.directory}/hooks/pre-commit`);

    // in other repositories they do and say nothing
    const other = new Repository(temporaryFolder(), repository.environment);
    other.git('init', '--quiet');
    expect(passes(other)).toBe('COMPANY\n');
  });

  test.runIf(knowsConfigHooks)('scenario 23: git 2.54 also runs hooks from the settings', () => {
    const { repository, company } = companyProject();
    // what somebody pasted there is not this repository's to take out
    const pasted = shimBlock('pre-commit', { projects: ['.'], installCommand: '', runner: '', shared: true });
    company.write('hooks/pre-commit', `${company.read('hooks/pre-commit')}${pasted}`);
    const before = everything(repository);
    const theirs = everything(company);
    expect(keyward(repository, 'init')).toMatchObject({ code: 0 });
    expect(keyward(repository, 'init').output).toContain('already in place');
    expect(everything(company)).toEqual(theirs);
    expect(repository.git('hook', 'list', 'pre-commit')).toContain('keyward-pre-commit');
    blocks(repository);
    expect(passes(repository)).toContain('COMPANY');
    blocksPush(repository);
    repository.git('reset', '--quiet', '--hard');
    const out = keyward(repository, 'uninstall');
    expect(out).toMatchObject({ code: 0 });
    expect(out.stderr).toContain(`${company.directory}/hooks/pre-commit`);
    expect(everything(company)).toEqual(theirs);
    rmSync(join(repository.directory, 'clean.txt'));
    expect(everything(repository)).toEqual(before);
  });
});
