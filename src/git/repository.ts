import { accessSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../shared/errors.ts';
import type { GitClient } from './git.ts';
import { askGit } from './git-process.ts';

/** Where the parts of a repository are; every path absolute, with links resolved. */
export interface Repository {
  /** The top folder of the work tree. */
  readonly top: string;
  /** This work tree's git directory. */
  readonly gitDirectory: string;
  /** The git directory that all work trees share. */
  readonly commonDirectory: string;
  /** The folder from which git runs hooks; it need not exist. */
  readonly hooks: string;
  /** The file that names the other sides of a merge while there is one. */
  readonly mergeHead: string;
}

/** What a commit must know of where it is. */
export type Places = Pick<Repository, 'top' | 'gitDirectory' | 'mergeHead'>;

/** As {@link locateRepository}, told once for each client, and without git where the repository lies in the plain way. */
export function placesOf(git: GitClient): Promise<Places> {
  const known = PLACES.get(git) ?? Promise.resolve(plainPlaces(git) ?? locateRepository(git));
  PLACES.set(git, known);
  return known;
}

const PLACES = new WeakMap<GitClient, Promise<Places>>();

/** The places in a folder that holds its own git directory, as nearly all do from which git runs hooks; looked up once. */
export function plainPlaces(git: GitClient): Places | undefined {
  if (!PLAIN.has(git)) PLAIN.set(git, findPlain(git.directory));
  return PLAIN.get(git);
}

const PLAIN = new WeakMap<GitClient, Places | undefined>();

/** One after the other: waiting for a few small files takes longer than reading them. */
function findPlain(directory: string): Places | undefined {
  if (['GIT_DIR', 'GIT_WORK_TREE'].some((name) => process.env[name] !== undefined)) return undefined;
  try {
    const top = realpathSync.native(directory);
    const gitDirectory = `${top}${sep}.git`;
    const isFolder = (path: string) => lstatSync(path).isDirectory();
    if (!isFolder(gitDirectory) || !isFolder(`${gitDirectory}/objects`) || !isFolder(`${gitDirectory}/refs`))
      return undefined;
    accessSync(`${gitDirectory}/HEAD`);
    // settings that can put the work tree elsewhere
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
  // a line break in a path: one answer at a time
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

/** What to say where git tells no places: it does so in a repository only. */
export function asOutside(error: unknown): unknown {
  const isOutside = error instanceof AppError && error.code === 'git-failed';
  return isOutside ? new AppError('not-a-repository', {}, error) : error;
}

/** How a repository is stored, with or without a work tree. */
export interface Storage {
  /** The git directory that all work trees share. */
  readonly commonDirectory: string;
  /** The folder of its objects. */
  readonly objects: string;
  /** Of an object, in bytes. */
  readonly idLength: number;
  readonly isShallow: boolean;
  readonly hasWorkTree: boolean;
}

/** Told once for each client. */
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

/** Where git has its objects. */
export async function objectsFolder(directory: string): Promise<string> {
  const answer = await askGit(directory, 'rev-parse', '--git-path', 'objects');
  return resolve(directory, answer.replace(/\n$/, ''));
}

/** What is staged, each entry as `git ls-files --stage` puts it; nothing where there is no work tree. */
export async function stagedEntries(git: GitClient): Promise<string[]> {
  if (!(await storageOf(git)).hasWorkTree) return [];
  const command = ['ls-files', '--full-name', '--stage', '-z', ':/'];
  return (await askGit(git.directory, ...command)).split('\0').slice(0, -1);
}

/** A path for people: from the top of the work tree, `.` for the top itself, or whole where it is outside. */
export function pathFromTop({ top }: Repository, path: string): string {
  const way = relative(top, path).replaceAll('\\', '/');
  return way.startsWith('..') ? path : way || '.';
}

/** Whether a path is a folder or in it; both absolute. */
export function isInFolder(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Where `core.hooksPath` comes from, or nothing where it is not set. */
export async function hooksPathSetting(
  git: GitClient,
): Promise<{ scope: string; value: string } | undefined> {
  const answer = await git.ask('config', '--show-scope', '--get', 'core.hooksPath');
  const [scope = '', value = ''] = answer?.replace(/\n$/, '').split('\t') ?? [];
  return answer === undefined ? undefined : { scope, value };
}

/** Resolves links as far as a path exists. */
function real(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    // a hooks folder that is not there yet
    return resolve(path);
  }
}
