import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES } from '../../src/cli/formats.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { Repository } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const RULE = 'aws-access-key-id';
const REASON = 'because of a test';

const off = (id: string = RULE) => JSON.stringify({ rules: { [id]: { off: true, reason: REASON } } });
const list = (allow: object, paths: object[] = []) => JSON.stringify({ version: 1, allow, paths });

type Files = Readonly<Record<string, string>>;

/** A clone of a pull request with commits on top of a base. An empty text removes the file. */
function pullRequest(base: Files, ...commits: Files[]): Repository {
  const repository = Repository.create().stage('README', 'x\n');
  const commit = (files: Files, message: string) => {
    for (const [path, text] of Object.entries(files))
      if (text === '') repository.git('rm', '--quiet', '--', path);
      else repository.stage(path, text);
    repository.commit(message);
  };
  commit(base, 'base');
  for (const files of commits) commit(files, 'change');
  return repository;
}

/** Runs `scan --ci` as GitHub does for a pull request. */
function scanPullRequest(repository: Repository, commits: number, format: string) {
  const [tip, base] = repository.git('rev-parse', 'HEAD', `HEAD~${commits}`).split('\n');
  const event = { pull_request: { base: { sha: base }, head: { sha: tip } } };
  repository.write('.git/event.json', JSON.stringify(event)).write('.git/summary', '');
  const outcome = keyward(repository, ['scan', '--ci', '--lang', 'en', '--format', format], {
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: `${repository.directory}/.git/event.json`,
      GITHUB_STEP_SUMMARY: `${repository.directory}/.git/summary`,
    },
  });
  return { ...outcome, summary: repository.read('.git/summary') };
}

/** Expects that every format says what a pull request changes, and returns its exit code. */
function expectShown(repository: Repository, said: string, changed: object): number | null {
  const scan = (format: string) => scanPullRequest(repository, 1, format);
  const text = scan('text');
  expect(text.stdout).toContain(`keyward: these commits ${said}`);
  expect(JSON.parse(scan('json').stdout)).toMatchObject({ policyChanged: changed });
  const [run] = (JSON.parse(scan('sarif').stdout) as Log).runs;
  const notifications = run?.invocations?.[0]?.toolConfigurationNotifications ?? [];
  const warned = notifications.filter(({ level }) => level === 'warning').map(({ message }) => message.text);
  expect(warned.join('\n').replaceAll('\\', '')).toContain(said);
  const github = scan('github');
  expect(github.stdout).toMatch(/^::warning file=\.keyward/m);
  expect(github.stdout.replaceAll('%25', '%')).toContain(`title=keyward::these commits ${said}`);
  expect(github.summary).toContain(said);
  return text.code;
}

describe('a pull request may change the policy, and the report shows it', () => {
  const key = sample.accessKeyId();
  const print = fingerprint(key);
  const leak = { 'src/k.txt': `${key}\n` };
  const entry = { rule: RULE, reason: REASON };

  test('a rule that it switches off', () => {
    const repository = pullRequest({}, { ...leak, '.keyward.json': off() });
    const said = `disable a rule in .keyward.json: ${RULE} (${REASON})`;
    expect(expectShown(repository, said, { rulesOff: [{ ruleId: RULE, reason: REASON }] })).toBe(0);
  });

  test('an allowlist entry', () => {
    const repository = pullRequest({}, { ...leak, '.keyward-allowlist.json': list({ [print]: entry }) });
    const said = `add to .keyward-allowlist.json: ${print}  ${RULE}  ${REASON}`;
    expect(expectShown(repository, said, { allow: { [print]: entry } })).toBe(0);
    const { allowed } = JSON.parse(scanPullRequest(repository, 1, 'json').stdout) as { allowed: object[] };
    expect(allowed).toMatchObject([{ path: 'src/k.txt', allowedBy: { fingerprint: print, reason: REASON } }]);
  });

  test('a path entry', () => {
    const path = { glob: 'src/**', rules: [RULE], reason: REASON };
    const repository = pullRequest({}, { ...leak, '.keyward-allowlist.json': list({}, [path]) });
    const said = `add to .keyward-allowlist.json: src/**  ${RULE}  ${REASON}`;
    expect(expectShown(repository, said, { paths: [path] })).toBe(0);
  });

  test('an allow comment', () => {
    const repository = pullRequest({}, { 'src/k.txt': `${key} # keyward:allow ${print} -- ${REASON}\n` });
    for (const format of FORMAT_NAMES) {
      const { code, stdout, summary } = scanPullRequest(repository, 1, format);
      expect(code).toBe(0);
      expect(stdout).toContain(REASON);
      if (format === 'github') expect(summary).toContain(`1 AWS credential allowed (${REASON})`);
    }
  });

  test('what it allows beside what it does not', () => {
    const other = sample.accessKeyId();
    const repository = pullRequest(
      {},
      { ...leak, 'src/other.txt': `${other}\n`, '.keyward-allowlist.json': list({ [print]: entry }) },
    );
    const said = `add to .keyward-allowlist.json: ${print}`;
    expect(expectShown(repository, said, { allow: { [print]: entry } })).toBe(1);
    const { summary } = scanPullRequest(repository, 1, 'github');
    expect(summary).toContain('src/other.txt:1:1');
    expect(summary).not.toContain('src/k.txt:1:1');
  });
});

