import { describe, expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward, scanJson } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const NONE = '0'.repeat(40);

/** A clone as CI has it: a base on the default branch, and a branch that adds a key and takes it out again. */
function clone() {
  const key = sample.accessKeyId();
  const origin = Repository.create().stage('a.txt', 'a\n').commit('base');
  origin.git('checkout', '--quiet', '-b', 'topic');
  origin.stage('src/k.ts', `x\n  "${key}"\n`).commit('add');
  const leak = origin.git('rev-parse', 'HEAD').trim();
  origin.stage('src/k.ts', 'x\n').commit('remove');
  const repository = new Repository(`${temporaryFolder()}/clone`);
  origin.git('clone', '--quiet', '--branch', 'topic', `file://${origin.directory}`, repository.directory);
  const at = (name: string) => repository.git('rev-parse', name).trim();
  return { origin, repository, key, leak, base: at('origin/main'), tip: at('HEAD') };
}

function github(repository: Repository, name: string, event: object): Record<string, string> {
  repository.write('.git/event.json', JSON.stringify(event));
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: `${repository.directory}/.git/event.json`,
    GITHUB_SHA: repository.git('rev-parse', 'HEAD').trim(),
  };
}

const main = { repository: { default_branch: 'main' } };

describe('on GitHub', () => {
  test('scans every commit of a pull request and annotates findings', () => {
    const { repository, key, leak, base, tip } = clone();
    const env = github(repository, 'pull_request', {
      pull_request: { base: { sha: base }, head: { sha: tip } },
    });
    const { code, stdout } = keyward(repository, ['scan', '--ci', '--lang', 'en'], { env });
    expect(code).toBe(1);
    const [annotation, verdict] = stdout.split('\n');
    expect(annotation).toMatch(
      /^::error file=src\/k\.ts,line=2,col=4,title=keyward::AWS access key ID AKIA\*+.* kw1_\w{32}\. Deactivate the key, then remove it from the commits\.$/,
    );
    expect(verdict).toBe(`keyward: 1 AWS credential found in src/k.ts:2:4 (commit ${leak.slice(0, 12)})`);
    expect(stdout).not.toContain(key);
    const json = scanJson(repository, ['--ci'], { env });
    expect(json.report.findings).toMatchObject([{ commit: leak, path: 'src/k.ts', line: 2, column: 4 }]);
  });

  test('finds the range for a push, a new branch, a force-push, a deletion and a manual run', () => {
    const { repository, base, tip, leak } = clone();
    const code = (name: string, event: object) =>
      keyward(repository, ['scan', '--ci'], { env: github(repository, name, { ...main, ...event }) }).code;
    expect(code('push', { before: base, after: tip })).toBe(1);
    expect(code('push', { before: leak, after: tip })).toBe(0);
    expect(code('push', { before: NONE, after: tip })).toBe(1);
    expect(code('push', { before: '1'.repeat(40), after: tip })).toBe(1);
    expect(code('push', { before: tip, after: NONE })).toBe(0);
    expect(code('merge_group', { merge_group: { base_sha: base, head_sha: tip } })).toBe(1);
    expect(code('schedule', {})).toBe(1);
  });

  test('scans a branch again as long as the default branch lacks its commits', () => {
    const { repository, base, tip, leak } = clone();
    const code = (ref: string, before: string, after: string) =>
      keyward(repository, ['scan', '--ci'], {
        env: github(repository, 'push', { ...main, ref, before, after }),
      }).code;
    // the key is still in the branch, although the newest push does not bring it
    expect(code('refs/heads/topic', leak, tip)).toBe(1);
    expect(code('refs/heads/main', leak, tip)).toBe(0);
    repository.git('update-ref', 'refs/remotes/origin/main', leak);
    expect(code('refs/heads/topic', base, tip)).toBe(0);
    // without the default branch, what the platform says counts
    repository.git('update-ref', '-d', 'refs/remotes/origin/main');
    expect(code('refs/heads/topic', leak, tip)).toBe(0);
    expect(code('refs/heads/topic', base, tip)).toBe(1);
  });

  test('scans name, tagger and message of a pushed tag, and of the tags in it', () => {
    const { repository, key, base } = clone();
    const run = (name: string, after: string) =>
      keyward(repository, ['scan', '--ci', '--lang', 'en'], {
        env: github(repository, 'push', { ...main, ref: `refs/tags/${name}`, before: NONE, after }),
      });
    repository.git('checkout', '--quiet', 'origin/main');
    repository.git('tag', '--annotate', '--message', 'x', 'clean');
    repository.git('tag', '--annotate', '--message', `use ${key}`, 'v1');
    repository.git('tag', '--annotate', '--message', 'x', 'v2', 'v1');
    const at = (name: string) => repository.git('rev-parse', name).trim();
    expect(run('clean', at('clean')).code).toBe(0);
    for (const name of ['v1', 'v2']) {
      // with the tag's object, and with the commit alone
      for (const after of [at(name), base]) {
        const { code, stdout } = run(name, after);
        expect(code).toBe(1);
        expect(stdout).toContain('commit message:1:5');
      }
    }
    // where the clone lacks the tag, nobody knows what it says
    expect(run('gone', base).code).toBe(2);
    repository.git('tag', `v-${key}`);
    expect(run(`v-${key}`, at('HEAD')).stdout).toContain('in the name of the branch or tag');
  });

  test('reports how much a clean run scanned', () => {
    const { repository, leak, tip } = clone();
    const env = github(repository, 'push', { before: leak, after: tip });
    const outcome = keyward(repository, ['scan', '--ci', '--lang', 'en'], { env });
    expect(outcome).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'keyward: no AWS credential in 1 commit\n',
    });
  });

  describe('the job summary', () => {
    const summary = (repository: Repository) => {
      const file = '.git/summary.md';
      return { file, env: { GITHUB_STEP_SUMMARY: `${repository.directory}/${file}` } };
    };

    test('is appended with the default format only', () => {
      const { repository, key, base, tip, leak } = clone();
      const { file, env } = summary(repository);
      const event = github(repository, 'push', { before: base, after: tip });
      const run = (...words: string[]) =>
        keyward(repository, ['scan', '--ci', '--lang', 'en', ...words], {
          env: { ...event, FORCE_COLOR: '1', ...env },
        });
      repository.write(file, 'of another step');
      expect(run('--format', 'sarif').code).toBe(1);
      expect(run('--format', 'json').code).toBe(1);
      expect(repository.read(file)).toBe('of another step');
      expect(run().code).toBe(1);
      const text = repository.read(file);
      expect(text).toMatch(/^of another step\n<h3>keyward: 1 AWS credential found in <code>src\/k\.ts:2:4/);
      expect(text).toContain(`<code>${leak.slice(0, 12)}</code>`);
      expect(text).toMatch(/allow kw1_[0-9a-f]{32}\n/);
      expect(text).not.toContain(key.slice(4, -4));
      expect(text).not.toContain('x1b');
    });

    test('is one line after a clean run', () => {
      const { repository, leak, tip } = clone();
      const { file, env } = summary(repository);
      const event = github(repository, 'push', { before: leak, after: tip });
      const outcome = keyward(repository, ['scan', '--ci', '--lang', 'en'], { env: { ...event, ...env } });
      expect(outcome).toMatchObject({
        code: 0,
        stdout: '',
        stderr: 'keyward: no AWS credential in 1 commit\n',
      });
      expect(repository.read(file).trim()).toBe('<p>keyward: no AWS credential in 1 commit</p>');
    });

    test('changes no verdict if it cannot be written', () => {
      const { repository, base, leak, tip } = clone();
      for (const [before, code] of [
        [base, 1],
        [leak, 0],
      ] as const) {
        const event = github(repository, 'push', { before, after: tip });
        const env = { ...event, GITHUB_STEP_SUMMARY: `${repository.directory}/none/summary` };
        const outcome = keyward(repository, ['scan', '--ci', '--lang', 'en'], { env });
        expect(outcome.code).toBe(code);
        expect(outcome.stderr).toContain('GITHUB_STEP_SUMMARY could not be written (ENOENT)');
      }
    });
  });

  test('rejects a shallow clone and prints the fix', () => {
    const { origin, tip, base } = clone();
    const repository = new Repository(`${temporaryFolder()}/shallow`);
    origin.git(
      'clone',
      '--quiet',
      '--depth=1',
      '--branch',
      'topic',
      `file://${origin.directory}`,
      repository.directory,
    );
    const env = github(repository, 'push', { ...main, before: base, after: tip });
    const { code, stderr } = keyward(repository, ['scan', '--ci', '--lang', 'en'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('fetch-depth: 0');
    expect(scanJson(repository, ['--ci'], { env }).report).toMatchObject({
      error: { code: 'range-shallow' },
    });
  });

  test('blocks on an invalid event and does not print it', () => {
    const { repository, base } = clone();
    const env = github(repository, 'push', main);
    expect(scanJson(repository, ['--ci'], { env }).report.error?.code).toBe('ci-event');
    // a tip that is missing is no deletion
    for (const [name, event] of [
      ['push', { before: base }],
      ['push', { before: base, after: '0' }],
      ['pull_request', { pull_request: { base: { sha: base } } }],
      ['pull_request', { pull_request: { base: { sha: base }, head: { sha: NONE } } }],
    ] as const)
      expect(scanJson(repository, ['--ci'], { env: github(repository, name, event) })).toMatchObject({
        code: 2,
        report: { error: { code: 'ci-event' } },
      });
    const key = sample.accessKeyId();
    repository.write('.git/event.json', `{ "before": "${key}`);
    const { code, output } = keyward(repository, ['scan', '--ci'], { env });
    expect(code).toBe(2);
    expect(output).not.toContain(key.slice(4));
  });
});

