import { promises } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { GitClient } from './client.ts';
import { askGit } from './stream.ts';

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

/** As {@link locateRepository}, asked once for each client. */
export function repositoryOf(git: GitClient): Promise<Repository> {
  const known = LOCATED.get(git) ?? locateRepository(git);
  LOCATED.set(git, known);
  return known;
}

const LOCATED = new WeakMap<GitClient, Promise<Repository>>();

/** @throws AppError `git-failed` outside a repository */
export async function locateRepository({ directory }: GitClient): Promise<Repository> {
  const paths = ['--git-path', 'hooks', '--git-path', 'MERGE_HEAD'];
  const folders = ['--show-toplevel', '--absolute-git-dir', '--git-common-dir'];
  const answers = await askGit(directory, 'rev-parse', ...folders, ...paths);
  const [top = '', gitDirectory = '', common = '', hooks = '', mergeHead = ''] = answers
    .replace(/\n$/, '')
    .split('\n');
  return {
    top: await real(top),
    gitDirectory: await real(gitDirectory),
    commonDirectory: await real(resolve(directory, common)),
    hooks: await real(resolve(directory, hooks)),
    mergeHead: resolve(directory, mergeHead),
  };
}

/** The git directory that all work trees share; also where there is no work tree. */
export async function commonDirectoryOf({ directory }: GitClient): Promise<string> {
  const answer = await askGit(directory, 'rev-parse', '--git-common-dir');
  return real(resolve(directory, answer.replace(/\n$/, '')));
}

/** What is staged, each entry as `git ls-files --stage` puts it; nothing where there is no work tree. */
export async function stagedEntries({ directory }: GitClient): Promise<string[]> {
  const isInside = await askGit(directory, 'rev-parse', '--is-inside-work-tree');
  if (isInside.trim() !== 'true') return [];
  return (await askGit(directory, 'ls-files', '--full-name', '--stage', '-z', ':/')).split('\0').slice(0, -1);
}

/** A path for people: from the top of the work tree, `.` for the top itself, or whole where it is outside. */
export function pathFromTop({ top }: Repository, path: string): string {
  const way = relative(top, path).replaceAll('\\', '/');
  return way.startsWith('..') ? path : way || '.';
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
async function real(path: string): Promise<string> {
  try {
    return await promises.realpath(path);
  } catch {
    // a hooks folder that is not there yet
    return resolve(path);
  }
}
