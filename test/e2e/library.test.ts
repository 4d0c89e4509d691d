import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksOf, PAGES } from '../helpers/pages.ts';
import { readyProject } from '../helpers/project.ts';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The examples of all pages, in their order. */
const EXAMPLES = PAGES.flatMap((page) =>
  blocksOf(page, 'ts').map((code, index) => ({ page, number: index + 1, code })),
);

/** A project with keyward, and with what a user of TypeScript has. */
function typeScriptProject(): Repository {
  const project = readyProject();
  mkdirSync(join(project.directory, 'node_modules/@types'), { recursive: true });
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(project.directory, 'node_modules', name));
  return project;
}

/** Compiles a program as strictly as TypeScript can, the types of the package included. */
function compile(project: Repository, code: string): Outcome {
  project.write('program.mts', code);
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options =
    '--strict --exactOptionalPropertyTypes --module nodenext --target es2023 --types node --outDir out';
  return project.run(process.execPath, [compiler, ...options.split(' '), 'program.mts']);
}

/** Runs a program that was compiled. */
function start(project: Repository, cwd = project.directory): Outcome {
  return project.run(process.execPath, [join(project.directory, 'out/program.mjs')], { cwd });
}

/** Runs a program that assigns `result`, and returns that as JSON would keep it. */
function resultOf(project: Repository, statement: string, cwd = project.directory): Record<string, unknown> {
  const code = [
    "import { AppError, scanRange, scanStaged, scanText } from 'keyward';",
    `const result = await (${statement}).catch((error) => ({ code: error instanceof AppError ? error.code : error }));`,
    'console.log(JSON.stringify(result));',
  ].join('\n');
  project.write('run.mjs', code);
  const {
    code: exit,
    stdout,
    output,
  } = project.run(process.execPath, [join(project.directory, 'run.mjs')], {
    cwd,
  });
  expect(exit, output).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the examples', () => {
  test('are in docs/library.md', () => {
    expect(EXAMPLES.map(({ page }) => page)).toEqual(Array<string>(5).fill('docs/library.md'));
  });

  test.each(EXAMPLES)('$page, example $number compiles, passes clean content and finds a key', ({ code }) => {
    const project = typeScriptProject();
    expect(compile(project, code)).toMatchObject({ code: 0, output: '' });
    project
      .stage('package.json', `${project.read('package.json')}\n`)
      .stage('src/a.ts', 'clean\n')
      .commit();
    expect(start(project)).toMatchObject({ code: 0, stderr: '' });
    project.stage('src/a.ts', `const id = '${sample.accessKeyId()}';\n`);
    // a range needs a commit; the text of the third example is always clean
    if (code.includes('scanRange')) project.commit();
    expect(start(project)).toMatchObject({ code: code.includes('scanText') ? 0 : 1 });
  });

  test('print a sentence if the scan cannot be completed', () => {
    const project = typeScriptProject();
    const example = EXAMPLES.find(({ code }) => code.includes('errorText'))?.code ?? '';
    expect(compile(project, example).code).toBe(0);
    const outcome = start(project, temporaryFolder());
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^keyward: this folder is not in a git repository\. .*\n$/);
  });
});

test('a wrong option does not compile, and keyward/install has types', () => {
  const project = typeScriptProject();
  expect(
    compile(project, "import { scanText } from 'keyward';\nawait scanText('', { file: 'a' });\n").code,
  ).not.toBe(0);
  expect(compile(project, "import * as nothing from 'keyward/install';\nvoid nothing;\n")).toMatchObject({
    code: 0,
    output: '',
  });
});

describe('scanStaged', () => {
  test('reports only added lines, from any folder, and not what is only on disk', () => {
    const id = sample.accessKeyId();
    const project = readyProject().stage('sub/a.ts', `${sample.accessKeyId()}\n`).commit();
    project.stage('sub/a.ts', `${project.read('sub/a.ts')}${id}\n`).write('sub/b.ts', sample.accessKeyId());
    const expected = {
      exitCode: 1,
      findings: [{ path: 'sub/a.ts', line: 2, ruleId: 'aws-access-key-id', commit: null }],
      policy: { settings: { strict: false } },
      scanned: { addedLines: 1 },
    };
    expect(resultOf(project, 'scanStaged()')).toMatchObject(expected);
    const result = resultOf(project, `scanStaged({ cwd: '${project.directory}/sub' })`, temporaryFolder());
    expect(result).toMatchObject(expected);
    expect(JSON.stringify(result)).not.toContain(id);
  });

  test('applies the staged allowlist, not the one on disk', () => {
    const project = readyProject().stage('a.ts', `${sample.accessKeyId()}\n`);
    const { findings } = resultOf(project, 'scanStaged()') as { findings: { fingerprint: string }[] };
    const entry = { rule: 'aws-access-key-id', path: 'a.ts', reason: 'made up for this test' };
    const allow = { [findings[0]?.fingerprint ?? '']: entry };
    project.write('.keyward-allowlist.json', JSON.stringify({ version: 1, allow }));
    expect(resultOf(project, 'scanStaged()')).toMatchObject({ exitCode: 1 });
    project.git('add', '.keyward-allowlist.json');
    expect(resultOf(project, 'scanStaged()')).toMatchObject({ exitCode: 0, findings: [], allowed: [{}] });
    expect(resultOf(project, "scanStaged({ now: new Date('2999-01-01') })")).toMatchObject({ exitCode: 0 });
  });

  test('throws for an invalid policy, a missing folder and a folder outside a repository', () => {
    const project = readyProject();
    const [outside, bare] = [temporaryFolder(), temporaryFolder()];
    project.run('git', ['init', '--quiet', '--bare', bare]);
    for (const folder of [outside, bare])
      expect(resultOf(project, `scanStaged({ cwd: '${folder}' })`)).toEqual({ code: 'not-a-repository' });
    for (const folder of [`${outside}/none`, `${project.directory}/package.json`])
      expect(resultOf(project, `scanStaged({ cwd: '${folder}' })`)).toEqual({ code: 'unreadable-file' });
    project.stage('.keyward.json', '{');
    expect(resultOf(project, 'scanStaged()')).toEqual({ code: 'config-syntax' });
  });

  test('fills in exit code 2 for unscanned content in strict mode', () => {
    const project = readyProject().stage('.keyward.json', '{ "strict": true }').stage('a.7z', UNSCANNED);
    expect(resultOf(project, 'scanStaged()')).toMatchObject({ exitCode: 2, findings: [] });
  });
});

