import { existsSync, promises } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { isInFolder, pathFromTop, type Repository } from '../git/repository.ts';
import { otherWorktrees } from '../git/worktrees.ts';
import type { HookName } from './hook-names.ts';
import { lists } from './package-json.ts';
import type { PackageManager } from './package-manager.ts';
import { projectsIn, readBlock, type Shim, shimBlock } from './shim.ts';

/** What registering needs to know. */
export interface Registration {
  readonly git: GitClient;
  readonly repository: Repository;
  /** The folder of the project that lists keyward; none where keyward is installed for the machine. */
  readonly project: string | undefined;
  readonly manager: PackageManager;
  /** The hooks of the running package. */
  readonly packageHooks: string;
}

/** Where a block will stand. */
interface FileRef {
  readonly projects?: readonly string[] | undefined;
  /** On this machine only. */
  readonly isPrivate?: boolean;
  readonly shared?: boolean;
  /** The package's hook that the block of today falls back to, where it is still there. */
  readonly recorded?: string | undefined;
}

/** The blocks for some hooks. */
export function blocksFor(
  job: Registration,
  hooks: readonly HookName[],
  place: FileRef,
): Map<HookName, string> {
  return new Map(hooks.map((hook) => [hook, shimBlock(hook, shimFor(job, place))]));
}

/** What a block has to know. */
export function shimFor(
  { repository, project, manager, packageHooks }: Registration,
  { projects, isPrivate = false, shared = false, recorded }: FileRef,
): Shim {
  const isGlobal = project === undefined;
  return {
    projects: projects ?? (isGlobal ? [] : [projectPath(repository, project)]),
    installCommand: isGlobal ? 'npm install --global keyward' : manager.install,
    recorded: isPrivate || isGlobal ? (recorded ?? packageHooks.replaceAll('\\', '/')) : undefined,
    unplugged: manager.name === 'yarn-berry',
    shared,
  };
}

/** What a block keeps of the one that is in this file today, so that a hook changes only where it must. */
export async function keptFor(
  { git, repository, project }: Registration,
  path: string,
): Promise<Pick<FileRef, 'projects' | 'recorded'>> {
  if (project === undefined) return {};
  const text = await readText(path);
  const own = projectPath(repository, project);
  const others = projectsIn(text).filter((each) => each !== own);
  const hook = readBlock(text)?.recorded;
  if (others.length === 0 && hook === undefined) return { projects: [own] };
  // all worktrees share the hooks
  const tops = [repository.top, ...(await otherWorktrees(git, repository)).map((tree) => tree.path)];
  const projects = [own, ...(await listedIn(tops, others))].sort();
  const isKept = hook !== undefined && existsSync(hook) && tops.some((top) => isInFolder(hook, top));
  return isKept ? { projects, recorded: dirname(hook) } : { projects };
}

/** The projects that list keyward in one of some worktrees. */
async function listedIn(tops: readonly string[], projects: readonly string[]): Promise<string[]> {
  const listed: string[] = [];
  for (const project of projects) {
    const answers = tops.map((top) => lists(join(top, project), 'keyward').catch(() => false));
    if ((await Promise.all(answers)).includes(true)) listed.push(project);
  }
  return listed;
}

/** A project's folder from the top, in a form that no program reads as an option. */
function projectPath(repository: Repository, project: string): string {
  const path = pathFromTop(repository, project);
  return path.startsWith('-') ? `./${path}` : path;
}

/** The text of a file, or none. */
export async function readText(path: string): Promise<string> {
  return promises.readFile(path, 'utf8').catch(() => '');
}
