import { chmodSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { manifestsInIndex } from '../../src/install/listed-in-index.ts';
import type { HookName } from '../../src/install/hook-names.ts';
import { NOT_LISTED_MESSAGE, type Shim, shimBlock } from '../../src/install/shim.ts';
import { GitClient } from '../../src/git/git.ts';
import { locateRepository } from '../../src/git/repository.ts';
import { KEYWARD_UNLISTED } from '../../src/install/unlisted.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '../..');

const LISTED = '{\n  "devDependencies": {\n    "keyward": "1"\n  }\n}\n';
const UNLISTED = LISTED.replace('keyward', 'other');
const ESCAPED = LISTED.replace('keyward', String.raw`\u006beyward`);

/** A repository with keyward's lines in its hooks, whose first commit lists keyward. */
function guarded(
  isInstalled: boolean | 'committed block',
  projects: readonly string[] = ['.'],
  hooks: readonly HookName[] = ['pre-commit', 'pre-push'],
): Repository {
  const repository = Repository.create();
  const shim: Shim = {
    projects,
    installCommand: 'npm install',
    runner: 'npx keyward',
    recorded:
      isInstalled === 'committed block' ? undefined : join(isInstalled ? ROOT : '/nonexistent', 'hooks'),
  };
  for (const hook of hooks) {
    repository.write(`.git/hooks/${hook}`, `#!/bin/sh\n${shimBlock(hook, shim)}`);
    chmodSync(join(repository.directory, '.git/hooks', hook), 0o755);
  }
  return repository.stage('package.json', LISTED).stage('leak.txt', 'x\n').commit();
}

/** One of `checked`, `refused`, `not checked`; or what was printed, where it is none of them. */
function verdictOf({ code, output }: Outcome): string {
  if (code === 0) return /^keyward: not checked/m.test(output) ? 'not checked' : `passes: ${output}`;
  if (output.includes('leak.txt:1:1')) return 'checked';
  return /blocked: .*npm install/.test(output) ? 'refused' : output;
}

/** Ways in which a key leaves the working tree. */
const WAYS: Readonly<Record<string, (repository: Repository, key: string) => Outcome>> = {
  commit: (repository, key) => repository.stage('leak.txt', key).tryGit('commit', '-m', 'x'),
  'commit -a': (repository, key) => repository.write('leak.txt', key).tryGit('commit', '-a', '-m', 'x'),
  'commit PATH': (repository, key) =>
    repository.write('leak.txt', key).tryGit('commit', '-m', 'x', 'leak.txt'),
  push: (repository, key) => {
    const remote = temporaryFolder();
    repository.git('init', '--quiet', '--bare', remote);
    return repository.stage('leak.txt', key).commit().tryGit('push', '--quiet', remote, 'main');
  },
};

/** What is done to the package.json files. `inIndex` and `withAll` say whether the commit then lists keyward. */
interface Situation {
  readonly change: (repository: Repository) => unknown;
  /** In what is staged. */
  readonly inIndex: boolean;
  /** With all changes of tracked files staged. */
  readonly withAll: boolean;
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  nothing: { change: () => 0, inIndex: true, withAll: true },
  'an edit that is not staged removes it': {
    change: (repository) => repository.write('package.json', UNLISTED),
    inIndex: true,
    withAll: false,
  },
  'the name is escaped': {
    change: (repository) => repository.stage('package.json', ESCAPED),
    inIndex: true,
    withAll: true,
  },
  'the name is escaped in the index, an edit removes it': {
    change: (repository) => repository.stage('package.json', ESCAPED).write('package.json', UNLISTED),
    inIndex: true,
    withAll: false,
  },
  'the project moved': {
    change: (repository) => {
      repository.stage('cli/package.json', LISTED).git('rm', '--quiet', 'package.json');
    },
    inIndex: true,
    withAll: true,
  },
  'the project moved, and an edit empties the new file': {
    change: (repository) => {
      repository.stage('cli/package.json', LISTED).git('rm', '--quiet', 'package.json');
      repository.stage('package.json', UNLISTED).write('cli/package.json', '{}\n');
    },
    inIndex: true,
    withAll: false,
  },
  'another project lists it, in a folder with an odd name': {
    change: (repository) => repository.stage('package.json', UNLISTED).stage('ä "b"/-n/package.json', LISTED),
    inIndex: true,
    withAll: true,
  },
  'only the working tree lists it': {
    change: (repository) => repository.stage('package.json', UNLISTED).write('package.json', LISTED),
    inIndex: true,
    withAll: true,
  },
  'no package.json lists it': {
    change: (repository) => repository.stage('package.json', UNLISTED).commit(),
    inIndex: false,
    withAll: false,
  },
  'no package.json lists it, on Windows, with other escapes': {
    change: (repository) =>
      repository
        .stage('package.json', '{\r\n  "author": "J\\u00f6rg \\u003ej@example.com"\r\n}\r\n')
        .commit(),
    inIndex: false,
    withAll: false,
  },
  'only files outside a project list it': {
    change: (repository) =>
      repository
        .stage('package.json', UNLISTED)
        .stage('node_modules/a/package.json', LISTED)
        .stage('cli/node_modules/a/package.json', LISTED)
        .stage('test/package.json.txt', LISTED)
        .stage('my-package.json', LISTED)
        .stage('fixtures/package.json', '{ "broken": ')
        .commit(),
    inIndex: false,
    withAll: false,
  },
};

describe.each([
  ['installed', true],
  ['not installed', false],
])('keyward is %s', (_name, isInstalled) => {
  const listed = isInstalled ? 'checked' : 'refused';

  test.each(Object.entries(SITUATIONS))('%s', (_situation, { change, inIndex, withAll }) => {
    for (const [way, leave] of Object.entries(WAYS)) {
      const repository = guarded(isInstalled);
      change(repository);
      const isListed = way === 'commit -a' ? withAll : inIndex;
      const outcome = leave(repository, `${sample.accessKeyId()}\n`);
      expect(verdictOf(outcome), way).toBe(isListed ? listed : 'not checked');
      if (!isListed) expect(outcome.output.match(/^keyward/gm), way).toHaveLength(1);
    }
  });

  test.each(['commit', 'commit PATH', 'push'])(
    '%s, with package.json deleted in the working tree only',
    (way) => {
      const repository = guarded(isInstalled);
      rmSync(join(repository.directory, 'package.json'));
      expect(verdictOf(WAYS[way]!(repository, `${sample.accessKeyId()}\n`))).toBe(listed);
    },
  );

  test('a branch without a package.json, with variables that change the meaning of paths', () => {
    for (const name of ['GIT_LITERAL_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS']) {
      const repository = guarded(isInstalled).write('package.json', UNLISTED);
      repository.stage('leak.txt', `${sample.accessKeyId()}\n`);
      const env = { [name]: '1' };
      expect(verdictOf(repository.run('git', ['commit', '-m', 'x'], { env })), name).toBe(listed);
    }
    const repository = guarded(isInstalled);
    repository.git('rm', '--quiet', 'package.json');
    // with no file to say that keyward is not listed, keyward checks where it is installed
    const verdict = isInstalled ? 'checked' : 'not checked';
    expect(verdictOf(WAYS['commit']!(repository, `${sample.accessKeyId()}\n`))).toBe(verdict);
  });

  test('ignores a replacement of the object in the index', () => {
    const repository = guarded(isInstalled).write('package.json', UNLISTED);
    const id = repository.run('git', ['hash-object', '-w', '--stdin'], { input: UNLISTED }).stdout;
    repository.git('replace', repository.git('rev-parse', ':package.json').trim(), id.trim());
    expect(verdictOf(WAYS['commit']!(repository, `${sample.accessKeyId()}\n`))).toBe(listed);
  });

  test('scans a pushed branch that lists keyward from one that does not', () => {
    const repository = guarded(isInstalled);
    const remote = temporaryFolder();
    repository.git('init', '--quiet', '--bare', remote);
    repository.git('branch', 'old');
    repository.stage('leak.txt', `${sample.accessKeyId()}\n`).commit();
    repository.git('switch', '--quiet', 'old');
    repository.stage('package.json', UNLISTED).commit();
    expect(verdictOf(repository.tryGit('push', '--quiet', remote, 'main'))).toBe(listed);
    expect(verdictOf(repository.tryGit('push', '--quiet', remote, 'old', 'main'))).toBe(listed);
    const own = repository.tryGit('push', '--quiet', remote, 'old');
    expect(verdictOf(own), own.output).toBe('not checked');
    expect(verdictOf(repository.tryGit('push', '--quiet', remote, ':old'))).toBe('not checked');
  });

  test('passes the standard input of a push on to the lines after the block', () => {
    const repository = guarded(isInstalled).stage('package.json', UNLISTED).commit();
    const hook = repository.read('.git/hooks/pre-push');
    repository.write('.git/hooks/pre-push', `${hook}sed 's/^/after: /'\n`);
    const remote = temporaryFolder();
    repository.git('init', '--quiet', '--bare', remote);
    const { output } = repository.tryGit('push', '--quiet', remote, 'main');
    expect(output.match(/^after: refs\/heads\/main [0-9a-f]{40} refs\/heads\/main 0{40}$/gm)).toHaveLength(1);
  });
});

test('counts a project that is only in the index', () => {
  const repository = guarded(false, ['-n', 'a b']);
  repository.stage('-n/package.json', UNLISTED).stage('a b/package.json', LISTED);
  repository.stage('package.json', UNLISTED);
  for (const folder of ['-n', 'a b']) repository.write(`${folder}/package.json`, UNLISTED);
  expect(verdictOf(WAYS['commit']!(repository, `${sample.accessKeyId()}\n`))).toBe('refused');
});

/** Contents of a package.json, and whether they count as listing keyward. A doubtful one does. */
const MANIFESTS: readonly (readonly [boolean, string, path?: string])[] = [
  [true, LISTED],
  [true, ESCAPED],
  [true, '{ "devDependencies": { "keyward": "1" } }'],
  [true, '{\r\n  "dependencies": {\r\n    "keyward": "1"\r\n  }\r\n}\r\n'],
  [true, String.raw`{ "devDependencies": { "keywar\u0064": "1" } }`],
  [true, String.raw`{ "devDependencies": { "\u006B\u0065\u0079\u0077\u0061\u0072\u0064": "1" } }`],
  [true, '{ "overrides": { "keyward": "1" } }\n'],
  [true, '{ "overrides": { "a": { "keyward": { ".": "1" } } } }\n'],
  [true, '{ "name": "keyward" }\n'],
  [true, '{ "keywords": ["keyward"] }\n'],
  [true, String.raw`{ "author": "\u006a" }`],
  [true, LISTED, 'packages/a/package.json'],
  [true, LISTED, '-n/ä "b"/package.json'],
  [true, ESCAPED, 'packages/a/package.json'],
  [false, UNLISTED],
  [false, '{}'],
  [false, '{}\n\n\n'],
  [false, '{ "devDependencies": { "@a/keyward": "1", "keyward-x": "1", "Keyward": "1" } }\n'],
  [false, '{ "scripts": { "a": "npx keyward", "b": "keyward scan" } }\n'],
  [false, "{ 'keyward': 1 }\n"],
  [false, String.raw`{ "author": "J\u00f6rg \u0041 \\u000a" }`],
  [false, LISTED, 'node_modules/a/package.json'],
  [false, LISTED, 'a/node_modules/b/package.json'],
  [false, LISTED, 'a/package.json.txt'],
  [false, LISTED, 'my-package.json'],
];

describe('whether a package.json lists keyward', () => {
  const hooks = {
    'the package': true,
    'the private block': false,
    'the committed block': 'committed block',
  } as const;

  test.each(MANIFESTS.map(([isListed, text, path = 'package.json']) => ({ isListed, text, path })))(
    '$isListed: $text $path',
    async ({ isListed, text, path }) => {
      for (const [name, isInstalled] of Object.entries(hooks)) {
        const repository = guarded(isInstalled).stage('package.json', UNLISTED).stage(path, text).commit();
        const outcome = WAYS['commit']!(repository, `${sample.accessKeyId()}\n`);
        const verdict = isInstalled === true ? 'checked' : 'refused';
        expect(verdictOf(outcome), name).toBe(isListed ? verdict : 'not checked');
      }
      const repository = guarded(true).stage('package.json', UNLISTED).stage(path, text);
      expect(await manifestsOf(repository)).toEqual(isListed ? [path] : []);
    },
  );

  test.each(['{ "a": 1', '{\n', '', '{}\n  \n', '{}\n\r\n', '  {}\n'])(
    'cannot be told from %j, so the package scans and doctor counts it',
    async (text) => {
      const repository = guarded(true).stage('package.json', text);
      expect(await manifestsOf(repository)).toEqual(['package.json']);
      expect(verdictOf(WAYS['commit']!(repository, `${sample.accessKeyId()}\n`))).toBe('checked');
    },
  );

  async function manifestsOf({ directory }: Repository): Promise<string[]> {
    const git = new GitClient(directory);
    return [...(await manifestsInIndex(git, await locateRepository(git), directory)).keys()];
  }
});

describe('the message that nothing was checked', () => {
  const commitHooks = ['pre-commit', 'pre-merge-commit', 'commit-msg'] as const;

  test.each([
    ['commit-msg', ['commit-msg']],
    ['pre-commit', ['pre-commit']],
    ['both', commitHooks],
  ] as const)('is printed once by %s', (_name, hooks) => {
    for (const isInstalled of [true, false, 'committed block'] as const) {
      const repository = guarded(isInstalled, ['.'], hooks).stage('package.json', UNLISTED).commit();
      for (const message of ['an ordinary message', `a key: ${sample.accessKeyId()}`]) {
        const { code, output } = repository.tryGit('commit', '--quiet', '--allow-empty', '-m', message);
        const line =
          isInstalled === 'committed block' ? NOT_LISTED_MESSAGE.split(' / ')[0] : NOT_LISTED_MESSAGE;
        expect({ code, output }, `${isInstalled}: ${message}`).toEqual({ code: 0, output: `${line}\n` });
      }
    }
  });

  test('is not printed by commit-msg alone if keyward is listed', () => {
    const repository = guarded(true, ['.'], ['commit-msg']);
    expect(repository.tryGit('commit', '--quiet', '--allow-empty', '-m', 'ordinary')).toMatchObject({
      code: 0,
      output: '',
    });
    expect(repository.tryGit('commit', '--allow-empty', '-m', `a ${sample.accessKeyId()}`).code).toBe(1);
  });

  test('is the same in the package and in the block', () => {
    expect(readFileSync(join(ROOT, 'hooks/branch.sh'), 'utf8')).toContain(`echo '${NOT_LISTED_MESSAGE}'`);
  });
});

test('the package and the block contain the same function', () => {
  expect(readFileSync(join(ROOT, 'hooks/listed.sh'), 'utf8').endsWith(`\n${KEYWARD_UNLISTED}`)).toBe(true);
});
