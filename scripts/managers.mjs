// Tests keyward with real package managers and hook managers, from the packed tarball: `npm run managers`. It runs their tests
// in test/e2e twice: with this Node and git, and with a newer Node from npm and a newer git from Debian. It prints one row for
// each test, and exits with 1 if a test failed or never ran. Downloads are kept in the caches of scripts/matrix.mjs and
// test/helpers/tool.ts.
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fetchGit, fetchNode } from './fetch.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILES = ['package-managers', 'managers', 'lint-staged', 'install', 'scenarios'];

/** Not tested here, with the reason. */
const LEFT_OUT = {
  'Git for Windows, cmd shims, nvm-windows': 'needs Windows; scenario 70 tests the parts that do not',
  'Homebrew’s and macOS’ own git and sh': 'needs macOS; the hooks run under bash --posix, dash and busybox',
  'Visual Studio Code, GitHub Desktop, JetBrains':
    'need a desktop; scenario 50 runs git with the environment that they pass',
};

const version = (program, env) => execFileSync(program, ['--version'], { encoding: 'utf8', env }).trim();

/** Runs the tests with folders in front of PATH; returns the status of each test by name. */
function runTests(path) {
  const env = { ...process.env, PATH: [...path, process.env.PATH].join(delimiter) };
  console.log(`# node ${version('node', env)}, ${version('git', env)}`);
  const folder = fs.mkdtempSync(join(tmpdir(), 'keyward-managers-'));
  try {
    const file = join(folder, 'result.json');
    const words = [
      '--mode=all',
      '--reporter=json',
      `--outputFile=${file}`,
      ...FILES.map((name) => `test/e2e/${name}.test.ts`),
    ];
    const options = { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 1 << 28 };
    const { stderr } = spawnSync('node', ['node_modules/vitest/vitest.mjs', 'run', ...words], options);
    if (!fs.existsSync(file)) throw new Error(stderr);
    const { testResults } = JSON.parse(fs.readFileSync(file, 'utf8'));
    const names = new Map();
    for (const { name, status, assertionResults } of testResults) {
      if (assertionResults.length === 0) names.set(name, status);
      for (const result of assertionResults) names.set(result.fullName, result.status);
    }
    return names;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

// if a program is missing, its row has no passed run and fails
spawnSync('node', [join(ROOT, 'scripts', 'system-tools.mjs'), 'pre-commit'], { stdio: 'inherit' });
const runs = [[], [fetchNode(24), fetchGit('sid')]].map(runTests);
const names = [...new Set(runs.flatMap((run) => [...run.keys()]))].toSorted((a, b) => a.localeCompare(b));
let failed = 0;
for (const name of names) {
  const found = runs.map((run) => run.get(name) ?? '-');
  const ok = found.includes('passed') && !found.includes('failed');
  if (!ok) failed += 1;
  console.log(`${ok ? 'pass' : 'FAIL'}  ${name}  [${found.join(', ')}]`);
}
for (const [name, why] of Object.entries(LEFT_OUT)) console.log(`----  ${name}: ${why}`);
console.log(`${names.length - failed} of ${names.length} rows pass`);
if (failed > 0 || names.length === 0) process.exitCode = 1;