const UNSCANNED = Buffer.concat([Buffer.from('377abcaf271c', 'hex'), Buffer.alloc(100)]);

describe('scanRange', () => {
  test('reports what a later commit removes, from the commits between two revisions', () => {
    const project = readyProject();
    const first = project.git('rev-parse', 'HEAD').trim();
    project.stage('a.ts', `${sample.accessKeyId()}\n`).commit().stage('a.ts', 'clean\n').commit();
    const [commit] = project.git('rev-list', '--max-count=1', '--skip=1', 'HEAD').split('\n');
    const found = { exitCode: 1, findings: [{ path: 'a.ts', line: 1, commit }] };
    expect(resultOf(project, `scanRange({ from: '${first}' })`)).toMatchObject(found);
    expect(resultOf(project, 'scanRange()')).toMatchObject(found);
    expect(resultOf(project, "scanRange({ from: 'HEAD~1' })")).toMatchObject({ exitCode: 0, findings: [] });
    expect(resultOf(project, `scanRange({ to: '${first}' })`)).toMatchObject({ exitCode: 0, findings: [] });
    const bare = temporaryFolder();
    project.git('clone', '--quiet', '--bare', '.', bare);
    expect(resultOf(project, `scanRange({ cwd: '${bare}' })`)).toMatchObject(found);
  });

  test('throws for unknown revisions and for what git would read as an option', () => {
    const project = readyProject();
    for (const name of ['nowhere', '--all', '-1', 'HEAD:package.json', ''])
      for (const side of ['from', 'to'])
        expect(resultOf(project, `scanRange({ ${side}: '${name}' })`), `${side} ${name}`).toEqual({
          code: 'range-unknown',
        });
    expect(resultOf(project, `scanRange({ cwd: '${temporaryFolder()}' })`)).toEqual({
      code: 'not-a-repository',
    });
  });
});

describe('scanText', () => {
  test('scans text and bytes, without a repository', () => {
    const project = readyProject();
    const id = sample.accessKeyId();
    const found = { exitCode: 1, findings: [{ path: '<stdin>', line: 2, column: 1, inName: false }] };
    const outside = temporaryFolder();
    expect(resultOf(project, `scanText('a\\n${id}')`, outside)).toMatchObject(found);
    const part = `Buffer.from('xx\\n${id}').subarray(1)`;
    expect(resultOf(project, `scanText(${part})`, outside)).toMatchObject(found);
    expect(resultOf(project, `scanText(new Uint8Array(${part}))`, outside)).toMatchObject(found);
    expect(resultOf(project, "scanText('')", outside)).toMatchObject({ exitCode: 0, findings: [] });
  });

  test('uses the path as evidence, for the allowlist and as a text', () => {
    const project = readyProject();
    const text = ['BEGIN', `MIIE${sample.bytes(600).toString('base64')}`, 'END']
      .map((line) => line.replace(/^(?:BEGIN|END)$/, '-----$& RSA PRIVATE KEY-----'))
      .join('\n');
    const at = (options: object) =>
      resultOf(project, `scanText(${JSON.stringify(text)}, ${JSON.stringify(options)})`);
    expect(at({ path: 'server.pem' })).toMatchObject({ exitCode: 0 });
    const result = at({ path: 'aws/ec2.pem' }) as {
      findings: { fingerprint: string; ruleId: string }[];
    };
    expect(result).toMatchObject({ exitCode: 1, findings: [{ path: 'aws/ec2.pem' }] });
    const [{ fingerprint, ruleId: rule } = { fingerprint: '', ruleId: '' }] = result.findings;
    const allow = { [fingerprint]: { rule, path: 'aws/*', reason: 'made up for this test' } };
    project.write('.keyward-allowlist.json', JSON.stringify({ version: 1, allow }));
    const policyFolder = project.directory;
    expect(at({ path: 'aws/ec2.pem', policyFolder })).toMatchObject({ exitCode: 0, allowed: [{}] });
    expect(at({ path: 'x/aws/ec2.pem', policyFolder })).toMatchObject({ exitCode: 1 });
    const id = sample.accessKeyId();
    expect(resultOf(project, `scanText('', { path: 'a/${id}.txt' })`)).toMatchObject({
      exitCode: 1,
      findings: [{ inName: true }],
    });
  });
});
