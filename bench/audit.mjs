// Measures the time of an audit: `npm run bench:audit [-- REPOSITORY…]`. Without a repository it generates two histories: a clean
// one of 20,000 commits, and one with 2,000 versions of files that contain keys. It compares with git reading all objects, and
// with gitleaks and trufflehog if they are installed. Whole processes, medians of five runs.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { environment, median, runner } from './run.mjs';

const CLI = join(import.meta.dirname, '..', 'dist', 'cli.cjs');
const RUNS = 5;
const env = environment();
const run = runner(env);
const has = (program) => run('.', ['sh', '-c', `command -v ${program}`]).status === 0;

/** Generated histories, in which each commit changes one line of one file. */
const HISTORIES = [
  {
    name: 'clean',
    commits: 20_000,
    files: 400,
    lines: 200,
    line: (at, file) => `const value${at} = compute(${at}, ${file});`,
  },
  {
    name: 'with findings',
    commits: 2000,
    files: 4,
    lines: 1000,
    line: (at, file) =>
      at % 90 === 5 ? `key = '${keyFor(at + file)}'` : `const value${at} = compute(${at}, ${file});`,
  },
];

/** Returns a made-up key ID; generated, so that this repository contains no key. */
function keyFor(nth) {
  const digits = createHash('sha256').update(`${nth}`).digest('hex').toUpperCase();
  return `AKIA${digits.replace(/[^A-F2-7]/g, 'Q').slice(0, 16)}`;
}

function makeHistory({ commits, files, lines: count, line }) {
  const folder = mkdtempSync(join(tmpdir(), 'keyward-audit-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const lines = Array.from({ length: files }, (_, file) =>
    Array.from({ length: count }, (_line, at) => line(at, file)),
  );
  const parts = [];
  for (let nth = 0; nth < commits; nth += 1) {
    const file = nth % files;
    lines[file][(nth * 7) % count] = `const changed${nth} = other(${nth});`;
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
  return folder;
}

const asked = process.argv.slice(2);
const repositories =
  asked.length === 0
    ? HISTORIES.map((history) => ({
        repository: makeHistory(history),
        name: `the history made here, ${history.name}`,
        expected: history.name === 'clean' ? 0 : 1,
      }))
    : asked.map((each) => ({ repository: resolve(each), name: each }));
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
for (const { repository, name: title, expected } of repositories) {
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
      if (expected !== undefined && status !== (name.startsWith('keyward') ? expected : 0))
        throw new Error(`${name} ended with ${status}`);
      times[name].push(ms);
    }
  }
  console.log(`${(bytes / 1e6).toFixed(0)} MB in the objects of ${title}`);
  const base = median(times[READ]);
  for (const [name, list] of Object.entries(times))
    console.log(
      `  ${name.padEnd(58)} ${(median(list) / 1000).toFixed(2)} s  ${(median(list) / base).toFixed(2)} x`,
    );
}
