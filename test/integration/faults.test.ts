import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeGit } from '../helpers/fake-git.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** A repository with commits, a merge, and a staged edit and rename, so that every git command of keyward is needed. */
function repositoryWith(planted: string): Repository {
  const repository = Repository.create().stage('edited.txt', 'a\nb\n').stage('old.txt', 'x\ny\nz\n').commit();
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.stage('side.txt', 'side\n').commit();
  repository.git('checkout', '--quiet', 'main');
  repository.stage('edited.txt', `a\nb\n${planted}\n`).stage('main.txt', 'main\n').commit();
  repository.git('merge', '--quiet', '--no-verify', '-m', 'merge', 'side');
  // pack the committed objects
  repository.git('gc', '--quiet');
  repository.git('mv', 'old.txt', 'new.txt');
  return repository.stage('edited.txt', `a\n${planted}\n`).stage('added.txt', `${planted}\n`);
}

/** Stages enough files for the prefilter to be used. */
function stageMany(repository: Repository): void {
  for (let nth = 0; nth < 510; nth += 1) repository.write(`many/${nth}.txt`, `${nth}\n`);
  repository.git('add', 'many');
}

interface EntryPoint {
  args: string[];
  input?: string;
  /** The hook to run instead of the command line. */
  hook?: string;
}

/** Runs keyward with a faulty git. */
function runWithFaultyGit(repository: Repository, { args, input, hook }: EntryPoint, fake: FakeGit): Outcome {
  const options = { env: fake.environment, ...(input === undefined ? {} : { input }) };
  return hook === undefined ? keyward(repository, args, options) : repository.run('sh', [hook], options);
}

const ENTRY_POINTS: Record<string, (repository: Repository) => EntryPoint> = {
  'the commit': () => ({ args: ['scan'] }),
  'a range': () => ({ args: ['scan', '--range', 'main~2..main'] }),
  'a push': (repository) => {
    const tip = repository.git('rev-parse', 'main').trim();
    return {
      args: ['hook', 'pre-push', 'origin', 'nowhere'],
      input: `refs/heads/main ${tip} refs/heads/main ${'0'.repeat(40)}\n`,
    };
  },
  'a message': () => ({ args: ['scan', '--message', '.git/MESSAGE'] }),
  'a commit of many files': (repository) => {
    stageMany(repository);
    return { args: ['scan'] };
  },
  'a commit of what git has packed': (repository) => {
    repository.pack('edited.txt', 'added.txt');
    return { args: ['scan'] };
  },
  'the hook': () => ({ args: [], hook: join(import.meta.dirname, '..', '..', 'hooks', 'pre-commit') }),
};

/** The hook retries a git command that failed. */
const RETRIES_GIT = 'the hook';

const FAULTS: Record<string, string> = {
  'is killed before it starts': 'kill -9 $$',
  'is killed after its output': 'git "$@"; kill -9 $$',
  'is killed in the middle of its output': 'git "$@" | { head -c 30; kill -9 $$; }',
  'exits with 128 and an error message': 'printf "fatal: \\377\\000\\033[31m garbage" >&2; exit 128',
  'exits with 3 silently': 'git "$@"; exit 3',
  'prints half a line and succeeds': 'exec 3<&0; { git "$@" <&3 & } | head -c 30',
};

