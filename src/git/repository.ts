import { accessSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { GitClient } from './git.ts';
import { askGit } from './git-process.ts';

/** The paths of a repository, absolute and with links resolved. */
export interface Repository {
  /** The top directory of the working tree. */
  readonly top: string;
  /** The git directory of this worktree. */
  readonly gitDirectory: string;
  /** The git directory that all worktrees share. */
  readonly commonDirectory: string;
  /** The directory with the hooks; it need not exist. */
  readonly hooks: string;
  /** The file that lists the other parents during a merge. */
  readonly mergeHead: string;
}

/** The paths that a commit hook needs. */
export type WorktreePaths = Pick<Repository, 'top' | 'gitDirectory' | 'mergeHead'>;

/** Like {@link locateRepository}, but cached per client, and without git for an ordinary repository. */
export function worktreePaths(git: GitClient): Promise<WorktreePaths> {
  const known = PLACES.get(git) ?? Promise.resolve(plainWorktreePaths(git) ?? locateRepository(git));
  PLACES.set(git, known);
  return known;
}

const PLACES = new WeakMap<GitClient, Promise<WorktreePaths>>();

/** The paths of a directory that contains its own git directory, which is the usual case in hooks; cached. */
export function plainWorktreePaths(git: GitClient): WorktreePaths | undefined {
  if (!PLAIN.has(git)) PLAIN.set(git, findPlain(git.directory));
  return PLAIN.get(git);
}

const PLAIN = new WeakMap<GitClient, WorktreePaths | undefined>();

/** Synchronous, because waiting for a few small files takes longer than reading them. */
function findPlain(directory: string): WorktreePaths | undefined {
  if (['GIT_DIR', 'GIT_WORK_TREE'].some((name) => process.env[name] !== undefined)) return undefined;
  try {
    const top = realpathSync.native(directory);
    const gitDirectory = `${top}${sep}.git`;
    const isFolder = (path: string) => lstatSync(path).isDirectory();
    if (!isFolder(gitDirectory) || !isFolder(`${gitDirectory}/objects`) || !isFolder(`${gitDirectory}/refs`))
      return undefined;
    accessSync(`${gitDirectory}/HEAD`);
    // these settings can move the working tree
    const config = readFileSync(`${gitDirectory}/config`, 'latin1');
    if (/worktree|include|bare\s*=\s*[^\sf]/i.test(config)) return undefined;
    return { top, gitDirectory, mergeHead: `${gitDirectory}${sep}MERGE_HEAD` };
  } catch {
    return undefined;
  }
}

/** @throws AppError `git-failed` outside a repository */
export async function locateRepository({ directory }: GitClient): Promise<Repository> {
  const folders = ['--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
  const questions = [
    ...folders.map((folder) => [folder]),
    ['--git-path', 'hooks'],
    ['--git-path', 'MERGE_HEAD'],
  ];
  const ask = async (words: readonly string[]) =>
    (await askGit(directory, 'rev-parse', ...words)).replace(/\n$/, '');
  let answers = (await ask(questions.flat())).split('\n');
  // a path contains a line break, so ask for one value at a time
  if (answers.length !== questions.length) answers = await Promise.all(questions.map(ask));
  const [top = '', gitDirectory = '', common = '', hooks = '', mergeHead = ''] = answers;
  return {
    top: real(top),
    gitDirectory: real(gitDirectory),
    commonDirectory: real(resolve(directory, common)),
    hooks: real(resolve(directory, hooks)),
    mergeHead: resolve(directory, mergeHead),
  };
}

/** The error to report if git finds no repository. */
export function asOutside(error: unknown): unknown {
  const isOutside = error instanceof AppError && error.code === 'git-failed';
  return isOutside ? new AppError('not-a-repository', {}, error) : error;
}

/** The storage of a repository, with or without a working tree. */
export interface Storage {
  /** The git directory that all worktrees share. */
  readonly commonDirectory: string;
  /** The object directory. */
  readonly objects: string;
  /** The length of an object ID in bytes. */
  readonly idLength: number;
  readonly isShallow: boolean;
  readonly hasWorkTree: boolean;
}

/** Cached per client. */
export function storageOf(git: GitClient): Promise<Storage> {
  const known = STORAGES.get(git) ?? askStorage(git.directory);
  STORAGES.set(git, known);
  return known;
}

const STORAGES = new WeakMap<GitClient, Promise<Storage>>();

async function askStorage(directory: string): Promise<Storage> {
  const flags = ['--show-object-format', '--is-shallow-repository', '--is-inside-work-tree'];
  const answer = await askGit(directory, 'rev-parse', ...flags, '--git-common-dir');
  const [, format, isShallow, isInside, common = ''] = /^(.*)\n(.*)\n(.*)\n([^]*)\n$/.exec(answer) ?? [];
  const commonDirectory = real(resolve(directory, common));
  const isElsewhere = process.env['GIT_OBJECT_DIRECTORY'] !== undefined;
  return {
    commonDirectory,
    objects: isElsewhere ? await objectsFolder(directory) : join(commonDirectory, 'objects'),
    idLength: format === 'sha256' ? 32 : 20,
    isShallow: isShallow === 'true',
    hasWorkTree: isInside === 'true',
  };
}

/** The name of a repository, and its current commit. */
export interface Checkout {
  /** The folder that contains the repository; of a bare one, its own folder. */
  readonly name: string;
  /** The abbreviated ID; undefined before the first commit. */
  readonly commit: string | undefined;
  /** Undefined if a commit is checked out without a branch. */
  readonly branch: string | undefined;
}

/** Returns what a report says about the repository. */
export async function checkoutOf(git: GitClient): Promise<Checkout> {
  const { commonDirectory, hasWorkTree } = await storageOf(git);
  const ask = async (...words: string[]) => (await git.ask(...words))?.replace(/\n$/, '');
  const top = hasWorkTree ? await ask('rev-parse', '--show-toplevel') : undefined;
  return {
    name: top === undefined ? basename(commonDirectory, '.git') : basename(top),
    commit: await ask('rev-parse', '--quiet', '--verify', '--short', 'HEAD'),
    branch: await ask('symbolic-ref', '--quiet', '--short', 'HEAD'),
  };
}

/** The object directory of the repository. */
async function objectsFolder(directory: string): Promise<string> {
  const answer = await askGit(directory, 'rev-parse', '--git-path', 'objects');
  return resolve(directory, answer.replace(/\n$/, ''));
}

/** The staged entries, in the format of `git ls-files --stage`; none without a working tree. */
export async function stagedEntries(git: GitClient): Promise<string[]> {
  if (!(await storageOf(git)).hasWorkTree) return [];
  const command = ['ls-files', '--full-name', '--stage', '-z', ':/'];
  return (await askGit(git.directory, ...command)).split('\0').slice(0, -1);
}

/** A path to print: relative to the top of the working tree, `.` for the top itself, absolute if outside. */
export function pathFromTop({ top }: Repository, path: string): string {
  const way = relative(top, path).replaceAll('\\', '/');
  return way.startsWith('..') ? path : way || '.';
}

/** True if a path is the directory or below it; both absolute. */
export function isInFolder(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** The value and scope of `core.hooksPath`; undefined if it is not set. */
export async function hooksPathSetting(
  git: GitClient,
  ...flags: string[]
): Promise<{ scope: string; value: string } | undefined> {
  const answer = await git.ask('config', '--show-scope', ...flags, '--get', 'core.hooksPath');
  const [scope = '', value = ''] = answer?.replace(/\n$/, '').split('\t') ?? [];
  return answer === undefined ? undefined : { scope, value };
}

/** Resolves links, as far as the path exists. */
function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // the hooks directory does not exist yet
    return resolve(path);
  }
}
