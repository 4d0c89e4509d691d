import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { lists } from '../install/package-json.ts';

/** Returns the project that the lines in a hook use: the first that has keyward installed, or else the last that lists it. */
export async function projectInUse(
  { top }: Repository,
  projects: readonly string[],
): Promise<string | undefined> {
  let taken: string | undefined;
  for (const path of projects) {
    const project = join(top, path);
    if (!(await lists(project, 'keyward').catch(() => false))) continue;
    taken = project;
    if (existsSync(join(project, 'node_modules', 'keyward', 'hooks'))) return project;
  }
  const [first] = projects;
  if (taken !== undefined || first === undefined) return taken;
  return existsSync(join(top, first, 'package.json')) ? join(top, first) : undefined;
}