describe('on GitLab', () => {
  const gitlab = { GITLAB_CI: 'true', CI_DEFAULT_BRANCH: 'main' };

  test('finds the range for a merge request, a push and a new branch', () => {
    const { repository, base, tip, leak } = clone();
    const code = (env: Record<string, string>) =>
      keyward(repository, ['scan', '--ci'], { env: { ...gitlab, CI_COMMIT_SHA: tip, ...env } }).code;
    expect(code({ CI_MERGE_REQUEST_DIFF_BASE_SHA: base, CI_COMMIT_BEFORE_SHA: NONE })).toBe(1);
    expect(code({ CI_COMMIT_BEFORE_SHA: leak })).toBe(0);
    expect(code({ CI_COMMIT_BEFORE_SHA: NONE })).toBe(1);
    expect(code({ CI_COMMIT_BEFORE_SHA: NONE, CI_COMMIT_SHA: base })).toBe(0);
    expect(code({ CI_COMMIT_BEFORE_SHA: leak, CI_COMMIT_SHA: '' })).toBe(2);
  });

  test('scans the message of a tag and the author of a commit', () => {
    const { repository, base, key } = clone();
    const run = (env: Record<string, string>) =>
      keyward(repository, ['scan', '--ci', '--lang', 'en'], {
        env: { ...gitlab, CI_COMMIT_BEFORE_SHA: NONE, ...env },
      });
    repository.git('tag', '--annotate', '--message', 'x', 'clean', base);
    repository.git('tag', '--annotate', '--message', `use ${key}`, 'v1', base);
    expect(run({ CI_COMMIT_SHA: base, CI_COMMIT_TAG: 'clean' }).code).toBe(0);
    expect(run({ CI_COMMIT_SHA: base, CI_COMMIT_TAG: 'v1' }).stdout).toContain('commit message:1:5');
    repository.git('checkout', '--quiet', base);
    repository.git('commit', '--quiet', '--allow-empty', '-m', 'x', `--author=${key} <a@example.com>`);
    const tip = repository.git('rev-parse', 'HEAD').trim();
    const { code, stdout } = run({ CI_COMMIT_SHA: tip, CI_COMMIT_BRANCH: 'new' });
    expect(code).toBe(1);
    expect(stdout).toContain('commit header (author, committer or tagger):3:8');
  });
});

