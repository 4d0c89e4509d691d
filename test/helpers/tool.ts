import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { cleanEnvironment } from './repository.ts';

/** Returns a PATH that starts with a package manager from npm, which is kept for the next run. */
export function pathWith(spec: string): string {
  const folder = join(tmpdir(), 'keyward-tools', spec.replace(/[^\w.-]/g, '_'));
  const bin = join(folder, 'node_modules', '.bin');
  if (!existsSync(join(folder, 'package-lock.json'))) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--loglevel=error', spec], {
      cwd: folder,
      env: cleanEnvironment(),
      stdio: 'pipe',
    });
  }
  return `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
}
