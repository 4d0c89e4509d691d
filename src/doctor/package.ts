import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { lists } from '../install/package-json.ts';
import { exists, type Site } from './site.ts';

/** Whether keyward is there for a work tree, as far as the lines in the hook can find it. */
export async function packageState({
  project,
  repository,
  lines,
}: Site): Promise<'global' | 'not-listed' | 'not-installed' | 'ready'> {
  if (project === undefined) return 'global';
  if (!(await lists(project, 'keyward'))) return 'not-listed';
  const inProject = join('node_modules', 'keyward', 'hooks');
  const places = [
    join(project, inProject),
    join(repository.commonDirectory, '..', relative(repository.top, project), inProject),
    ...(lines?.recorded === undefined ? [] : [lines.recorded]),
  ];
  for (const place of places) if (await exists(place)) return 'ready';
  return isResolved(project) ? 'ready' : 'not-installed';
}

function isResolved(project: string): boolean {
  try {
    return createRequire(join(project, 'package.json')).resolve('keyward/package.json') !== '';
  } catch {
    return false;
  }
}
