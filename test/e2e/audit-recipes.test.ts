import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { parse } from 'yaml';
import { keyward } from '../helpers/scan.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const RECIPES = ['github-audit.yml', 'gitlab-audit.yml', 'organization-audit.yml'] as const;

const textOf = (file: string) => readFileSync(join(ROOT, 'docs/ci', file), 'utf8');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
}

interface GitlabJob {
  readonly before_script?: readonly string[];
  readonly script?: readonly string[];
  readonly parallel?: number;
  readonly artifacts?: { readonly paths: readonly string[] };
}

/** Replaces the installation by the package that is tested. */
function installed(command: string): string {
  return command.replaceAll(
    /npm install --prefix ("\S+") --ignore-scripts keyward@[\d.]+/g,
    (_, prefix: string) => `mkdir -p ${prefix}; ln -s '${inject('installed')}/node_modules' ${prefix}`,
  );
}

/** A history with keys in several shards, in several files and messages. */
function history(): Repository {
  const repository = Repository.create();
  for (let nth = 0; nth < 8; nth += 1)
    repository.stage(`${nth}.txt`, `${sample.accessKeyId()}\n`).commit(`with ${sample.accessKeyId()}`);
  return repository;
}

function run(directory: string, command: string, env: Record<string, string>): Outcome {
  return new Repository(directory).run('bash', ['-e', '-o', 'pipefail', '-c', installed(command)], { env });
}

/** Runs one job of a workflow as GitHub does, with artifacts in a folder. */
function runGithub(
  { steps }: Workflow['jobs'][string],
  artifacts: string,
  values: Record<string, string>,
  env: Record<string, string>,
): Outcome[] {
  const [temporary, workspace] = [temporaryFolder(), env['WORKSPACE'] ?? temporaryFolder()];
  const filled = (text: string) =>
    text.replaceAll(
      /\$\{\{ ([\w.-]+) \}\}/g,
      (_, name: string) => ({ ...values, 'runner.temp': temporary })[name] ?? '',
    );
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const { name = '', path = '' } = Object.fromEntries(
      Object.entries(step.with ?? {}).map(([key, value]) => [key, filled(`${value}`)]),
    );
    if (step.uses?.includes('upload-artifact'))
      cpSync(isAbsolute(path) ? path : join(workspace, path), join(artifacts, name, basename(path)), {
        recursive: true,
      });
    if (step.uses?.includes('download-artifact'))
      for (const artifact of name === '' ? readdirSync(artifacts) : [name])
        cpSync(join(artifacts, artifact), path, { recursive: true });
    if (step.run === undefined) continue;
    const own = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([key, value]) => [key, filled(value)]),
    );
    outcomes.push(run(workspace, filled(step.run), { RUNNER_TEMP: temporary, ...env, ...own }));
  }
  return outcomes;
}

/** Expects the report of a whole audit, in a clone with the name that CI knows. */
function expectReport(html: string, repository: Repository): void {
  const whole = keyward(repository, ['audit', '--format', 'html']).stdout;
  expect(html.match(/class="card"/g)?.length).toBe(16);
  // how a reader runs keyward depends on where it is installed
  const plain = (text: string) => text.replaceAll('npx keyward', 'keyward');
  expect(plain(html)).toBe(plain(whole.replaceAll(basename(repository.directory), 'project')));
}

