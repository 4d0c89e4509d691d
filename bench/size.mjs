// Measures what an installation downloads and leaves on disk: `npm run size` installs keyward as it is published, and secretlint with
// its recommended rules, each into an empty folder, and writes a section of docs/benchmarks.md. So does `npm run bench`.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { table, writeSection } from './document.mjs';
import { SECRETLINT } from './secretlint.mjs';

const HOME = resolve(import.meta.dirname, '..');
const PEERS = ['secretlint', '@secretlint/secretlint-rule-preset-recommend'];

/** Returns the section as Markdown. */
export function sizeSection() {
  const folder = mkdtempSync(join(tmpdir(), 'keyward-size-'));
  try {
    const release = ['scripts/release.mjs', 'pack', folder];
    const keyward = [run(HOME, process.execPath, ...release).trim()];
    const peers = PEERS.map((name) => pack(folder, `${name}@${SECRETLINT}`));
    return `\`npm install\` into an empty folder, as users get it, without devDependencies. *Tarball* is what npm downloads for the
package itself (for secretlint, the command and its recommended rules); *packages* and *on disk* include all dependencies.

${table(
  ['', 'tarball, MB', 'packages', 'on disk, MB'],
  [
    ['keyward', ...measure(join(folder, 'keyward'), keyward)],
    [`secretlint ${SECRETLINT}`, ...measure(join(folder, 'secretlint'), peers)],
  ],
)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs tarballs into a new folder. Returns their size, the number of installed packages and the size of these. */
function measure(folder, tarballs) {
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  npm(folder, 'install', '--no-audit', '--no-fund', ...tarballs);
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  const files = readdirSync(join(folder, 'node_modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return [megabytes(tarballs), Object.keys(lock.packages).length, megabytes(files)];
}

function megabytes(files) {
  return (files.reduce((sum, file) => sum + statSync(file).size, 0) / 1e6).toFixed(1);
}

/** Downloads a package, and returns the path of its tarball. */
function pack(folder, spec) {
  return join(folder, npm(folder, 'pack', '--silent', spec).trim());
}

function npm(cwd, ...words) {
  return run(cwd, 'npm', ...words);
}

function run(cwd, program, ...words) {
  return execFileSync(program, words, { cwd, encoding: 'utf8' });
}

if (process.argv[1] === import.meta.filename)
  writeSection(join(HOME, 'docs', 'benchmarks.md'), 'size', sizeSection());
