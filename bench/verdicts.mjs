// Compares the verdicts of all paths: `npm run verdicts [-- COUNT [SEED]] [--hook N]`. It generates COUNT files, each with a
// credential in one of very many forms, and compares a scan of each whole file in memory with the real paths: a large commit, a
// range, an audit, the fast path of the hook with the real sed and grep, and for N files the real hook in a real `git commit`.
// It prints every disagreement with the seed of its file, and exits with 1 if there are any.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importSource } from '../scripts/import-source.mjs';
import { GIT_ENVIRONMENT as ENV } from './git-environment.mjs';

const HOME = resolve(import.meta.dirname, '..');
const CLI = join(HOME, 'dist', 'cli.cjs');
const HOOKS = join(HOME, 'hooks');
const { values, positionals } = parseArgs({ allowPositionals: true, options: { hook: { type: 'string' } } });
const COUNT = Number(positionals[0] ?? 2000);
const SEED = Number(positionals[1] ?? Math.floor(Math.random() * 2 ** 31));
const HOOK_COUNT = Number(values.hook ?? 0);

/** The number of files in the first repository, whose audit reads every object. */
const SMALL_BATCH = 200;

/** The number of files in the other repositories; enough for the prefilter. */
const BATCH = 3000;

const [{ positive }, { FakeCredentials }, { scanText }] = await Promise.all(
  ['test/helpers/positive.ts', 'src/rules/fake-credentials.ts', 'test/helpers/text.ts'].map((file) =>
    importSource(join(HOME, file)),
  ),
);

/** Returns a file with the result of the full scan. */
async function caseOf(nth) {
  const seed = SEED + nth;
  const made = positive(new FakeCredentials(seed));
  const path = `case${nth}/${made.path}`;
  const { findings, allowed, scanned } = await scanText(made.text, path);
  const isFound = findings.length > 0;
  return {
    nth,
    name: `seed ${seed}: ${made.name}`,
    path,
    text: made.text,
    isFound,
    isReported: isFound || allowed.length + scanned.unscanned.length > 0,
  };
}

