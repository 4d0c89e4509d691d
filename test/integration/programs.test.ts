import { chmodSync, existsSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HOOKS } from '../../src/install/hook-names.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const HOOKS_OF_PACKAGE = join(import.meta.dirname, '..', '..', 'hooks');

/** Settings that name a program. `%` is the program; the value goes to all keys that the setting needs. */
const SETTINGS: Readonly<Record<string, string>> = {
  'core.fsmonitor': '%',
  'core.pager': '%',
  'core.editor': '%',
  'core.askPass': '%',
  'core.sshCommand': '%',
  'core.gitProxy': '%',
  'core.alternateRefsCommand': '%',
  'sequence.editor': '%',
  'interactive.diffFilter': '%',
  'credential.helper': '!%',
  'gpg.program': '%',
  'gpg.ssh.program': '%',
  'gpg.x509.program': '%',
  'gpg.ssh.defaultKeyCommand': '%',
  'diff.external': '%',
  'diff.own.command': '%',
  'diff.own.textconv': '%',
  'merge.own.driver': '%',
  'filter.own.clean': '%',
  'filter.own.smudge': '%',
  'uploadpack.packObjectsHook': '%',
  'remote.origin.uploadpack': '%',
  'remote.origin.receivepack': '%',
  'browser.own.cmd': '%',
  'mergetool.own.cmd': '%',
  'difftool.own.cmd': '%',
  'tar.own.command': '%',
  'trailer.own.command': '%',
  'pager.log': '%',
  'pager.diff-index': '%',
  'pager.config': '%',
  'alias.diff-index': '!%',
  'alias.log': '!%',
  'alias.own': '!%',
};

/** What has git use what the settings name. */
const SWITCHES: Readonly<Record<string, string>> = {
  'log.showSignature': 'true',
  'log.diffMerges': 'remerge',
  'diff.submodule': 'log',
  'protocol.allow': 'always',
  'extensions.partialClone': 'origin',
  'remote.origin.promisor': 'true',
  'remote.origin.url': 'ssh://host.invalid/repository',
  'core.repositoryFormatVersion': '1',
};

/** A repository in which every setting names a program of its own, which leaves a mark when it is run. */
class Booby {
  readonly repository = Repository.create();
  readonly #place = temporaryFolder();

  constructor() {
    const { repository } = this;
    for (const name of HOOKS_OF_GIT) this.#program(`.git/hooks/${name}`, `hook ${name}`);
    repository
      .write('.gitattributes', '* filter=own merge=own\na.txt diff=own\n')
      .stage('package.json', '{ "devDependencies": { "keyward": "*" } }\n')
      .stage('a.txt', 'x\n')
      .stage('key.txt', `${sample.accessKeyId()}\n`)
      .commit();
    this.#sign('0');
    repository.stage('a.txt', 'x\ny\n').commit('second');
    this.#sign('1');
    repository.run('git', ['tag', '--annotate', '-m', 'tag', 'v1']);
    repository.git('update-ref', 'refs/remotes/origin/main', 'HEAD~1');
    for (const [key, value] of Object.entries({ ...SWITCHES, ...SETTINGS })) {
      if (value.includes('%')) this.#program(join('.git', 'programs', key), key);
      const program = join(repository.directory, '.git', 'programs', key);
      repository.git('config', key, value.replace('%', program));
    }
    repository
      .stage('staged.txt', `x\n${sample.accessKeyId()}\n`)
      .write('a.txt', 'changed\n')
      .write('package.json', '{ "devDependencies": { "keyward": "1" } }\n');
    repository.git('update-index', '--fsmonitor');
    this.marks();
  }

  /** The programs that were run since this was last asked. */
  marks(): string[] {
    const names = readdirSync(this.#place).sort();
    for (const name of names) rmSync(join(this.#place, name));
    return names;
  }

  #program(path: string, name: string): void {
    const body = name.startsWith('filter.') ? 'exec cat' : 'exit 0';
    this.repository.write(path, `#!/bin/sh\n: >'${join(this.#place, name)}'\n${body}\n`);
    chmodSync(join(this.repository.directory, path), 0o755);
  }

  /** Gives the newest commit a signature. */
  #sign(name: string): void {
    const commit = this.repository.git('cat-file', 'commit', 'HEAD');
    const lines = ['gpgsig -----BEGIN PGP SIGNATURE-----', ' ', ` ${name}`, ' -----END PGP SIGNATURE-----'];
    const signed = commit.replace('\n\n', `\n${lines.join('\n')}\n\n`);
    const { stdout } = this.repository.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin'], {
      input: signed,
    });
    this.repository.git('update-ref', 'refs/heads/main', stdout.trim());
  }
}

