import { existsSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { GitClient } from '../git/git.ts';
import { isInFolder, type Repository } from '../git/repository.ts';
import { DEFAULT_HOOKS, type HookName, HOOKS } from '../install/hook-names.ts';
import { LEGACY } from '../install/managers/pre-commit.ts';
import { managerIn, settingsFolders } from '../install/managers/index.ts';
import { findProject, hooksOfScript, lists } from '../install/package-json.ts';
import { commandOf, isGlobalCommand } from '../install/package-place.ts';
import { type PackageManager, packageManagerOf } from '../install/package-manager.ts';
import { readRecord } from '../install/install-record.ts';
import { projectsNamed } from '../install/shim.ts';
import { findOwnLines, type OwnLines, readHook, effectiveScript } from './hook-reader.ts';
import type { Diagnosis } from './checkup-result.ts';
import { shellWord } from '../shared/shell-quote.ts';

/** A worktree and the facts about it that the checks need. */
export interface WorktreeContext {
  readonly git: GitClient;
  readonly repository: Repository;
  /** The folder of the project that lists keyward, or should. */
  readonly project: string | undefined;
  readonly manager: PackageManager;
  /** The hooks that must run keyward here. */
  readonly hooks: readonly HookName[];
  /** keyward's lines in the first hook that has any. */
  readonly lines: OwnLines | undefined;
  /** Returns a command that runs in a folder or below it, written for the folder where the doctor was called. */
  readonly inFolder: (folder: string, command: string) => string;
  /** Like {@link inFolder}, but exactly at the top of the worktree. */
  readonly atTop: (command: string) => string;
  /** Like {@link inFolder}, for one or more keyward commands in sequence. */
  readonly keyward: (...commands: string[]) => string;
}

/** Where and when the doctor was called, and by which program. */
export interface Caller {
  readonly directory: string;
  /** The path of the running keyward. */
  readonly program: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly now: Date;
  /** Called with what a hook printed when it blocked the fake key of a test. */
  readonly onBlock?: (hook: HookName, output: string) => void;
}

/** Checks one thing and changes nothing. */
export type DoctorCheck = (worktree: WorktreeContext, caller: Caller) => Promise<readonly Diagnosis[]>;

/** @param here the worktree in which the doctor was called, if `repository` is another one */
export async function worktreeContext(
  repository: Repository,
  caller: Caller,
  here?: WorktreeContext,
): Promise<WorktreeContext> {
  const { top } = repository;
  const isHere = here === undefined;
  const from = isHere ? caller.directory : counterpart(top, here);
  const lines = await linesOf(repository);
  const near = findProject(from, top);
  const named = lines === undefined ? await projectsPasted(top, near) : lines.byHand ? [] : lines.projects;
  const project = (await projectInUse(repository, named)) ?? near;
  const folder = project ?? top;
  const manager = packageManagerOf(folder, top);
  const goTo = (place: string, command: string) => `cd ${shellWord(place)} && ${command}`;
  // package managers search for their project upwards
  const inFolder = (place: string, command: string) =>
    isHere && isInFolder(caller.directory, place) ? command : goTo(place, command);
  const runner = runnerIn(folder, top, manager, caller);
  return {
    git: new GitClient(top),
    repository,
    project,
    manager,
    hooks: (await hooksOfScript(folder)) ?? (await hooksOfRecord(repository)),
    lines,
    inFolder,
    atTop: (command) => (caller.directory === top ? command : goTo(top, command)),
    keyward: (...commands) => {
      const command = commands.map((words) => `${runner} ${words}`).join(' && ');
      // pnpm exec finds keyward only in the folder of the project
      const isNear = manager.name !== 'pnpm' || caller.directory === folder;
      return isNear ? inFolder(folder, command) : goTo(folder, command);
    },
  };
}

/** Returns the project that the lines in a hook use: the first that has keyward installed, or else the last that lists it. */
async function projectInUse({ top }: Repository, projects: readonly string[]): Promise<string | undefined> {
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

/** Returns the folder in this worktree that corresponds to the project in another one. */
function counterpart(top: string, { project, repository }: WorktreeContext): string {
  return project === undefined ? top : join(top, relative(repository.top, project));
}

/** Returns a command that runs keyward: the one by which it was started, if it belongs to no project. */
function runnerIn(folder: string, top: string, manager: PackageManager, caller: Caller): string {
  if (isGlobalCommand(caller.program)) return 'keyward';
  const places = [
    join(folder, 'node_modules', 'keyward'),
    join(top, 'node_modules', 'keyward'),
    join(top, '.pnp.cjs'),
  ];
  if (places.some((place) => existsSync(place))) return manager.runner;
  const command = commandOf(caller.program);
  return command === 'keyward' ? `node ${shellWord(caller.program)}` : command;
}

async function linesOf({ hooks }: Repository): Promise<OwnLines | undefined> {
  for (const hook of HOOKS) {
    const { script } = await effectiveScript(await readHook(join(hooks, hook)));
    const lines = script.kind === 'script' ? findOwnLines(script.text) : undefined;
    if (lines !== undefined) return lines;
  }
  return undefined;
}

/** Returns the projects in lines pasted into a hook manager's settings, where they may be in a quoted string. */
async function projectsPasted(top: string, near: string | undefined): Promise<readonly string[]> {
  const { settings } = (await managerIn(settingsFolders(top, near))) ?? {};
  const text = `${settings?.text ?? ''}\n${settings?.more?.text ?? ''}`;
  return projectsNamed(text.replaceAll(String.raw`\n`, '\n'));
}

async function hooksOfRecord({ commonDirectory }: Repository): Promise<readonly HookName[]> {
  const { hooks } = await readRecord(commonDirectory);
  const recorded = HOOKS.filter((hook) =>
    hooks.some(({ path }) => [hook, hook + LEGACY].includes(basename(path))),
  );
  return recorded.length > 0 ? recorded : DEFAULT_HOOKS;
}
