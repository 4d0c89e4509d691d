// How long an audit takes: `npm run bench:audit [-- REPOSITORY…]`, without one in a history of 20,000 commits that is made
// here. Beside git reading all its objects, and, where they are here, gitleaks and trufflehog; whole processes, medians of
// five. The audit must find nothing in the history that is made here.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment, median, runner } from './run.mjs';

const CLI = join(import.meta.dirname, '..', 'dist', 'cli.cjs');
const COMMITS = 20_000;
const FILES = 400;
const RUNS = 5;
const env = environment();
const run = runner(env);
const has = (program) => run('.', ['sh', '-c', `command -v ${program}`]).status === 0;

/** Commits that each change one line of one of many files. */
function makeHistory(folder) {
  const lines = Array.from({ length: FILES }, (_, file) =>
    Array.from({ length: 200 }, (_line, at) => `const value${at} = compute(${at}, ${file});`),
  );
  const parts = [];
  for (let nth = 0; nth < COMMITS; nth += 1) {
    const file = nth % FILES;
    lines[file][nth % 200] = `const changed${nth} = other(${nth});`;
    const text = `${lines[file].join('\n')}\n`;
    const time = `${1_600_000_000 + nth * 600} +0000`;
    parts.push(
      `commit refs/heads/main\ncommitter A <a@example.com> ${time}\ndata 8\nchange ${nth % 10}\n`,
      `M 100644 inline src/file${file}.ts\ndata ${text.length}\n${text}\n`,
    );
  }
  run(folder, ['git', 'init', '--quiet', '--initial-branch=main']);
  const made = spawnSync('git', ['fast-import', '--quiet'], { cwd: folder, env, input: parts.join('') });
  if (made.status !== 0) throw new Error(`git fast-import ended with ${made.status}`);
}

const asked = process.argv.slice(2);
let folder;
if (asked.length === 0) {
  folder = mkdtempSync(join(tmpdir(), 'keyward-audit-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  makeHistory(folder);
}
const READ = 'git cat-file --batch-all-objects --unordered --batch';
const commands = {
  [READ]: READ.split(' '),
  'keyward audit': [process.execPath, CLI, 'audit', '--output', '/dev/null'],
  'keyward audit, again': [process.execPath, CLI, 'audit', '--output', '/dev/null'],
  ...(has('gitleaks') ? { gitleaks: ['gitleaks', 'git', '--no-banner', '--exit-code=0', '.'] } : {}),
  ...(has('trufflehog')
    ? { trufflehog: ['trufflehog', 'git', '--no-verification', '--no-update', 'file://.'] }
    : {}),
};
for (const repository of asked.length === 0 ? [folder] : asked.map((each) => resolve(each))) {
  const directory = run(repository, ['git', 'rev-parse', '--absolute-git-dir'], 'pipe').stdout.trim();
  const sizes = run(
    repository,
    [...READ.split(' ').slice(0, -1), '--batch-check=%(objectsize)'],
    'pipe',
  ).stdout;
  const bytes = sizes.split('\n').reduce((sum, size) => sum + Number(size), 0);
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let nth = 0; nth < RUNS; nth += 1) {
    rmSync(join(directory, 'keyward', 'clean-objects'), { force: true });
    for (const [name, command] of Object.entries(commands)) {
      const { ms, status } = run(repository, command);
      if (asked.length === 0 && status !== 0) throw new Error(`${name} ended with ${status}`);
      times[name].push(ms);
    }
  }
  console.log(
    `${(bytes / 1e6).toFixed(0)} MB in the objects of ${asked.length === 0 ? 'the history made here' : repository}`,
  );
  const base = median(times[READ]);
  for (const [name, list] of Object.entries(times))
    console.log(
      `  ${name.padEnd(58)} ${(median(list) / 1000).toFixed(2)} s  ${(median(list) / base).toFixed(2)} x`,
    );
}
