import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The commands and lifecycle script of a package manager. */
export interface PackageManager {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'yarn-berry' | 'bun';
  readonly install: string;
  /** Command that adds a development dependency; the package name is appended. */
  readonly add: readonly [string, ...string[]];
  /** Command that runs keyward in the project's folder. */
  readonly runner: string;
  /** The same from another folder, which is a word of a shell. */
  readonly runnerFrom: (folder: string) => string;
  /** The lifecycle script that runs after every install of the root project. */
  readonly script: 'prepare' | 'postinstall';
}

const YARN: PackageManager = {
  name: 'yarn',
  install: 'yarn install',
  add: ['yarn', 'add', '--dev'],
  runner: 'yarn keyward',
  runnerFrom: (folder) => `yarn --cwd ${folder} keyward`,
  script: 'prepare',
};

const MANAGERS: Readonly<Record<PackageManager['name'], PackageManager>> = {
  npm: {
    name: 'npm',
    install: 'npm install',
    add: ['npm', 'install', '--save-dev'],
    runner: 'npx keyward',
    runnerFrom: (folder) => `npx --prefix ${folder} keyward`,
    script: 'prepare',
  },
  pnpm: {
    name: 'pnpm',
    install: 'pnpm install',
    add: ['pnpm', 'add', '--save-dev'],
    runner: 'pnpm exec keyward',
    runnerFrom: (folder) => `pnpm -C ${folder} exec keyward`,
    script: 'prepare',
  },
  yarn: YARN,
  // yarn 2 and later runs no prepare: https://yarnpkg.com/advanced/lifecycle-scripts
  'yarn-berry': { ...YARN, name: 'yarn-berry', script: 'postinstall' },
  bun: {
    name: 'bun',
    install: 'bun install',
    add: ['bun', 'add', '--dev'],
    runner: 'bunx keyward',
    runnerFrom: (folder) => `bunx --cwd=${folder} keyward`,
    script: 'prepare',
  },
};

/** Returns the package manager of the project in a folder: the one package.json names, else the one that the lock file belongs to. */
export function packageManagerOf(folder: string, top: string = folder): PackageManager {
  const manager = findManager(folder, top);
  if (manager.name === 'pnpm' && readText(folder, 'pnpm-workspace.yaml') !== undefined)
    return { ...manager, add: [...manager.add, '--workspace-root'] };
  if (manager.name !== 'yarn') return manager;
  if (hasWorkspaces(folder)) return { ...manager, add: [...manager.add, '--ignore-workspace-root-check'] };
  // yarn 1 runs prepare only for the workspace root, but postinstall also for its packages
  return folder !== top && hasWorkspaces(top) ? { ...manager, script: 'postinstall' } : manager;
}

function hasWorkspaces(folder: string): boolean {
  return /"workspaces"\s*:/.test(readText(folder, 'package.json') ?? '');
}

function findManager(folder: string, top: string): PackageManager {
  for (const place of new Set([folder, top])) {
    const named = /"packageManager"\s*:\s*"(npm|pnpm|yarn|bun)@(\d+)/.exec(
      readText(place, 'package.json') ?? '',
    );
    if (named !== null) return MANAGERS[nameFor(named[1] ?? '', Number(named[2]) > 1)];
    const yarnLock = readText(place, 'yarn.lock');
    if (yarnLock !== undefined) return MANAGERS[nameFor('yarn', yarnLock.includes('__metadata:'))];
    for (const [file, name] of SIGNS) if (readText(place, file) !== undefined) return MANAGERS[name];
  }
  return MANAGERS.npm;
}

const LOCKS = [
  ['package-lock.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
] as const;

/** Files that change when dependencies are added. The one of yarn does not say which yarn. */
export const LOCK_FILES: readonly string[] = ['yarn.lock', ...LOCKS.map(([file]) => file)];

/** A new workspace of pnpm may have no lock file yet. */
const SIGNS = [...LOCKS, ['pnpm-workspace.yaml', 'pnpm']] as const;

function nameFor(name: string, modern: boolean): PackageManager['name'] {
  return name === 'yarn' && modern ? 'yarn-berry' : (name as PackageManager['name']);
}

function readText(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