describe.each(Object.keys(ENTRY_POINTS))('%s', (name) => {
  test.each(Object.keys(FAULTS))('never passes a key, whichever git call %s', (fault) => {
    const planted = sample.accessKeyId();
    const repository = repositoryWith(planted).write('.git/MESSAGE', `${planted}\n`);
    const entryPoint = ENTRY_POINTS[name]?.(repository) ?? { args: [] };
    const before = repository.state();
    const codes: (number | null)[] = [];
    for (let at = 0; at < 30; at += 1) {
      const fake = new FakeGit(repository, at, FAULTS[fault] ?? '');
      const { code, output } = runWithFaultyGit(repository, entryPoint, fake);
      codes.push(code);
      expect([1, 2], `call ${at}: ${output}`).toContain(code);
      // readable output: the verdict comes first, without a stack trace or output of git
      expect(output).toMatch(/^keyward: [^\n]+\n/);
      expect(output).not.toContain('\u001b');
      expect(output).not.toMatch(/garbage|\n\s+at |\bTypeError\b|internal error/);
      expect(output).not.toContain(planted);
      if (!fake.wasCalled(at)) break;
    }
    // the last run had no fault, but some of the others did
    expect(codes.at(-1)).toBe(1);
    const isDetected = fault !== 'prints half a line and succeeds' || name.startsWith('the commit');
    if (isDetected && name !== RETRIES_GIT) expect(codes).toContain(2);
    expect(repository.state()).toBe(before);
  });
});

const CLEAN_ENTRY_POINTS: typeof ENTRY_POINTS = {
  ...ENTRY_POINTS,
  'an audit': (repository) => {
    stageMany(repository);
    return { args: ['audit'] };
  },
};

describe.each(Object.keys(CLEAN_ENTRY_POINTS).filter((name) => name !== RETRIES_GIT))('%s', (name) => {
  test.each(['is killed before it starts', 'exits with 128 and an error message'])(
    'does not pass a clean change if git %s',
    (fault) => {
      const repository = repositoryWith('nothing').write('.git/MESSAGE', 'nothing\n');
      const entryPoint = CLEAN_ENTRY_POINTS[name]?.(repository) ?? { args: [] };
      for (let at = 0; at < 30; at += 1) {
        const fake = new FakeGit(repository, at, FAULTS[fault] ?? '');
        const { code, output } = runWithFaultyGit(repository, entryPoint, fake);
        const met = fake.wasCalled(at);
        expect(code, `call ${at}: ${output}`).toBe(met ? 2 : 0);
        if (!met) break;
      }
    },
  );
});

test('blocks if git prints nothing for a minute, whichever call hangs', async () => {
  const repository = repositoryWith(sample.accessKeyId());
  const hanging = [
    ['the commit', 'diff-index --raw'],
    ['the commit', '--patch'],
    ['the commit', 'cat-file'],
    ['a range', 'rev-list'],
    ['a range', 'diff-tree'],
    ['the hook', 'diff-index --raw'],
  ] as const;
  const ends = hanging.map(([name, command]) =>
    // a child of git hangs and keeps the output open
    ending(
      repository,
      ENTRY_POINTS[name]?.(repository) ?? { args: [] },
      new FakeGit(repository, command, 'sleep 100'),
    ),
  );
  for (const { code, stderr } of await Promise.all(ends)) {
    expect(code, stderr).toBe(2);
    expect(stderr).toMatch(/^keyward: git [a-z-]+ sent no data for 60 seconds/);
  }
}, 120_000);

function ending(
  repository: Repository,
  { args, hook }: EntryPoint,
  fake: FakeGit,
): Promise<{ code: number | null; stderr: string }> {
  const words = hook === undefined ? [process.execPath, CLI, ...args] : ['sh', hook];
  const child = spawn(words[0] ?? '', words.slice(1), {
    cwd: repository.directory,
    env: { ...repository.environment, ...fake.environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => void child.on('exit', (code) => resolve({ code, stderr })));
}

test('blocks without git', () => {
  // a message without a key is scanned without git
  const repository = repositoryWith('nothing').write('.git/MESSAGE', `${sample.accessKeyId()}\n`);
  for (const entryPoint of Object.values(ENTRY_POINTS)) {
    const { args, input, hook } = entryPoint(repository);
    // the hook reports that Node is missing
    if (hook !== undefined) continue;
    const { code, output } = keyward(repository, args, {
      env: { PATH: temporaryFolder() },
      ...(input === undefined ? {} : { input }),
    });
    expect(code).toBe(2);
    expect(output).toMatch(/^keyward: [^\n]*git[^\n]*\n/);
  }
});
