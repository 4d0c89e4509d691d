import { lstat, realpath } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { GitClient } from '../../git/git.ts';
import { settleRepository } from '../../git/own-repository.ts';
import { FilesSource, TextSource } from '../../sources/files.ts';
import { listedFiles } from '../../sources/listed-files.ts';
import { attempt, walk } from '../../sources/walk.ts';
import { printableShellWord } from '../../report/terminal-escape.ts';
import type { Context } from '../context.ts';
import { nameInTree } from '../name-in-tree.ts';
import { pathFrom, runnerFor, runnerIn } from '../runner.ts';
import type { ScanRequest } from './scan-request.ts';

/**
 * Returns the request for the files and folders on the command line. In a repository, folders are searched without what
 * `.gitignore` excludes, and the allowlist at the top counts.
 *
 * @throws AppError `unreadable-file`
 */
export async function filesRequest(context: Context): Promise<ScanRequest> {
  const { args, directory } = context;
  const top = await topOf(directory);
  const filesIn = args.flag('no-ignore') || top === undefined ? walk : listedFiles;
  const lists: string[][] = [];
  for (const path of args.words) lists.push(await filesAt(path, filesIn));
  const files = [...new Set(lists.flat())];
  return {
    ...onDisk(new FilesSource(files, top ?? directory, (file) => nameOf(top, file)), top),
    ...{ files: { count: files.length, kind: 'given' }, objects: files.length },
    reportContext: () => {
      const { command, folder } = runnerIn(directory);
      const paths = args.words.map((path) => printableShellWord(pathFrom(folder, directory, path)));
      const options = [...(args.flag('no-ignore') ? ['--no-ignore'] : []), '--verbose'];
      return Promise.resolve({
        runner: runnerFor(directory),
        showAll: [command, 'scan', ...paths, ...options].join(' '),
        isOutside: top === undefined,
      });
    },
  };
}

/** Returns the request for standard input. */
export async function stdinRequest(context: Context): Promise<ScanRequest> {
  const { directory } = context;
  const top = await topOf(directory);
  return {
    ...onDisk(new TextSource(await buffer(process.stdin), top ?? directory), top),
    reportContext: () => Promise.resolve({ runner: runnerFor(directory), isOutside: top === undefined }),
  };
}

function onDisk(source: ScanRequest['source'], top: string | undefined): ScanRequest {
  return {
    source,
    trigger: 'check',
    changesPolicy: false,
    maySwitchOff: true,
    // git may not have the content, so keyward allow finds the values only in the record
    ...(top === undefined ? {} : { rememberedIn: new GitClient(top) }),
  };
}

/** Returns the top of the working tree; undefined outside of one, and where git refuses to say. */
async function topOf(directory: string): Promise<string | undefined> {
  return settleRepository(directory).then(
    ({ top }) => top,
    () => undefined,
  );
}

/** Returns a file, even if it is ignored, or the files in a folder. A link that is named here is followed. */
async function filesAt(path: string, filesIn: (folder: string) => Promise<string[]>): Promise<string[]> {
  const kind = await attempt(path, () => lstat(path));
  if (kind.isDirectory()) return filesIn(path);
  if (!kind.isSymbolicLink()) return [path];
  return [path, ...(await filesAt(await attempt(path, () => realpath(path)), filesIn))];
}

/** Returns the path of a file as git names it, or as it was typed if it is outside of the working tree. */
function nameOf(top: string | undefined, file: string): string {
  return nameInTree(top, resolve(realpathSync.native('.'), file)) ?? file.split(sep).join('/');
}