describe('audit recipes', () => {
  test.each(RECIPES)('%s: is YAML, and installs this version outside any checkout', (file) => {
    const text = textOf(file);
    expect(parse(text)).toBeTypeOf('object');
    const installs = text.match(/npm install.*/g) ?? [];
    expect(installs.length).toBeGreaterThan(0);
    for (const install of installs)
      expect(install).toMatch(new RegExp(`--prefix "\\$.*" --ignore-scripts keyward@${version}\\)?$`));
    expect(text).not.toMatch(/\bnpx\b|latest(?!$)|pull_request:/m);
  });

  test('GitHub: a matrix of shards and a merge', () => {
    const repository = history();
    const { jobs } = parse(textOf('github-audit.yml')) as Workflow;
    const { clone, shard, merge } = jobs;
    const artifacts = temporaryFolder();
    const env = { GITHUB_REPOSITORY: 'someone/project' };
    const done = (outcomes: readonly Outcome[]) => outcomes.map(({ code }) => code);
    const cloned = runGithub(clone ?? { steps: [] }, artifacts, {}, { WORKSPACE: repository.directory });
    expect(done(cloned)).toEqual([0]);
    for (const index of ['1', '2', '3', '4']) {
      const values = { 'matrix.shard': index, 'strategy.job-total': '4' };
      const outcomes = runGithub(shard ?? { steps: [] }, artifacts, values, env);
      expect(done(outcomes), outcomes.map(({ output }) => output).join('')).toEqual([0, 0]);
    }
    const merged = runGithub(merge ?? { steps: [] }, artifacts, {}, env);
    expect(done(merged), merged.at(-1)?.output).toEqual([0, 1]);
    expectReport(readFileSync(join(artifacts, 'keyward/keyward.html'), 'utf8'), repository);
  });

  test('GitLab: parallel jobs and a merge', () => {
    const repository = history();
    const jobs = parse(textOf('gitlab-audit.yml')) as Record<string, GitlabJob>;
    const artifacts = temporaryFolder();
    const runJob = (name: string, variables: Record<string, string> = {}, directory = temporaryFolder()) => {
      cpSync(artifacts, directory, { recursive: true });
      const { script = [], artifacts: kept } = jobs[name] ?? {};
      const before = name === 'keyward-clone' ? [] : (jobs['.keyward-audit']?.before_script ?? []);
      const env = { CI_PROJECT_NAME: 'project', CI_PROJECT_DIR: directory, ...variables };
      const outcome = run(directory, [...before, ...script].join('\n'), env);
      for (const file of readdirSync(directory))
        if (kept?.paths.some((glob) => new RegExp(`^${glob.replace('*', '.*')}$`).test(file)))
          cpSync(join(directory, file), join(artifacts, file));
      return outcome;
    };
    expect(runJob('keyward-clone', {}, repository.directory).code).toBe(0);
    const count = jobs['keyward-shard']?.parallel ?? 0;
    expect(count).toBe(4);
    for (let index = 1; index <= count; index += 1) {
      const outcome = runJob('keyward-shard', { CI_NODE_INDEX: `${index}`, CI_NODE_TOTAL: `${count}` });
      expect(outcome.code, outcome.output).toBe(0);
    }
    const merged = runJob('keyward-merge');
    expect(merged.code, merged.output).toBe(1);
    expectReport(readFileSync(join(artifacts, 'keyward.html'), 'utf8'), repository);
  });

  test('an organization: one report for each repository, and a failure if any has a finding or is missing', () => {
    const server = temporaryFolder();
    const clean = Repository.create().stage('README', 'x\n').commit();
    mkdirSync(join(server, 'someone'));
    for (const [name, { directory }] of Object.entries({ leaky: history(), clean }))
      clean.git('clone', '--quiet', '--bare', directory, join(server, 'someone', `${name}.git`));
    const { jobs } = parse(textOf('organization-audit.yml')) as Workflow;
    const runAll = (names: readonly string[]) => {
      const programs = temporaryFolder();
      const list = names.map((name) => `someone/${name}\n`).join('');
      writeFileSync(join(programs, 'gh'), `#!/bin/sh\n[ "$1" = auth ] || printf '${list}'\n`, {
        mode: 0o755,
      });
      const artifacts = temporaryFolder();
      mkdirSync(join(artifacts, 'keyward'));
      const env = {
        PATH: `${programs}:${process.env['PATH']}`,
        GITHUB_SERVER_URL: `file://${server}`,
        GITHUB_REPOSITORY_OWNER: 'someone',
      };
      const code = runGithub(jobs['audit'] ?? { steps: [] }, artifacts, {}, env).at(-1)?.code;
      return { code, reports: readdirSync(join(artifacts, 'keyward/reports')) };
    };
    expect(runAll(['clean'])).toEqual({ code: 0, reports: ['clean.html'] });
    expect(runAll(['leaky', 'gone', 'clean'])).toEqual({ code: 1, reports: ['clean.html', 'leaky.html'] });
  });
});
