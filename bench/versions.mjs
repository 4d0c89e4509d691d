// Measures every target beside another version of keyward: `npm run bench:versions -- [--commit COMMIT] [REPOSITORY…]`
// builds that commit (version 1 if there is none) in a temporary clone, and runs both hooks in turn; with repositories, both
// audits too. It writes the section "Beside version 1" of docs/benchmarks.md.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FakeCredentials } from '../dist/rules/fake-credentials.js';
import { fetchNpm } from './corpus.mjs';
import { table, writeSection } from './document.mjs';
import * as everyday from './everyday.mjs';
import { GIT_ENVIRONMENT } from './git-environment.mjs';
import { median, runner } from './run.mjs';

const HOME = resolve(import.meta.dirname, '..');
const VERSION_1 = '5d9e72f';
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { commit: { type: 'string', default: VERSION_1 } },
});
const folder = mkdtempSync(join(tmpdir(), 'keyward-versions-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const { NODE_EXTRA_CA_CERTS: _a, NODE_OPTIONS: _b, ...env } = GIT_ENVIRONMENT;
const run = runner(env);
const log = (text) => process.stderr.write(`${text}\n`);

/** Builds the other version with the packages of this one. */
function build(commit) {
  const directory = join(folder, 'other');
  const options = { cwd: directory, stdio: 'ignore' };
  execFileSync('git', ['clone', '--quiet', HOME, directory]);
  execFileSync('git', ['checkout', '--quiet', commit], options);
  symlinkSync(join(HOME, 'node_modules'), join(directory, 'node_modules'));
  execFileSync('npm', ['run', 'build'], options);
  return directory;
}

/** A repository with a commit and a staged change, each given as files. */
function staged(name, committed, changed) {
  const directory = join(folder, name);
  mkdirSync(directory);
  const git = (...args) => execFileSync('git', args, { cwd: directory, env, stdio: 'ignore' });
  const write = (files) => {
    for (const [file, text] of files) writeFileSync(join(directory, file), text);
    git('add', '--all');
  };
  git('init', '--quiet', '--initial-branch=main');
  write([['package.json', '{ "devDependencies": { "keyward": "*" } }\n'], ...committed]);
  git('commit', '--quiet', '--message=c');
  write(changed);
  return directory;
}

/** Three files with one changed line each; the first one is given. */
function small(name, line) {
  const file = (nth, changed) => {
    const lines = Array.from({ length: 200 }, (_, at) => `const value${at} = compute(${at}, ${nth});`);
    if (changed) lines[100] = nth === 0 ? line : `const value100 = other(${nth});`;
    return [`file${nth}.ts`, `${lines.join('\n')}\n`];
  };
  const files = (changed) => [0, 1, 2].map((nth) => file(nth, changed));
  return staged(name, files(false), files(true));
}

async function npmPackages() {
  const directory = staged('vendored', [], []);
  const [first, ...others] = ['typescript@5.7.3', 'three@0.172.0', 'monaco-editor@0.52.2'];
  for (const spec of [first, ...others, 'date-fns@4.1.0', 'rxjs@7.8.1', 'lodash@4.17.21'])
    cpSync((await fetchNpm(spec)).directory, join(directory, 'vendor', spec), { recursive: true });
  execFileSync('git', ['add', '--all'], { cwd: directory, env });
  return directory;
}

function largeFile() {
  const part = readFileSync(join(HOME, 'package-lock.json'), 'utf8').replace(/secret|credential/gi, 'x');
  return staged('large', [], [['large.txt', part.repeat(Math.ceil(3e8 / part.length))]]);
}

const NODE = [process.execPath, '-e', '0'];
const DIFF = ['git', 'diff', '--cached'];
const OBJECTS = ['git', 'cat-file', '--batch-all-objects', '--batch'];

/** Runs both versions and what they are compared with in turn; returns a row. */
function race([name, directory, base, target, runs, command = hookOf]) {
  log(name);
  const contenders = { base, other: command(other), this: command(HOME) };
  const times = { base: [], other: [], this: [] };
  for (let nth = -1; nth < runs; nth += 1)
    for (const [each, words] of Object.entries(contenders)) {
      const { ms, status } = run(directory, words);
      if (status === null || status > 1) throw new Error(`${name}: ${words.join(' ')} ended with ${status}`);
      if (nth >= 0) times[each].push(ms);
    }
  const [baseMs, otherMs, ms] = [median(times.base), median(times.other), median(times.this)];
  const ratio = (time) => `${(time / baseMs).toFixed(time / baseMs < 10 ? 2 : 1)} ×`;
  const shown = base.join(' ').replace(process.execPath, 'node');
  return [name, `\`${shown}\``, target, ratio(otherMs), ratio(ms), ms.toFixed(ms < 100 ? 1 : 0)];
}

const hookOf = (root) => ['sh', join(root, 'hooks', 'pre-commit')];

/** Audits clones, one for each version, because an audit keeps notes; a first audit is measured without them. */
function auditRows(repository) {
  const name = /([^/+]+?)(?:\/repo)?(?:\.git)?\/?$/.exec(repository)[1];
  const directory = join(folder, name);
  const cloneOf = (root) => join(directory, root === HOME ? 'this' : 'other');
  for (const root of [HOME, other])
    execFileSync('git', ['clone', '--quiet', '--mirror', repository, cloneOf(root)]);
  const audit = (before) => (root) => [
    ...['sh', '-c', `cd "$1" && shift && ${before} exec "$@"`, 'sh', cloneOf(root)],
    ...[process.execPath, join(root, 'dist', 'cli.cjs'), 'audit'],
  ];
  return [
    race([`audit of ${name}, the first`, cloneOf(HOME), OBJECTS, '', 3, audit('rm -rf keyward &&')]),
    race([`audit of ${name}, a second`, cloneOf(HOME), OBJECTS, '', 3, audit('')]),
  ];
}

const other = build(values.commit);
const secret = new FakeCredentials(Date.now() % 2 ** 31).accessKeyId();
const lock = everyday.npmLock();
const text = [...DIFF, '--text'];
const rows = [
  ['a clean commit', small('clean', 'const value100 = other(42);'), DIFF, '3', 41],
  ['a full scan, nothing found', small('full', 'const secret = other(42);'), NODE, '2.5', 41],
  ['one finding', small('blocked', `const id = "${secret}";`), NODE, '3.2', 41],
  [
    'five packages updated in a package-lock.json',
    staged('lock5', [lock], [everyday.updateLock(lock, new Set([3, 700, 1400, 2100, 2800]))]),
    NODE,
    '0.7',
    21,
  ],
  ['a package-lock.json of 1 MB', staged('lock', [], [lock]), NODE, '2.3', 11],
  ['a yarn.lock of 1 MB', staged('yarn', [], [everyday.yarnLock()]), NODE, '2.3', 11],
  ['a notebook of 3 MB with images', staged('notebook', [], [everyday.notebook()]), NODE, '6', 11],
  ['4 MB of minified JavaScript', staged('minified', [], [everyday.minified()]), NODE, '7', 11],
  ['a CSV file of 9 MB', staged('csv', [], [everyday.csv()]), NODE, '6', 11],
  ['1.3 MB of Kubernetes Secrets', staged('manifests', [], [everyday.manifests()]), NODE, '3.5', 11],
  ['a first commit of npm packages', await npmPackages(), text, '4', 3],
  ['one file of 300 MB', largeFile(), text, '5', 3],
].map(race);
for (const repository of positionals) rows.push(...auditRows(repository));

writeSection(
  join(HOME, 'docs', 'benchmarks.md'),
  'versions',
  `Written by \`npm run bench:versions\` on ${new Date().toISOString().slice(0, 10)}, beside commit \`${values.commit}\`. Ratios to the command in the second
column, medians; *target* is the limit set for this version, and a larger ratio misses it.

${table(['commit', 'to', 'target', 'version 1', 'now', 'now, ms'], rows)}`,
);
log('docs/benchmarks.md is written');
