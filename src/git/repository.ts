import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { GitClient } from './client.ts';

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
}

/** @throws AppError `git-failed` outside a repository */
export async function locateRepository(git: GitClient): Promise<Repository> {
  const answers = await git.run(
    'rev-parse',
    '--show-toplevel',
    '--absolute-git-dir',
    '--git-common-dir',
    '--git-path',
    'hooks',
  );
  const [top = '', gitDirectory = '', common = '', hooks = ''] = answers.replace(/\n$/, '').split('\n');
  return {
    top: await real(top),
    gitDirectory: await real(gitDirectory),
    commonDirectory: await real(resolve(git.directory, common)),
    hooks: await real(resolve(git.directory, hooks)),
  };
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
    return await realpath(path);
  } catch {
    // a hooks folder that is not there yet
    return resolve(path);
  }
}
