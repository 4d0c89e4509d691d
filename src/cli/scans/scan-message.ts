import { GitClient } from '../../git/git.ts';
import { MessageSource } from '../../sources/message.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from './scan-request.ts';

/** Returns the request for the message of the commit in progress, with the allowlist of that commit. */
export async function messageRequest(context: Context, file: string): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const editorRan = context.environment['GIT_EDITOR'] !== ':';
  const source = MessageSource.read(git, file, editorRan);
  return {
    source,
    trigger: 'commit',
    changesPolicy: false,
    // the pre-commit hook reports it
    maySwitchOff: false,
    rememberedIn: git,
  };
}
