import { GitClient } from '../../git/client.ts';
import { MessageSource } from '../../git/message.ts';
import type { Context } from '../context.ts';
import type { Job } from './job.ts';
import { policyIn, rememberIn } from './policy.ts';

/** The message of the commit that is being made, judged by the allowlist that the commit will hold. */
export async function messageJob(context: Context, file: string): Promise<Job> {
  const git = new GitClient(context.directory);
  const editorRan = context.environment['GIT_EDITOR'] !== ':';
  const source = await MessageSource.read(git, file, editorRan);
  return {
    source,
    occasion: 'commit',
    changesPolicy: false,
    // the commit's other hook says it
    maySwitchOff: false,
    policy: () => policyIn(git),
    remember: rememberIn(git),
  };
}
