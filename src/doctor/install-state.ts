import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import type { Repository } from '../git/repository.ts';
import { manifestsInIndex } from '../install/listed-in-index.ts';
import { lists } from '../install/package-json.ts';
import type { WorktreeContext } from './worktree-context.ts';

/** Returns whether the lines in the hook can find keyward for a worktree. */
export async function packageState(
  worktree: WorktreeContext,
): Promise<'global' | 'not-listed' | 'not-installed' | 'ready'> {
  const { project, lines } = worktree;
  if (project === undefined) return 'global';
  const isListed =
    (await lists(project, 'keyward')) ||
    (await manifestsInIndex(worktree.git, worktree.repository, project)).size > 0;
  // lines that belong to no project always scan
  const isForAll = lines !== undefined && !lines.byHand && lines.projects.length === 0;
  if (!isListed) return isForAll ? 'global' : 'not-listed';
  if (isInstalled(worktree.repository, project)) return 'ready';
  if (lines?.recorded !== undefined && existsSync(lines.recorded)) return 'ready';
  return isResolved(project) ? 'ready' : 'not-installed';
}

/** Tests whether `node_modules` of a project, of the top or of the main worktree holds keyward. */
function isInstalled({ commonDirectory, top }: Repository, project: string): boolean {
  const inProject = join('node_modules', 'keyward', 'hooks');
  const places = [project, top, join(commonDirectory, '..', relative(top, project))];
  return places.some((place) => existsSync(join(place, inProject)));
}

function isResolved(project: string): boolean {
  try {
    return createRequire(join(project, 'package.json')).resolve('keyward/package.json') !== '';
  } catch {
    return false;
  }
}
