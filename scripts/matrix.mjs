// Runs the tests with older and newer versions of git and Node: `npm run matrix [-- --only git-2.30] [vitest arguments]`.
// fetch.mjs gets them. Exits with 1 if a row failed; a version that cannot be fetched counts as failed.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CACHE, fetchGit, fetchNode, run } from './fetch.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const git = (version, release) => ({
  name: `git-${version}`,
  isIt: (found) => found.git.startsWith(`git version ${version}.`),
  fetch: () => fetchGit(release),
});
const node = (major) => ({
  name: `node-${major}`,
  isIt: (found) => found.node.startsWith(`v${major}.`),
  fetch: () => fetchNode(major),
});
const ROWS = [
  ...[git('2.30', 'bullseye'), git('2.39', 'bookworm'), git('2.47', 'trixie')],
  ...[node(20), node(22), node(24), node(26)],
];

/** Runs the tests; returns the number of passed tests, and the failures. */
function test(name, env, args) {
  const file = join(CACHE, `${name}.json`);
  fs.rmSync(file, { force: true });
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--mode=all',
    '--reporter=json',
    `--outputFile=${file}`,
  ];
  const options = { cwd: ROOT, env, encoding: 'utf8', maxBuffer: 1 << 28 };
  const { status, stderr } = spawnSync('node', [...vitest, ...args], options);
  if (!fs.existsSync(file)) throw new Error(stderr.trim() || `vitest ended with ${status}`);
  const { testResults, numPassedTests: passed } = JSON.parse(fs.readFileSync(file, 'utf8'));
  const failures = testResults.flatMap((suite) => {
    const failed = suite.assertionResults.filter((result) => result.status === 'failed');
    const names = failed.map((result) => result.fullName);
    if (names.length === 0 && suite.status === 'failed') names.push('the file itself');
    return names.map((each) => `${relative(ROOT, suite.name)}: ${each}`);
  });
  return { failures, passed, ok: status === 0 && failures.length === 0 && passed > 0 };
}

/** Runs one row; returns true if the versions are as expected and every test passed. */
function runRow({ name, isIt, fetch }, args) {
  try {
    const env = { ...process.env, PATH: `${fetch()}${delimiter}${process.env.PATH}` };
    const found = {
      git: run('git', ['--version'], { env }).trim(),
      // the git that a hook gets, which git starts
      inHook: run('git', ['-c', 'alias.child=!git --version', 'child'], { env }).trim(),
      node: run('node', ['--version'], { env }).trim(),
    };
    const what = `${name}: ${found.git}, node ${found.node}`;
    if (!isIt(found) || found.inHook !== found.git)
      throw new Error(`got ${found.git}, in hooks ${found.inHook}, node ${found.node}`);
    const { failures, passed, ok } = test(name, env, args);
    console.log(`${what}: ${ok ? 'ok' : 'FAILED'}, ${passed} passed, ${failures.length} failed`);
    for (const failure of failures) console.log(`  ${failure}`);
    return ok;
  } catch (error) {
    const reason = /^(?:E:|npm error) .*$/m.exec(error.stderr ?? '')?.[0] ?? error.message.split('\n')[0];
    console.log(`${name}: FAILED, nothing tested (${reason})`);
    return false;
  }
}

const args = process.argv.slice(2);
const only = [];
for (let at = args.indexOf('--only'); at !== -1; at = args.indexOf('--only'))
  only.push(args.splice(at, 2)[1]);
const rows = ROWS.filter(({ name }) => only.length === 0 || only.includes(name));
if (rows.length < only.length || rows.length === 0)
  throw new Error(`--only takes one of ${ROWS.map(({ name }) => name).join(', ')}`);
fs.mkdirSync(CACHE, { recursive: true });
const outcomes = rows.map((row) => runRow(row, args));
if (outcomes.includes(false)) process.exitCode = 1;