/** Runs a function in a temporary repository with one commit. */
function inRepository(work) {
  const folder = mkdtempSync(join(tmpdir(), 'keyward-verdicts-'));
  const git = (...args) => execFileSync('git', args, { cwd: folder, env: ENV, maxBuffer: 1 << 30 });
  try {
    git('init', '--quiet', '--initial-branch=main');
    git('commit', '--quiet', '--allow-empty', '--message=start');
    return work({ folder, git });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function write(folder, { path, text }) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Returns the indexes of the cases in which a keyward command finds something. */
function foundBy(folder, ...args) {
  const { stdout, stderr } = spawnSync(process.execPath, [CLI, ...args, '--format', 'json'], {
    cwd: folder,
    env: ENV,
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  });
  const report = JSON.parse(stdout || '{}');
  if (report.findings === undefined) throw new Error(`keyward ${args.join(' ')}: ${stdout}${stderr}`);
  return new Set(report.findings.map(({ path }) => Number(/^case(\d+)/.exec(path)?.[1])));
}

const [, FLAGS] = /(diff-index -p --cached --text[^]*?) HEAD/.exec(
  readFileSync(join(HOOKS, 'prefilter.sh'), 'utf8').replaceAll('\\\n', ' '),
);
/** Prints each patch that the fast path lets through. */
const FAST_PATH = `for patch do
  count=$({ cat "$patch" && printf '\\036\\n'; } | LC_ALL=C sed -E -f "$HOOKS/prefilter.sed" /dev/stdin "$HOOKS/../package.json" |
    LC_ALL=C grep -cvE -f "$HOOKS/prefilter.ere")
  if [ "$count" = 1 ]; then echo "$patch"; fi
done`;

/** Returns the indexes of the cases that the fast path lets through although the full scan reports something. */
function letThrough({ folder, git }, cases) {
  const reported = new Set(cases.filter(({ isReported }) => isReported).map(({ nth }) => nth));
  const patch = git('-c', 'core.quotePath=false', ...FLAGS.split(/ +/), 'HEAD', '--').toString('latin1');
  const patches = join(folder, '.git', 'patches');
  mkdirSync(patches);
  const files = patch.split(/^(?=diff --git a\/case)/m).flatMap((part) => {
    const nth = Number(/^diff --git a\/case(\d+)/.exec(part)?.[1]);
    if (!reported.has(nth)) return [];
    writeFileSync(join(patches, `${nth}`), part, 'latin1');
    return [`${nth}`];
  });
  const input = files.join('\n');
  const args = ['-P', `${availableParallelism()}`, '-n', '100', 'sh', '-c', FAST_PATH, 'sh'];
  const env = { ...ENV, HOOKS };
  const { stdout } = spawnSync('xargs', args, { cwd: patches, env, input, encoding: 'utf8' });
  return { count: files.length, passed: new Set(stdout.split('\n').filter(Boolean).map(Number)) };
}

const counts = new Map();
const disagreements = [];

function compare(path, cases, isRight) {
  counts.set(path, (counts.get(path) ?? 0) + cases.length);
  for (const one of cases)
    if (!isRight(one))
      disagreements.push(`${path}, ${one.name}${one.isFound ? '' : ' (full scan: nothing)'}`);
}

function compareFound(path, cases, found) {
  compare(path, cases, ({ nth, isFound }) => found.has(nth) === isFound);
}

function compareBatch(cases) {
  inRepository((repository) => {
    const { folder, git } = repository;
    for (const each of cases) write(folder, each);
    git('add', '--all');
    const { passed } = letThrough(repository, cases);
    compare(
      'fast path',
      cases.filter(({ isReported }) => isReported),
      ({ nth }) => !passed.has(nth),
    );
    const size = cases.length > 500 ? 'large' : 'small';
    compareFound(`${size} commit`, cases, foundBy(folder, 'scan', '--staged'));
    git('commit', '--quiet', '--message=cases');
    compareFound('range', cases, foundBy(folder, 'scan', '--range', 'HEAD~1..HEAD'));
    compareFound(`${size} audit`, cases, foundBy(folder, 'audit'));
  });
}

/** Commits each case separately, with the hook of this package. */
function compareHook(cases) {
  inRepository(({ folder, git }) => {
    const hook = join(folder, '.git', 'hooks', 'pre-commit');
    mkdirSync(dirname(hook), { recursive: true });
    writeFileSync(hook, `#!/bin/sh\nkeyward_hook='${HOOKS}/pre-commit'\n(. "$keyward_hook") || exit\n`);
    chmodSync(hook, 0o755);
    const blocked = new Set();
    for (const each of cases) {
      write(folder, each);
      git('add', '--all');
      const { status } = spawnSync('git', ['commit', '--quiet', '--message=case'], {
        cwd: folder,
        env: ENV,
        stdio: 'ignore',
      });
      if (status !== 0) blocked.add(each.nth);
      git('reset', '--quiet', '--hard', 'HEAD');
      git('clean', '--quiet', '-fdx');
    }
    compareFound('hook', cases, blocked);
  });
}

console.log(`${COUNT} cases, seed ${SEED}`);
let hooked = 0;
for (let from = 0; from < COUNT;) {
  const to = Math.min(COUNT, from + (from === 0 ? SMALL_BATCH : BATCH));
  const cases = [];
  for (let nth = from; nth < to; nth += 1) cases.push(await caseOf(nth));
  compareBatch(cases);
  const some = cases.slice(0, HOOK_COUNT - hooked);
  if (some.length > 0) compareHook(some);
  hooked += some.length;
  from = to;
}
for (const [path, count] of counts) console.log(`${path}: ${count} compared`);
for (const each of disagreements) console.log(`DISAGREE ${each}`);
console.log(`${disagreements.length} disagreements`);
process.exitCode = disagreements.length > 0 ? 1 : 0;