test('each push to a branch shows what the branch changes, not only the newest push', () => {
  const files = { 'src/k.txt': `${sample.accessKeyId()}\n`, '.keyward.json': off() };
  const repository = pullRequest({}, files, { 'a.txt': 'a\n' });
  const [after, before, main] = repository.git('rev-parse', 'HEAD', 'HEAD~1', 'HEAD~2').split('\n');
  repository.git('update-ref', 'refs/remotes/origin/main', main ?? '');
  const event = { ref: 'refs/heads/topic', before, after, repository: { default_branch: 'main' } };
  repository.write('.git/event.json', JSON.stringify(event));
  const { code, stdout } = keyward(repository, ['scan', '--ci', '--lang', 'en'], {
    env: {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'push',
      GITHUB_EVENT_PATH: `${repository.directory}/.git/event.json`,
    },
  });
  expect(code).toBe(0);
  expect(stdout).toContain('these commits disable a rule in .keyward.json');
});

describe('what a pull request removes from the policy is removed', () => {
  const key = sample.accessKeyId();
  const print = fingerprint(key);
  const leak = { 'src/k.txt': `${key}\n` };
  const path = { glob: 'src/**', rules: [RULE], reason: REASON };

  test.each([
    ['a rule that was off', { '.keyward.json': off() }, { '.keyward.json': off('aws-session-token') }],
    ['the settings', { '.keyward.json': off() }, { '.keyward.json': '' }],
    [
      'an allowlist entry',
      { '.keyward-allowlist.json': list({ [print]: { rule: RULE, reason: REASON } }) },
      { '.keyward-allowlist.json': list({}) },
    ],
    [
      'a path entry',
      { '.keyward-allowlist.json': list({}, [path]) },
      { '.keyward-allowlist.json': list({}) },
    ],
    ['the allowlist', { '.keyward-allowlist.json': list({}, [path]) }, { '.keyward-allowlist.json': '' }],
  ] as [string, Files, Files][])('%s', (_, before, after) => {
    // with the policy of the base, the key passes
    expect(scanPullRequest(pullRequest(before, leak), 1, 'json').code).toBe(0);
    const repository = pullRequest(before, { ...leak, ...after });
    for (const format of FORMAT_NAMES) {
      const { code, stdout } = scanPullRequest(repository, 1, format);
      expect(code).toBe(1);
      expect(stdout).toContain('src/k.txt');
    }
  });

  test('an entry that one commit adds and the next one removes', () => {
    const allow = list({ [print]: { rule: RULE, reason: REASON } });
    const repository = pullRequest(
      {},
      { ...leak, '.keyward-allowlist.json': allow },
      { '.keyward-allowlist.json': list({}) },
    );
    const { code, stdout } = scanPullRequest(repository, 2, 'json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ policyChanged: null, allowed: [] });
  });
});