test('requires a range on other platforms', () => {
  const { repository } = clone();
  expect(scanJson(repository, ['--ci']).report).toMatchObject({
    complete: false,
    error: { code: 'ci-unknown' },
  });
});

describe('--format sarif', () => {
  test('contains locations, fingerprints and unscanned content, but no value and no line of a file', () => {
    const { repository, key, base, leak } = clone();
    repository.stage('a b/ü.xz', Buffer.from('\xfd7zXZ\0…', 'latin1')).commit();
    const { code, stdout } = keyward(repository, ['scan', '--range', `${base}..HEAD`, '--format', 'sarif']);
    expect(code).toBe(1);
    expect(stdout).not.toContain(key.slice(4, -4));
    const log = JSON.parse(stdout) as {
      version: string;
      runs: { results: object[]; invocations: object[] }[];
    };
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'keyward', rules: [{ id: 'aws-access-key-id' }] } },
          columnKind: 'utf16CodeUnits',
          results: [
            {
              ruleId: 'aws-access-key-id',
              level: 'error',
              message: { text: expect.stringContaining(leak) as string },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'src/k.ts' },
                    region: { startLine: 2, startColumn: 4, endColumn: 24 },
                  },
                },
              ],
              partialFingerprints: { 'keyward/v1': expect.stringMatching(/^kw1_[0-9a-f]{32}$/) as string },
            },
          ],
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [
                {
                  message: { text: 'xz' },
                  locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b/%C3%BC.xz' } } }],
                },
              ],
            },
          ],
        },
      ],
    });
    expect(stdout).not.toContain('snippet');
  });

  test('is a complete log even without findings', () => {
    const { repository } = clone();
    const { code, stdout } = keyward(repository, ['scan', '--format', 'sarif']);
    expect({ code, log: JSON.parse(stdout) as object }).toMatchObject({
      code: 0,
      log: { version: '2.1.0', runs: [{ results: [] }] },
    });
  });
});
