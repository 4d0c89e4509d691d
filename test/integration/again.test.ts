import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Sample } from '../../src/core/sample.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { seed } from '../helpers/seed.ts';

const sample = new Sample(seed);
const ROOT = join(import.meta.dirname, '..', '..');
const HOOK = '.git/hooks/pre-commit';

/** A project that has the built keyward for a package. */
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

/** What a formatter or a generator does: it writes a file and stages it. The key is not in the hook. */
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

/** What comes after keyward's lines, and whether the commit is blocked for a key. */
const LINES: Readonly<Record<string, (stage: string) => { lines: string; blocks: boolean; code?: number }>> =
  {
    'a formatter that stages a key': (stage) => ({ lines: `${stage}\n`, blocks: true }),
    'without a last line end': (stage) => ({ lines: stage, blocks: true }),
    'in the background, and waits': (stage) => ({ lines: `${stage} &\nwait\n`, blocks: true }),
    'and exit 0': (stage) => ({ lines: `${stage}\nexit 0\necho never\n`, blocks: true }),
    'under set -eu': (stage) => ({ lines: `set -eu\n${stage}\n`, blocks: true }),
    'under noclobber and noglob': (stage) => ({ lines: `set -Cf\n${stage}\n`, blocks: true }),
    'in another folder': (stage) => ({ lines: `${stage}\nmkdir -p other\ncd other\n`, blocks: true }),
    'in a hook that forgets where git is': (stage) => ({
      lines: `${stage}\nunset GIT_INDEX_FILE GIT_DIR GIT_PREFIX\n`,
      blocks: true,
    }),
    'with functions of these names': (stage) => ({
      lines: `${stage}\ngit() { :; }\nsed() { :; }\ngrep() { echo 1; }\nnode() { :; }\n`,
      blocks: true,
    }),
    nothing: () => ({ lines: '', blocks: false }),
    'a harmless line': () => ({ lines: 'echo HARMLESS\n', blocks: false }),
    'a formatter that stages nothing of note': () => ({
      lines: 'echo fine >made.txt\ngit add --force made.txt\n',
      blocks: false,
    }),
    'one that stages what is staged already': () => ({ lines: 'git add --update\n', blocks: false }),
    'exit 3': (stage) => ({ lines: `${stage}\nexit 3\n`, blocks: false, code: 3 }),
    'a last line that fails': () => ({ lines: 'false\n', blocks: false, code: 1 }),
  };

/** The ways of committing: for each git makes another index, in another place. */
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

describe.each(Object.entries(LINES))('lines after keyward’s in the hook: %s', (_name, linesFor) => {
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
