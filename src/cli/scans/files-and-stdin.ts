import { GitClient } from '../../git/git.ts';
import { worktreePaths } from '../../git/repository.ts';
import type { Source } from '../../scan/source.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from './scan-request.ts';

/** Returns the request for files or standard input, with the allowlist in the current folder. */
export async function diskRequest(context: Context, mode: 'files' | 'stdin'): Promise<ScanRequest> {
  const { FilesSource, TextSource } = await import('../../sources/files.ts');
  const source: Source =
    mode === 'files'
      ? new FilesSource(context.args.words, context.directory)
      : new TextSource(await readInput(), context.directory);
  const git = new GitClient(context.directory);
  const isInRepository = await worktreePaths(git).then(
    () => true,
    () => false,
  );
  return {
    source,
    trigger: 'check',
    changesPolicy: false,
    maySwitchOff: true,
    // git may not have the content, so keyward allow finds the values only in the record
    ...(isInRepository ? { rememberedIn: git } : {}),
  };
}

/** Reads all of standard input. */
export async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
