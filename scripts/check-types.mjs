// Checks the types of the package as it is published, as the compilers of its users resolve them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'keyward-types-'));
const options = { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' };
const pack = ['scripts/release.mjs', 'pack', folder];
const tarball = execFileSync(process.execPath, pack, options).trim();
const attw = join('node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
const rules = [
  '--profile',
  'esm-only',
  '--exclude-entrypoints',
  './allowlist.schema.json',
  './settings.schema.json',
];
try {
  execFileSync(process.execPath, [attw, tarball, ...rules], { stdio: 'inherit' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
