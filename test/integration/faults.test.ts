import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { FakeGit } from '../helpers/fake-git.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { seed } from '../helpers/seed.ts';

const sample = new FakeCredentials(seed);

/** Commits, an edit and a rename that are staged, a merge in the past: every command that keyward asks of git is needed. */
function repositoryWith(planted: string): Repository {
  const repository = Repository.create().stage('edited.txt', 'a\nb\n').stage('old.txt', 'x\ny\nz\n').commit();
  repository.git('checkout', '--quiet', '-b', 'side');
  repository.stage('side.txt', 'side\n').commit();
  repository.git('checkout', '--quiet', 'main');
  repository.stage('edited.txt', `a\nb\n${planted}\n`).stage('main.txt', 'main\n').commit();
  repository.git('merge', '--quiet', '--no-verify', '-m', 'merge', 'side');
  // what was committed a while ago git has packed
  repository.git('gc', '--quiet');
  repository.git('mv', 'old.txt', 'new.txt');
  return repository.stage('edited.txt', `a\n${planted}\n`).stage('added.txt', `${planted}\n`);
}

/** So many that they are sifted first. */
function stageMany(repository: Repository): void {
  for (let nth = 0; nth < 510; nth += 1) repository.write(`many/${nth}.txt`, `${nth}\n`);
  repository.git('add', 'many');
}

interface Door {
  args: string[];
  input?: string;
  /** What runs it, where it is not the command line itself. */
  hook?: string;
}

/** Goes through a door with a git that is not as it should be. */
function enter(repository: Repository, { args, input, hook }: Door, fake: FakeGit): Outcome {
  const options = { env: fake.environment, ...(input === undefined ? {} : { input }) };
  return hook === undefined ? keyward(repository, args, options) : repository.run('sh', [hook], options);
}

const DOORS: Record<string, (repository: Repository) => Door> = {
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

/** A hook asks git twice, if it must. */
const IS_ASKED_TWICE = 'the hook';

const FAULTS: Record<string, string> = {
  'is killed before it starts': 'kill -9 $$',
  'is killed when it has printed all': 'git "$@"; kill -9 $$',
  'is killed half-way': 'git "$@" | { head -c 30; kill -9 $$; }',
  'ends with 128 and says something': 'printf "fatal: \\377\\000\\033[31m garbage" >&2; exit 128',
  'ends with 3 without a word': 'git "$@"; exit 3',
  'prints half a line and ends well': 'exec 3<&0; { git "$@" <&3 & } | head -c 30',
};

describe.each(Object.keys(DOORS))('at %s', (name) => {
  test.each(Object.keys(FAULTS))('whichever call of git %s: never a clean verdict over a key', (fault) => {
    const planted = sample.accessKeyId();
    const repository = repositoryWith(planted).write('.git/MESSAGE', `${planted}\n`);
    const door = DOORS[name]?.(repository) ?? { args: [] };
    const before = repository.state();
    const codes: (number | null)[] = [];
    for (let at = 0; at < 30; at += 1) {
      const fake = new FakeGit(repository, at, FAULTS[fault] ?? '');
      const { code, output } = enter(repository, door, fake);
      codes.push(code);
      expect([1, 2], `call ${at}: ${output}`).toContain(code);
      // a person can read it: one verdict first, no stack, nothing of what git printed
      expect(output).toMatch(/^keyward: [^\n]+\n/);
      expect(output).not.toContain('\u001b');
      expect(output).not.toMatch(/garbage|\n\s+at |\bTypeError\b|internal error/);
      expect(output).not.toContain(planted);
      if (!fake.wasCalled(at)) break;
    }
    // the last run met no fault; some before did
    expect(codes.at(-1)).toBe(1);
    const isTold = fault !== 'prints half a line and ends well' || name.startsWith('the commit');
    if (isTold && name !== IS_ASKED_TWICE) expect(codes).toContain(2);
    expect(repository.state()).toBe(before);
  });
});

const CLEAN_DOORS: typeof DOORS = {
  ...DOORS,
  'an audit': (repository) => {
    stageMany(repository);
    return { args: ['audit'] };
  },
};

describe.each(Object.keys(CLEAN_DOORS).filter((name) => name !== IS_ASKED_TWICE))('at %s', (name) => {
  test.each(['is killed before it starts', 'ends with 128 and says something'])(
    'a clean change is not called clean when git %s',
    (fault) => {
      const repository = repositoryWith('nothing').write('.git/MESSAGE', 'nothing\n');
      const door = CLEAN_DOORS[name]?.(repository) ?? { args: [] };
      for (let at = 0; at < 30; at += 1) {
        const fake = new FakeGit(repository, at, FAULTS[fault] ?? '');
        const { code, output } = enter(repository, door, fake);
        const met = fake.wasCalled(at);
        expect(code, `call ${at}: ${output}`).toBe(met ? 2 : 0);
        if (!met) break;
      }
    },
  );
});

test('a git that says nothing for a minute blocks, whichever call hangs', async () => {
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
    // what hangs is not git itself but what it started, which holds its output open
    ending(
      repository,
      DOORS[name]?.(repository) ?? { args: [] },
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
  { args, hook }: Door,
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

test('without git at every door', () => {
  // a message without a key is scanned without git
  const repository = repositoryWith('nothing').write('.git/MESSAGE', `${sample.accessKeyId()}\n`);
  for (const door of Object.values(DOORS)) {
    const { args, input, hook } = door(repository);
    // which says so of Node
    if (hook !== undefined) continue;
    const { code, output } = keyward(repository, args, {
      env: { PATH: temporaryFolder() },
      ...(input === undefined ? {} : { input }),
    });
    expect(code).toBe(2);
    expect(output).toMatch(/^keyward: [^\n]*git[^\n]*\n/);
  }
});
