import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, fileError } from '../../shared/errors.ts';
import { assertContained } from '../../git/contained.ts';
import { replaceFile } from '../replace-file.ts';
import { ciRecipe, isRecipe, type RecipePlatform, runsKeyward } from './ci-recipe.ts';

/** The outcome of {@link writeCiFile}. */
export interface CiFile {
  /** The path of the CI file, from the top. */
  readonly path: string;
  readonly outcome: 'written' | 'unchanged';
  /** The file that a person must edit so that the CI system reads {@link path}. */
  readonly pasteInto?: string;
}

const GITHUB = '.github/workflows/keyward.yml';
/** The file that GitLab reads. */
export const GITLAB_FILE = '.gitlab-ci.yml';

/** The file for keyward's job if the project has its own {@link GITLAB_FILE}. */
export const GITLAB_PART = '.gitlab/keyward.yml';

/** The lines that make GitLab read the file with keyward's job. */
export const GITLAB_INCLUDE = `include:\n  - local: ${GITLAB_PART}`;

/**
 * Writes the CI file that scans new commits. GitLab reads only one file, so where that is somebody else's, the job goes to a second
 * one, which the first has to include.
 *
 * @param top the top of the working tree
 * @param version the version of keyward to run
 * @throws AppError `init-ci-exists` if there is a file that keyward did not write and that does not run it
 */
export async function writeCiFile(top: string, platform: RecipePlatform, version: string): Promise<CiFile> {
  if (platform === 'github') return write(top, GITHUB, platform, version);
  const main = await textAt(top, GITLAB_FILE);
  if (main === undefined || isRecipe(platform, main)) return write(top, GITLAB_FILE, platform, version);
  if (runsKeyward(main)) return { path: GITLAB_FILE, outcome: 'unchanged' };
  const part = await write(top, GITLAB_PART, platform, version);
  return includesPart(main) ? part : { ...part, pasteInto: GITLAB_FILE };
}

/** Returns the CI files in a working tree that keyward wrote. */
export async function ownCiFiles(top: string): Promise<string[]> {
  const places = [
    [GITHUB, 'github'],
    [GITLAB_FILE, 'gitlab'],
    [GITLAB_PART, 'gitlab'],
  ] as const;
  const texts = await Promise.all(places.map(([path]) => textAt(top, path).catch(() => undefined)));
  return places.flatMap(([path, platform], index) => (isRecipe(platform, texts[index] ?? '') ? [path] : []));
}

async function write(top: string, path: string, platform: RecipePlatform, version: string): Promise<CiFile> {
  const target = join(top, path);
  assertContained(top, target, path);
  const [text, recipe] = [await textAt(top, path), ciRecipe(platform, version)];
  if (text !== undefined && !isRecipe(platform, text)) {
    if (runsKeyward(text)) return { path, outcome: 'unchanged' };
    throw new AppError('init-ci-exists', { path });
  }
  if (text?.replaceAll('\r\n', '\n') === recipe) return { path, outcome: 'unchanged' };
  try {
    await mkdir(dirname(target), { recursive: true });
    await replaceFile(target, recipe);
  } catch (error) {
    throw fileError('unwritable-file', path, error);
  }
  return { path, outcome: 'written' };
}

/** Tests whether a GitLab CI file includes the file with keyward's job. */
export function includesPart(text: string): boolean {
  return /^(?![^\S\n]*#).*\.gitlab\/keyward\.yml/m.test(text);
}

/** Returns the content of a file; undefined if there is none. */
async function textAt(top: string, path: string): Promise<string | undefined> {
  try {
    return await readFile(join(top, path), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError('unreadable-file', path, error);
  }
}
