import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GitClient } from '../git/git.ts';
import { isInFolder, pathFromTop, type Repository } from '../git/repository.ts';
import { otherWorktrees } from '../git/worktrees.ts';
import { readText } from '../shared/file-access.ts';
import type { HookName } from './hook-names.ts';
import { lists } from './package-json.ts';
import type { PackageManager } from './package-manager.ts';
import { projectsIn, readBlock, type Shim, shimBlock } from './shim.ts';

/** The inputs of an installation. */
export interface Registration {
  readonly git: GitClient;
  readonly repository: Repository;
  /** The folder of the project that lists keyward; undefined when keyward is installed globally. */
  readonly project: string | undefined;
  readonly manager: PackageManager;
  /** The `hooks` folder of the running package. */
  readonly packageHooks: string;
}

/** How a hook block depends on the place that it is written to. */
interface BlockOptions {
  readonly projects?: readonly string[] | undefined;
  /** The file stays on this machine, so it may hold absolute paths. */
  readonly isPrivate?: boolean;
  readonly shared?: boolean;
  /** The folder of package hooks that the present block falls back to, if it still exists. */
  readonly recorded?: string | undefined;
}

/** Returns the hook block for each of the given hooks. */
export function blocksFor(
  job: Registration,
  hooks: readonly HookName[],
  place: BlockOptions,
): Map<HookName, string> {
  return new Map(hooks.map((hook) => [hook, shimBlock(hook, shimFor(job, place))]));
}

/** Returns the values that a hook block is built from. */
export function shimFor(
  { repository, project, manager, packageHooks }: Registration,
  { projects, isPrivate = false, shared = false, recorded }: BlockOptions,
): Shim {
  const isGlobal = project === undefined;
  return {
    projects: projects ?? (isGlobal ? [] : [projectPath(repository, project)]),
    installCommand: isGlobal ? 'npm install --global keyward' : manager.install,
    runner: isGlobal ? 'keyward' : manager.runner,
    recorded: isPrivate || isGlobal ? (recorded ?? packageHooks.replaceAll('\\', '/')) : undefined,
    unplugged: manager.name === 'yarn-berry',
    shared,
  };
}

/** Returns the values of the present block in a hook that a new block keeps, so that the hook changes as little as possible. */
export async function previousOptions(
  { git, repository, project }: Registration,
  path: string,
): Promise<Pick<BlockOptions, 'projects' | 'recorded'>> {
  if (project === undefined) return {};
  const text = await readText(path);
  const own = projectPath(repository, project);
  const others = projectsIn(text).filter((other) => other !== own);
  const hook = readBlock(text)?.recorded;
  if (others.length === 0 && hook === undefined) return { projects: [own] };
  // all worktrees share one hooks folder
  const tops = [repository.top, ...(await otherWorktrees(git, repository)).map((tree) => tree.path)];
  const projects = [own, ...(await listedIn(tops, others))].sort();
  const isKept = hook !== undefined && existsSync(hook) && tops.some((top) => isInFolder(hook, top));
  return isKept ? { projects, recorded: dirname(hook) } : { projects };
}

/** Returns the projects that list keyward in at least one of the worktrees. */
async function listedIn(tops: readonly string[], projects: readonly string[]): Promise<string[]> {
  const listed: string[] = [];
  for (const project of projects) {
    const answers = tops.map((top) => lists(join(top, project), 'keyward').catch(() => false));
    if ((await Promise.all(answers)).includes(true)) listed.push(project);
  }
  return listed;
}

/** Returns a project's folder relative to the top; a leading `-` is escaped so that no program reads it as an option. */
function projectPath(repository: Repository, project: string): string {
  const path = pathFromTop(repository, project);
  return path.startsWith('-') ? `./${path}` : path;
}

/** Tests whether a hook's text has lines that run one of the package's hooks, in a project or at a recorded path. */
export function callsHook(text: string, hook: HookName): boolean {
  return new RegExp(`keyward/hooks/${hook}['"]`).test(text);
}
