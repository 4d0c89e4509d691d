import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { cleanEnvironment, Repository } from './repository.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the packed package. */
    tarball: string;
    /** A project with the package installed by npm. Tests work in copies. */
    installed: string;
  }
}

/** Packs the built package and installs it into a project, once for all tests. */
export default function setup(project: TestProject): () => void {
  const [folder, installed] = ['pack', 'installed'].map((name) =>
    realpathSync(mkdtempSync(join(tmpdir(), `keyward-${name}-`))),
  ) as [string, string];
  const root = new Repository(join(import.meta.dirname, '..', '..'), cleanEnvironment());
  const name = succeeds(root, 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder);
  const tarball = join(folder, name.trim());
  const stranger = new Repository(installed);
  const manifest = { name: 'project', version: '1.0.0', private: true };
  stranger.write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  stranger.write('.gitignore', 'node_modules/\n');
  succeeds(stranger, 'install', '--save-dev', tarball);
  project.provide('tarball', tarball);
  project.provide('installed', installed);
  return () => {
    for (const made of [folder, installed]) rmSync(made, { recursive: true, force: true });
  };
}

function succeeds(repository: Repository, ...args: string[]): string {
  const { code, stdout, output } = repository.run('npm', args);
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}:\n${output}`);
  return stdout;
}
