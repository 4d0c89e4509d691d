import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectsIn } from '../../src/install/shim.ts';
import { filesIn, type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const INSTALL = `"${process.execPath}" "${CLI}" install`;

/** A repository whose project is in a folder below the top. */
function withProject(repository: Repository, folder = 'cli'): Repository {
  return repository.stage(`${folder}/package.json`, '{ "devDependencies": { "keyward": "1" } }\n').commit();
}

/** A working tree, and the folder of the hooks that git runs in it. */
interface Layout {
  readonly tree: Repository;
  readonly hooks: string;
}

const LAYOUTS: Readonly<Record<string, () => Layout>> = {
  'the main worktree': () => {
    const tree = withProject(Repository.create());
    return { tree, hooks: join(tree.directory, '.git/hooks') };
  },
  'a linked worktree': () => {
    const main = withProject(Repository.create());
    const tree = new Repository(join(temporaryFolder(), 'linked'));
    main.git('worktree', 'add', '--quiet', '-b', 'linked', tree.directory);
    return { tree, hooks: join(main.directory, '.git/hooks') };
  },
  'a worktree of a bare clone': () => {
    const origin = withProject(Repository.create());
    const folder = temporaryFolder();
    origin.git('clone', '--quiet', '--bare', origin.directory, join(folder, 'bare.git'));
    const tree = new Repository(join(folder, 'linked'));
    new Repository(join(folder, 'bare.git')).git(
      'worktree',
      'add',
      '--quiet',
      '-b',
      'linked',
      tree.directory,
    );
    return { tree, hooks: join(folder, 'bare.git/hooks') };
  },
  'a repository with its git directory elsewhere': () => {
    const away = join(temporaryFolder(), 'away.git');
    const tree = withProject(Repository.create(`--separate-git-dir=${away}`));
    return { tree, hooks: join(away, 'hooks') };
  },
  'a submodule': () => {
    const [outer, library] = [Repository.create(), withProject(Repository.create())];
    outer.git(
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      library.directory,
      'library',
    );
    const tree = new Repository(join(outer.directory, 'library'));
    return { tree, hooks: join(outer.directory, '.git/modules/library/hooks') };
  },
};

/** Ways in which git runs an installer in the folder of the project. */
const WAYS: Readonly<Record<string, (layout: Layout, command: string) => Outcome>> = {
  'post-checkout': ({ tree }) => tree.tryGit('switch', '--quiet', '-c', 'other'),
  'post-commit': ({ tree }) => tree.tryGit('commit', '--quiet', '--no-verify', '--allow-empty', '-m', 'x'),
  'post-merge': ({ tree }) => {
    const branch = tree.git('branch', '--show-current').trim();
    tree.git('switch', '--quiet', '-c', 'ahead');
    tree.commit().git('switch', '--quiet', branch);
    return tree.tryGit('merge', '--quiet', 'ahead');
  },
  'post-rewrite': ({ tree }) =>
    tree.commit().tryGit('commit', '--no-verify', '--amend', '--allow-empty', '-m', 'y'),
  alias: ({ tree }, command) => tree.tryGit('-c', `alias.setup=!cd cli && ${command}`, 'setup'),
  'rebase --exec': ({ tree }, command) => {
    tree.commit();
    return tree.tryGit('rebase', '--quiet', '--exec', `cd cli && ${command}`, 'HEAD~1');
  },
};

describe.each(Object.entries(LAYOUTS))('an installer that git starts in %s', (_name, lay) => {
  test.each(Object.entries(WAYS))('%s: does not change the hooks', (way, run) => {
    const layout = lay();
    const { tree, hooks } = layout;
    const project = join(tree.directory, 'cli');
    expect(tree.run('sh', ['-c', INSTALL], { cwd: project })).toMatchObject({ code: 0 });
    const hook = join(hooks, 'pre-commit');
    const [text, { ino, mode }] = [readFileSync(hook, 'utf8'), statSync(hook)];
    expect(projectsIn(text)).toEqual(['cli']);
    const said = join(temporaryFolder(), 'said');
    const command = `${INSTALL} >>"${said}" 2>&1; echo "rc $?" >>"${said}"`;
    if (way.startsWith('post-')) {
      new Repository(hooks).write(way, `#!/bin/sh\ncd "${project}" && ${command}\n`);
      chmodSync(join(hooks, way), 0o755);
    }
    const outcome = run(layout, command);
    expect(outcome.code, outcome.output).toBe(0);
    expect(new Set(readFileSync(said, 'utf8').split('\n'))).toEqual(new Set(['rc 0', '']));
    expect(readFileSync(hook, 'utf8')).toBe(text);
    expect(statSync(hook)).toMatchObject({ ino, mode });
  });
});

describe('variables that name a repository', () => {
  const run = (repository: Repository, env: Record<string, string>, command = 'install') =>
    repository.run(process.execPath, [CLI, command], { env, cwd: join(repository.directory, 'cli') });

  test.each([
    ['GIT_WORK_TREE', (git: string, tree: string) => ({ GIT_DIR: git, GIT_WORK_TREE: tree })],
    ['core.worktree', (git: string) => ({ GIT_DIR: git })],
  ])('installs in a repository without .git in its working tree, named by %s', (kind, variables) => {
    const tree = temporaryFolder();
    const git = join(temporaryFolder(), 'dotfiles.git');
    const repository = new Repository(tree);
    repository.git('init', '--quiet', '--bare', git);
    if (kind === 'core.worktree')
      repository
        .git('--git-dir', git, 'config', 'core.worktree', tree)
        .concat(repository.git('--git-dir', git, 'config', 'core.bare', 'false'));
    repository.write('cli/package.json', '{ "devDependencies": { "keyward": "1" } }\n');
    expect(run(repository, variables(git, tree))).toMatchObject({ code: 0, output: '' });
    expect(projectsIn(readFileSync(join(git, 'hooks/pre-commit'), 'utf8'))).toEqual(['cli']);
    // the folder of the project is no working tree
    const relative = run(repository, { GIT_DIR: git, GIT_WORK_TREE: '.' }, 'init');
    expect(relative.code).toBe(2);
    expect(relative.output).toMatch(/^keyward: GIT_DIR is set.*absolute path.*\n$/);
  });

  test('ignores variables that name another repository than that of the folder', () => {
    const [own, other] = [withProject(Repository.create()), Repository.create()];
    const before = filesIn(other.directory);
    const git = join(other.directory, '.git');
    const places = [{}, { GIT_WORK_TREE: other.directory }, { GIT_WORK_TREE: '.' }];
    for (const more of places) {
      const env = { GIT_DIR: git, GIT_INDEX_FILE: join(git, 'index'), GIT_PREFIX: 'x/', ...more };
      expect(run(own, env)).toMatchObject({ code: 0, output: '' });
      expect(projectsIn(own.read('.git/hooks/pre-commit'))).toEqual(['cli']);
      expect(run(own, env, 'uninstall')).toMatchObject({ code: 0 });
      expect(readdirSync(join(own.directory, '.git/hooks'))).not.toContain('pre-commit');
    }
    expect(filesIn(other.directory)).toEqual(before);
  });

  test('installs in a nested repository when the variables name the outer one', () => {
    const outer = Repository.create();
    const inner = new Repository(join(outer.directory, 'inner'));
    outer.git('init', '--quiet', 'inner');
    withProject(inner);
    const env = { GIT_DIR: join(outer.directory, '.git'), GIT_WORK_TREE: outer.directory };
    expect(run(inner, env)).toMatchObject({ code: 0, output: '' });
    expect(projectsIn(inner.read('.git/hooks/pre-commit'))).toEqual(['cli']);
    expect(readdirSync(join(outer.directory, '.git/hooks'))).not.toContain('pre-commit');
  });
});

test('keeps a project that another worktree lists, and an existing recorded path', () => {
  const main = withProject(Repository.create());
  const tree = new Repository(join(temporaryFolder(), 'linked'));
  const install = (repository: Repository, folder: string) =>
    repository.run(process.execPath, [CLI, 'install'], { cwd: join(repository.directory, folder) });
  install(main, 'cli');
  main.git('worktree', 'add', '--quiet', '-b', 'moved', tree.directory);
  tree.git('mv', 'cli', 'tools');
  expect(install(tree, 'tools')).toMatchObject({ code: 0, output: '' });
  expect(projectsIn(main.read('.git/hooks/pre-commit'))).toEqual(['cli', 'tools']);
  main.git('worktree', 'remove', '--force', tree.directory);
  install(main, 'cli');
  expect(projectsIn(main.read('.git/hooks/pre-commit'))).toEqual(['cli']);
});

test('does not change a hook file while a shell reads it', () => {
  const repository = withProject(Repository.create());
  const install = () =>
    repository.run(process.execPath, [CLI, 'install'], { cwd: join(repository.directory, 'cli') });
  install();
  const path = '.git/hooks/pre-commit';
  const hook = join(repository.directory, path);
  const names = readdirSync(join(repository.directory, '.git/hooks'));
  // another text, of another length
  const old = repository.read(path).replace('keyward_at=', 'keyward_before=1\nkeyward_at=');
  repository.write(path, old);
  chmodSync(hook, 0o750);
  const owner = process.getuid?.() === 0 ? 12_345 : statSync(hook).uid;
  chownSync(hook, owner, statSync(hook).gid);
  const reader = openSync(hook, 'r');
  expect(install()).toMatchObject({ code: 0, output: '' });
  expect(readFileSync(reader, 'utf8')).toBe(old);
  closeSync(reader);
  expect(repository.read(path)).not.toContain('keyward_before');
  expect(statSync(hook)).toMatchObject({ uid: owner, mode: 0o100_750 });
  expect(readdirSync(join(repository.directory, '.git/hooks'))).toEqual(names);
});

describe('prints one message and writes nothing', () => {
  const run = (repository: Repository, words: readonly string[], folder = repository.directory) =>
    repository.run(process.execPath, [CLI, ...words], { cwd: folder });

  /** Expects init to refuse with a sentence in each language, and install to skip with one line. */
  function refuses(repository: Repository, en: RegExp, ja: RegExp, root = repository.directory): void {
    const before = filesIn(root);
    for (const [language, sentence] of [
      ['en', en],
      ['ja', ja],
    ] as const) {
      const { code, output } = run(repository, ['init', '--lang', language]);
      expect(output).toMatch(sentence);
      expect(output.match(/\n/g)).toHaveLength(1);
      expect(code).toBe(2);
    }
    const skipped = run(repository, ['install']);
    expect(skipped.code).toBe(0);
    expect(skipped.output.match(/\n/g)).toHaveLength(1);
    expect(run(repository, ['doctor']).output).toMatch(en);
    expect(filesIn(root)).toEqual(before);
  }

  test.each(['x\nb', 'line end at the end\n', 'x\ry'])('for a line break in the folder: %j', (name) => {
    const root = temporaryFolder();
    const repository = new Repository(join(root, name));
    mkdirSync(repository.directory);
    repository.git('init', '--quiet');
    refuses(repository, /line break.*Rename the folder/, /改行.*フォルダー名を変更/, root);
  });

  test('for a line break in the folder of the project', () => {
    const repository = new Repository(join(temporaryFolder(), 'a'));
    mkdirSync(repository.directory);
    repository.git('init', '--quiet');
    withProject(repository, 'x\ny');
    const { code, output } = run(repository, ['init'], join(repository.directory, 'x\ny'));
    expect([code, output]).toEqual([2, expect.stringMatching(/line break/)]);
  });

  test('succeeds outside a repository', () => {
    refuses(
      new Repository(temporaryFolder()),
      /not in a git repository.*git init/,
      /git リポジトリではありません.*git init/,
    );
  });

  test('in a bare repository', () => {
    refuses(Repository.create('--bare'), /not in the working tree/, /作業ツリーではありません/);
  });

  test.runIf(process.getuid?.() === 0)('in another user’s repository', () => {
    const repository = Repository.create();
    for (const path of ['', '.git']) chownSync(join(repository.directory, path), 12_345, 12_345);
    const command = `git config --global --add safe.directory '?${repository.directory}`;
    refuses(
      repository,
      new RegExp(`belongs to another user.*${command}`),
      new RegExp(`別のユーザー.*${command}`),
    );
  });

  test('for a folder in place of a hook', () => {
    const repository = withProject(Repository.create(), '.');
    // the other hook could be written, and is not
    mkdirSync(join(repository.directory, '.git/hooks/pre-push'));
    const before = filesIn(repository.directory);
    const { code, output } = run(repository, ['init']);
    expect([code, output]).toEqual([
      2,
      expect.stringMatching(/pre-push is a folder.*Move it away, then run npx keyward init/),
    ]);
    expect(run(repository, ['init', '--lang', 'ja']).output).toMatch(/フォルダーのため.*keyward init/);
    expect(run(repository, ['install']).code).toBe(2);
    expect(filesIn(repository.directory)).toEqual(before);
    // a link to a folder is none, either
    const linked = withProject(Repository.create(), '.');
    symlinkSync('/tmp', join(linked.directory, '.git/hooks/pre-push'));
    expect(run(linked, ['init']).output).toMatch(/pre-push is a folder/);
    expect(run(linked, ['uninstall']).code).toBe(0);
  });
});

test.each(['-n', '--help', '-', '$HOME', "it's `id`", '*'])(
  'installs in a project in the folder %j',
  (name) => {
    const repository = withProject(Repository.create(), name);
    const folder = join(repository.directory, name);
    expect(repository.run(process.execPath, [CLI, 'install'], { cwd: folder })).toMatchObject({
      code: 0,
      output: '',
    });
    expect(repository.stage('a.txt', 'clean\n').tryGit('commit', '--quiet', '-m', 'x')).toMatchObject({
      code: 0,
      output: '',
    });
    const project = name.startsWith('-') ? `./${name}` : name;
    expect(projectsIn(repository.read('.git/hooks/pre-commit'))).toEqual([project]);
    repository.write(`${name}/package.json`, '{}\n');
    // the index lists it
    repository.stage('a.txt', `${sample.accessKeyId()}\n`);
    expect(repository.tryGit('commit', '-m', 'x').output).toContain('a.txt:1:1');
  },
);
