import { promises } from 'node:fs';
import { join } from 'node:path';
import type { GitClient } from '../git/client.ts';
import { pathFromTop, type Repository } from '../git/repository.ts';
import type { HookName } from './hooks.ts';
import { lists } from './package-json.ts';
import type { PackageManager } from './package-manager.ts';
import { projectsIn, type Shim, shimBlock } from './shim.ts';

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
interface Place {
  readonly projects?: readonly string[] | undefined;
  /** On this machine only. */
  readonly isPrivate?: boolean;
  readonly shared?: boolean;
}

/** The blocks for some hooks. */
export function blocksFor(
  job: Registration,
  hooks: readonly HookName[],
  place: Place,
): Map<HookName, string> {
  return new Map(hooks.map((hook) => [hook, shimBlock(hook, shimFor(job, place))]));
}

/** What a block has to know. */
export function shimFor(
  { repository, project, manager, packageHooks }: Registration,
  { projects, isPrivate = false, shared = false }: Place,
): Shim {
  const isGlobal = project === undefined;
  return {
    projects: projects ?? (isGlobal ? [] : [pathFromTop(repository, project)]),
    installCommand: isGlobal ? 'npm install --global keyward' : manager.install,
    recorded: isPrivate || isGlobal ? packageHooks.replaceAll('\\', '/') : undefined,
    unplugged: manager.name === 'yarn-berry',
    shared,
  };
}

/** The project, and those that a block in this file already looks in and that still list keyward. */
export async function projectsFor(
  { repository, project }: Registration,
  path: string,
): Promise<readonly string[] | undefined> {
  if (project === undefined) return undefined;
  const own = pathFromTop(repository, project);
  const others = projectsIn(await readText(path)).filter((each) => each !== own);
  const listing: string[] = [];
  for (const other of others) {
    if (await lists(join(repository.top, other), 'keyward').catch(() => false)) listing.push(other);
  }
  return [own, ...listing].sort();
}

/** The text of a file, or none. */
export async function readText(path: string): Promise<string> {
  return promises.readFile(path, 'utf8').catch(() => '');
}
