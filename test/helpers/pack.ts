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

/** Packs the built package as it is published, and installs it into a project, once for all tests. */
export default function setup(project: TestProject): () => void {
  const [folder, installed] = ['pack', 'installed'].map((name) =>
    realpathSync(mkdtempSync(join(tmpdir(), `keyward-${name}-`))),
  ) as [string, string];
  const root = new Repository(join(import.meta.dirname, '..', '..'), cleanEnvironment());
  const tarball = succeeds(root, 'node', 'scripts/release.mjs', 'pack', folder).trim();
  const stranger = new Repository(installed);
  const manifest = { name: 'project', version: '1.0.0', private: true };
  stranger.write('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
  stranger.write('.gitignore', 'node_modules/\n');
  succeeds(stranger, 'npm', 'install', '--save-dev', tarball);
  project.provide('tarball', tarball);
  project.provide('installed', installed);
  return () => {
    for (const made of [folder, installed]) rmSync(made, { recursive: true, force: true });
  };
}

function succeeds(repository: Repository, program: string, ...args: string[]): string {
  const { code, stdout, output } = repository.run(program, args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output}`);
  return stdout;
}
