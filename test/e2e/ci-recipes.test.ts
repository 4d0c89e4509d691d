import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const RECIPES = ['docs/ci/github.yml', 'docs/ci/gitlab.yml', 'action.yml'] as const;

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** One command of a recipe, and whether it runs outside the checkout. */
interface Step {
  readonly command: string;
  readonly isOutside: boolean;
}

/** The commands of a recipe, in their order: `run:` of a workflow's steps, or a job's `script:`. */
function stepsOf(file: string): Step[] {
  const yaml = textOf(file);
  if (file.includes('gitlab')) {
    const lines = [...yaml.matchAll(/^ {4}- (.+)$/gm)].map(([, line = '']) => unquoted(line));
    return [{ command: lines.filter((line) => !line.startsWith('if:')).join('\n'), isOutside: false }];
  }
  return yaml.split(/^ +- (?=shell:|run:|uses:)/m).flatMap((step) => {
    const [, block, line] = /\brun: (?:\|\n([^]+)|(.+))/.exec(step) ?? [];
    const command = block ?? (line === undefined ? undefined : unquoted(line));
    const isOutside = step.includes('working-directory: ${{ runner.temp }}');
    return command === undefined ? [] : [{ command, isOutside }];
  });
}

function unquoted(scalar: string): string {
  return scalar.replace(/^'(.*)'$/, '$1');
}

/** A registry of an attacker, in a process of its own. Tells whether anybody asked it for anything. */
async function hostileRegistry(): Promise<{ address: string; wasAsked: () => boolean }> {
  const log = join(temporaryFolder(), 'asked');
  const server = `require('http').createServer((q, s) => { require('fs').appendFileSync(${JSON.stringify(log)}, q.url); s.statusCode = 500; s.end(); }).listen(0, '127.0.0.1', function () { console.log(this.address().port); })`;
  const child = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill());
  const port = await new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
  return { address: `http://127.0.0.1:${port}/`, wasAsked: () => existsSync(log) };
}

/** A checkout of a pull request that adds a key, and everything that could replace keyward by a program that sees nothing. */
function hostileCheckout(registry: string): Repository {
  const repository = Repository.create().stage('README', 'x\n').commit('base');
  const program = '#!/usr/bin/env node\nconsole.log("REPLACED");\n';
  const name = { name: 'keyward', version, bin: { keyward: 'x.js' } };
  repository
    .stage('.npmrc', `registry=${registry}\n`)
    .stage('x.js', program)
    .stage(
      'package.json',
      JSON.stringify({ ...name, workspaces: ['packages/*'], scripts: { keyward: 'node x.js' } }),
    )
    .stage('packages/keyward/package.json', JSON.stringify(name))
    .stage('packages/keyward/x.js', program)
    .stage('node_modules/keyward/package.json', JSON.stringify(name))
    .stage('node_modules/keyward/x.js', program)
    .stage('node_modules/keyward/dist/cli.cjs', program)
    .stage('node_modules/.bin/keyward', program)
    .stage('leak.txt', `${sample.accessKeyId()}\n`);
  repository.run('chmod', ['+x', 'x.js', 'node_modules/.bin/keyward', 'packages/keyward/x.js']);
  repository.git('add', '--all', '--force');
  return repository.commit('pull request');
}

/** Runs a recipe as CI would, with the packed keyward in place of the published one. */
function runRecipe(repository: Repository, steps: readonly Step[], env: Record<string, string>): Outcome[] {
  const temporary = temporaryFolder();
  const [base = '', tip = ''] = repository.git('rev-parse', 'HEAD~1', 'HEAD').split('\n');
  const event = join(temporary, 'event.json');
  new Repository(temporary).write(
    'event.json',
    JSON.stringify({ pull_request: { base: { sha: base }, head: { sha: tip } } }),
  );
  const environment = {
    ...{ GITHUB_EVENT_NAME: 'pull_request', GITHUB_EVENT_PATH: event, CI_COMMIT_SHA: tip },
    ...{ RUNNER_TEMP: temporary, TMPDIR: temporary, KEYWARD_VERSION: version, ...env },
  };
  const packed = (command: string) =>
    command.replaceAll(/(?<=--ignore-scripts )"?keyward@[^\s")]+"?/g, `'${inject('tarball')}'`);
  return steps.map(({ command, isOutside }) => {
    const cwd = isOutside ? temporary : repository.directory;
    return repository.run('bash', ['-e', '-c', packed(command)], { cwd, env: environment });
  });
}

describe('CI recipes', () => {
  test.each(RECIPES)(
    '%s: names the version of this package and nothing that a checkout can replace',
    (file) => {
      const text = textOf(file);
      const versions = [...text.matchAll(/keyward@(\d[\w.-]*)|default: (\d[\w.-]*)/g)].map(
        ([, a, b]) => a ?? b,
      );
      expect(new Set(versions)).toEqual(new Set([version]));
      expect(
        stepsOf(file)
          .map(({ command }) => command)
          .join('\n'),
      ).toMatch(/--prefix .*--ignore-scripts/);
      for (const { command } of stepsOf(file))
        expect(command).not.toMatch(/\bnpx\b|latest|(?<![}\w/])node_modules/);
    },
  );

  test.each(RECIPES)('%s: blocks a pull request that replaces keyward in the checkout', async (file) => {
    const registry = await hostileRegistry();
    const repository = hostileCheckout(registry.address);
    const platform: Record<string, string> = file.includes('gitlab')
      ? { GITLAB_CI: 'true', CI_MERGE_REQUEST_DIFF_BASE_SHA: repository.git('rev-parse', 'HEAD~1').trim() }
      : { GITHUB_ACTIONS: 'true' };
    const outcomes = runRecipe(repository, stepsOf(file), platform);
    const output = outcomes.map((outcome) => outcome.output).join('');
    expect(output).not.toContain('REPLACED');
    expect(output).toContain('leak.txt:1:1');
    expect(outcomes.at(-1)?.code).toBe(1);
    expect(registry.wasAsked()).toBe(false);
  });

  test('npx in the checkout would run the program of the pull request', async () => {
    const registry = await hostileRegistry();
    const repository = hostileCheckout(registry.address);
    const steps = [{ command: 'npx --yes keyward scan --ci', isOutside: false }];
    const [outcome] = runRecipe(repository, steps, { GITHUB_ACTIONS: 'true' });
    expect(outcome?.output).toContain('REPLACED');
  });

  test('the action writes no SARIF log outside the checkout', () => {
    const repository = Repository.create().stage('README', 'x\n').commit('base');
    const outside = join(temporaryFolder(), 'target');
    repository.run('ln', ['-s', outside, 'keyward.sarif']);
    repository.git('add', 'keyward.sarif');
    repository.commit('link');
    const env = { GITHUB_ACTIONS: 'true', KEYWARD_SARIF: 'keyward.sarif' };
    expect(runRecipe(repository, stepsOf('action.yml'), env).at(-1)?.code).toBe(0);
    expect(existsSync(outside)).toBe(false);
    expect(JSON.parse(repository.read('keyward.sarif'))).toMatchObject({ version: '2.1.0' });
  });
});
