import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole } from '../git/cat-file.ts';
import { assertContained } from '../git/contained.ts';
import { askGit, textFrom } from '../git/git-process.ts';
import { AppError } from '../shared/errors.ts';
import type { Finding } from '../scan/finding.ts';
import { isUnwantedInGit } from '../shared/unwanted-files.ts';
import { type IgnoreNeed, ignoreNeedOf, type IgnoreRule } from './gitignore.ts';
import { ENV_FILE, type FixState, type StagedFile } from './plan.ts';
import { StagedValues } from './values.ts';

export const GITIGNORE = '.gitignore';

/** An entry of the index. */
export interface IndexEntry {
  readonly mode: string;
  readonly object: string;
  /** False for an unmerged entry and one with a flag, such as skip-worktree. */
  readonly isPlain: boolean;
}

/** Reads the index. */
export async function readIndex(top: string): Promise<ReadonlyMap<string, IndexEntry>> {
  const list = await askGit(top, 'ls-files', '--stage', '-v', '--full-name', '-z');
  const entries = new Map<string, IndexEntry>();
  for (const [, tag, mode = '', object = '', stage, path = ''] of list.matchAll(
    /(\S) (\d{6}) ([0-9a-f]{40,64}) (\d)\t([^\0]+)\0/g,
  ))
    // paths that are not valid UTF-8 may collide
    entries.set(path, { mode, object, isPlain: tag === 'H' && stage === '0' && !path.includes('\uFFFD') });
  return entries;
}

/** Reads everything that a plan for some findings depends on. */
export async function readState(
  top: string,
  index: ReadonlyMap<string, IndexEntry>,
  findings: readonly Finding[],
  now: Date,
): Promise<FixState> {
  const files = await filesWith(top, index, findings);
  const gitignore = await readGitignore(top, index);
  const unwanted = [...files.keys()].filter(isUnwantedInGit);
  const ignoreNeeds = new Map<string, IgnoreNeed>();
  for (const path of new Set([...unwanted, ENV_FILE])) {
    const rule = await ignoreRuleFor(top, path);
    const need = ignoreNeedOf(path, rule, gitignore.staged ?? Buffer.alloc(0));
    const needsLine = need?.inWorktree !== undefined || need?.inIndex !== undefined;
    if (need !== undefined && (gitignore.isFile || !needsLine)) ignoreNeeds.set(path, need);
  }
  return {
    files,
    values: await StagedValues.in(files.values(), now),
    ignoreNeeds,
    gitignore,
    env: {
      content: contentOf(top, ENV_FILE),
      isTracked: index.has(ENV_FILE),
      isFile: isFileOrAbsent(top, ENV_FILE),
    },
  };
}

async function filesWith(
  top: string,
  index: ReadonlyMap<string, IndexEntry>,
  findings: readonly Finding[],
): Promise<ReadonlyMap<string, StagedFile>> {
  const paths = [...new Set(findings.map(({ path }) => path))];
  const entries = paths.flatMap((path) => {
    const entry = index.get(path);
    return entry !== undefined && isRegular(entry) ? [{ path, ...entry }] : [];
  });
  const contents = await readWhole(
    top,
    entries.map(({ object }) => object),
  );
  return new Map(
    entries.flatMap(({ path, mode, object }, order) => {
      const staged = contents[order];
      return staged === undefined
        ? []
        : [[path, { path, mode, object, staged, onDisk: contentOf(top, path) }] as const];
    }),
  );
}

function isRegular({ mode, isPlain }: IndexEntry): boolean {
  return isPlain && mode.startsWith('100');
}

async function readGitignore(
  top: string,
  index: ReadonlyMap<string, IndexEntry>,
): Promise<FixState['gitignore'] & { readonly isFile: boolean }> {
  const entry = index.get(GITIGNORE);
  const [staged] = entry === undefined ? [] : await readWhole(top, [entry.object]);
  return {
    onDisk: contentOf(top, GITIGNORE),
    staged,
    isFile: isFileOrAbsent(top, GITIGNORE) && (entry === undefined || isRegular(entry)),
  };
}

/** The content of a regular file in the working tree that no link puts elsewhere; undefined without one. */
export function contentOf(top: string, path: string): Buffer | undefined {
  const file = join(top, path);
  try {
    if (!lstatSync(file).isFile()) return undefined;
    assertContained(top, file, path);
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function isFileOrAbsent(top: string, path: string): boolean {
  const found = lstatSync(join(top, path), { throwIfNoEntry: false });
  return found === undefined || contentOf(top, path) !== undefined;
}

/** The rule that decides whether git ignores a path, tracked or not. */
export async function ignoreRuleFor(top: string, path: string): Promise<IgnoreRule | undefined> {
  try {
    const command = ['check-ignore', '--no-index', '--verbose', '-z', '--stdin'];
    // the dot keeps a colon at the start of the path from being magic
    const [source = '', , pattern = ''] = (await textFrom(top, command, `./${path}\0`)).split('\0');
    return { source, pattern };
  } catch (error) {
    const isNo = error instanceof AppError && error.code === 'git-failed';
    if (isNo && (error as AppError<'git-failed'>).args.exit === 1) return undefined;
    throw error;
  }
}