/** The hooks that git itself runs when it writes the index, a ref or the work tree. */
const HOOKS_OF_GIT = ['post-index-change', 'reference-transaction', 'post-checkout', 'fsmonitor-watchman'];

describe('runs no program named in the settings of a repository', () => {
  test('git itself would run them', () => {
    const booby = new Booby();
    const { repository } = booby;
    for (const command of ['status', 'diff', 'diff --no-ext-diff', 'log -1', 'add --renormalize a.txt'])
      repository.run('git', command.split(' '));
    expect(booby.marks()).toEqual(
      expect.arrayContaining([
        ...['core.fsmonitor', 'diff.external', 'diff.own.command', 'diff.own.textconv'],
        ...['filter.own.clean', 'gpg.program', 'hook post-index-change'],
      ]),
    );
  });

  test.each([
    ...['scan --staged', 'scan --range HEAD~1..HEAD', 'scan --range HEAD'],
    ...['scan --files a.txt', 'scan --ci', 'audit', 'audit --format json', 'doctor'],
    ...['doctor --rules', 'allowlist check', 'init', 'install', 'uninstall'],
  ])('keyward %s', (words) => {
    const booby = new Booby();
    const { code, output } = keyward(booby.repository, words.split(' '), { env: { CI: 'true' } });
    expect(booby.marks(), output).toEqual([]);
    // it got as far as reading the repository
    expect(output).not.toMatch(/unknown|usage/i);
    expect(code).not.toBeNull();
  });

  test.each(HOOKS)('the hook %s', (hook) => {
    const booby = new Booby();
    const { repository } = booby;
    const head = repository.git('rev-parse', 'HEAD').trim();
    repository.write('message', 'x\n');
    const input = `refs/heads/main ${head} refs/heads/main ${'0'.repeat(40)}\n`;
    const words = hook === 'pre-push' ? ['origin', 'ssh://host.invalid/repository'] : ['message'];
    const { output } = repository.run(join(HOOKS_OF_PACKAGE, hook), words, { input });
    expect(booby.marks(), output).toEqual([]);
  });

  test('the hook of a clean commit', () => {
    const booby = new Booby();
    const { repository } = booby;
    for (const clean of ['clean\n', 'AKIA-like\n']) {
      repository.git('rm', '--quiet', '--force', '--ignore-unmatch', 'staged.txt');
      repository.stage('clean.txt', clean);
      booby.marks();
      const { code, output } = repository.run(join(HOOKS_OF_PACKAGE, 'pre-commit'), []);
      expect({ code, output }).toEqual({ code: 0, output: '' });
      expect(booby.marks()).toEqual([]);
    }
  });

  test('keyward fix', () => {
    const booby = new Booby();
    const { repository } = booby;
    repository.stage('a.js', `k = '${sample.accessKeyId()}';\n`);
    // git runs the filter when it writes the index, to compare files that are as new as the index
    for (const name of ['a.js', 'a.txt', 'key.txt', 'package.json', 'staged.txt'])
      utimesSync(join(repository.directory, name), 1e9, 1e9);
    repository.run('git', ['update-index', '-q', '--refresh']);
    booby.marks();
    const { output } = keyward(repository, ['fix', '--yes']);
    expect(booby.marks(), output).toEqual([]);
    expect(repository.read('a.js')).toContain('process.env');
  });

  test('keyward allow stages the allowlist like git add, without the fsmonitor', () => {
    const booby = new Booby();
    const { repository } = booby;
    repository.run(process.execPath, [CLI, 'hook', 'pre-commit']);
    booby.marks();
    const { output } = keyward(repository, ['allow', '--last', '--yes', '--reason', 'made up']);
    expect(booby.marks(), output).toEqual(['filter.own.clean', 'hook post-index-change']);
  });
});

test('scans staged changes that a wrong fsmonitor hides', () => {
  const repository = Repository.create();
  const program = join(repository.directory, '.git', 'monitor');
  // it says that nothing has changed since it was last asked
  repository.write('.git/monitor', "#!/bin/sh\nprintf 'token\\0'\n");
  chmodSync(program, 0o755);
  repository.stage('package.json', '{ "devDependencies": { "keyward": "*" } }\n');
  repository.stage('a.txt', 'x\n').commit();
  repository.git('config', 'core.fsmonitor', program);
  repository.git('config', 'core.fsmonitorHookVersion', '2');
  repository.stage('a.txt', `x\n${sample.accessKeyId()}\n`);
  repository.git('update-index', '--fsmonitor');
  repository.git('status');
  repository.write('a.txt', 'x\ny\n');
  expect(existsSync(program)).toBe(true);
  const { code, output } = repository.run(join(HOOKS_OF_PACKAGE, 'pre-commit'), []);
  expect(output).toContain('a.txt:2:1');
  expect(code).not.toBe(0);
});
