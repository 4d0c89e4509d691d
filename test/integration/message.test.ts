import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { HOOKS } from '../helpers/first-look.ts';
import { type Outcome, Repository } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const scissors = '# ------------------------ >8 ------------------------';

/** A repository whose `commit-msg` hook is keyward's, with a staged change. */
function repositoryWithHook(): Repository {
  const repository = Repository.create().stage('a.txt', 'a\n').commit().stage('a.txt', 'b\n');
  repository.write('.git/hooks/commit-msg', `#!/bin/sh\nexec sh "${HOOKS}/commit-msg" "$1"\n`);
  chmodSync(join(repository.directory, '.git/hooks/commit-msg'), 0o755);
  return repository;
}

/** Runs a git command with an editor that adds text before and after git's own. */
function commit(repository: Repository, command: readonly string[], before: string, after = ''): Outcome {
  repository.write('.git/before', before).write('.git/after', after);
  const editor = 'edit() { cat .git/before "$1" .git/after >.git/edited && cp .git/edited "$1"; }; edit';
  return repository.run('git', command, { env: { GIT_EDITOR: editor } });
}

/** Commit commands, with settings from `-c` first. */
const WAYS: readonly string[][] = [
  ['commit'],
  ['commit', '--verbose'],
  ['commit', '--amend'],
  ...['whitespace', 'verbatim', 'scissors'].map((mode) => ['commit', `--cleanup=${mode}`]),
  ['-c', 'core.commentChar=auto', 'commit'],
  ['-c', 'core.commentChar=;', 'commit'],
];

/** Positions of a key in the edited message. */
const PLACES: Readonly<Record<string, (key: string) => readonly [before: string, after?: string]>> = {
  'in a comment': (key) => [`x\n# ${key}\n; ${key}\n`],
  'in a comment with a tab': (key) => [`x\n#\t${key}\n#\tnew file:   ${key}\n`],
  'below scissors': (key) => [`x\n${scissors}\n${key}\n`],
  'below scissors, as a diff': (key) => [
    `x\n${scissors}\ndiff --git a/a.txt b/a.txt\n@@ -1 +1 @@\n-a\n+${key}\n`,
  ],
  'in a comment after git’s text': (key) => ['x\n', `# ${key}\n#\t${key}\n`],
};

describe.each(Object.entries(PLACES))('a key %s', (_place, edit) => {
  test.each(WAYS.map((way) => [way.join(' '), way] as const))(
    'does not reach a commit with git %s',
    (_name, way) => {
      const repository = repositoryWithHook();
      const key = sample.accessKeyId();
      const { code, output } = commit(repository, way, ...edit(key));
      expect([0, 1], output).toContain(code);
      expect(repository.git('log', '-1', '--format=%B')).not.toContain(key);
    },
  );
});

describe('reports nothing in the text that git writes for the editor', () => {
  const passes = (repository: Repository, ...options: string[]) => {
    const { code, output } = commit(repository, ['commit', ...options], 'x\n');
    expect(code, output).toBe(0);
  };

  test.each([['--verbose'], ['-vv'], ['--verbose', '--amend']])(
    'a diff next to an old key, with %s %s',
    (...options) => {
      const [kept, removed] = [sample.accessKeyId(), sample.accessKeyId()];
      const repository = repositoryWithHook().stage('b.txt', `${kept}\n${removed}\n`).commit();
      passes(repository.stage('b.txt', `${kept}\n`).stage('c.txt', 'x\n'), ...options);
    },
  );

  test('a diff that adds a value allowed at its path', () => {
    const key = sample.accessKeyId();
    const allow = { [fingerprint(key)]: { rule: 'aws-access-key-id', reason: 'made up', path: 'b.txt' } };
    const repository = repositoryWithHook().stage('b.txt', `x\n${key}\n`);
    repository.stage('.keyward-allowlist.json', JSON.stringify({ version: 1, allow }));
    passes(repository, '--verbose');
  });

  test('file names', () => {
    const [untracked, folder, removed, moved, changed] = Array.from({ length: 5 }, () =>
      sample.accessKeyId(),
    );
    const repository = repositoryWithHook();
    for (const name of [removed, moved, changed])
      repository.stage(`${name}.txt`, `${name?.length}\n${'x\n'.repeat(9)}`);
    repository
      .commit()
      .write(`${untracked} x.txt`, '')
      .write(`${folder}/b/c.txt`, '')
      .write(`${changed}.txt`, 'y\n');
    repository.git('rm', '--quiet', `${removed}.txt`);
    repository.git('mv', `${moved}.txt`, `d${moved}.txt`.replace('d', 'd '));
    passes(repository);
    passes(repository, '--amend');
  });
});

test('reports a line of a --verbose diff that is not in the staged change', () => {
  // the message file of an earlier commit that was blocked
  const repository = repositoryWithHook();
  const key = sample.accessKeyId();
  repository.stage('b.txt', `${key}\n`);
  expect(commit(repository, ['commit', '--verbose'], '').code).toBe(1);
  const left = repository.read('.git/COMMIT_EDITMSG');
  expect(left).toContain(`+${key}`);
  repository.stage('b.txt', 'clean\n');
  expect(commit(repository, ['commit', '--allow-empty'], `x\n${left}`).code).toBe(1);
  expect(repository.git('log', '-1', '--format=%B')).not.toContain(key);
});
