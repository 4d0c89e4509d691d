import { join, relative } from 'node:path';
import type { ScratchRepository, ScratchRun } from './scratch-repository.ts';
import type { HookName } from '../../install/hook-names.ts';

/** Makes git run one hook on a leaked key. */
type TrialScenario = (scratch: ScratchRepository, leak: string) => Promise<ScratchRun>;

/** The trial of each hook. The scratch repository has no other hook, so earlier steps pass. */
export const TRIALS: Readonly<Record<HookName, TrialScenario>> = {
  'pre-commit': async (scratch, leak) => {
    await stage(scratch, leak);
    return commit(scratch);
  },
  'pre-push': async (scratch, leak) => {
    await stage(scratch, leak);
    // where all hooks run, only the push must meet the key
    await scratch.run('commit', '--quiet', '--no-verify', '--message=leak');
    const remote = join(scratch.folder, 'remote.git');
    await scratch.run('init', '--quiet', '--bare', '--template=', remote);
    return scratch.run('push', '--quiet', remote, 'HEAD:refs/heads/leak');
  },
  'commit-msg': async (scratch, leak) => {
    const file = join(scratch.folder, 'message');
    scratch.write(relative(scratch.tree, file), leak);
    return scratch.run('commit', '--quiet', '--allow-empty', `--file=${file}`);
  },
  // for an amend git passes the replaced commit
  'prepare-commit-msg': async (scratch, leak) => {
    await stage(scratch, leak);
    await commit(scratch);
    return scratch.run('commit', '--quiet', '--amend', '--no-edit', '--allow-empty');
  },
  // a clean merge adds nothing new, so an alias runs the hook directly; `git hook run` needs git 2.36
  'pre-merge-commit': async (scratch, leak) => {
    await stage(scratch, leak);
    const alias = 'alias.run-hook=!"$(git rev-parse --git-path hooks)/pre-merge-commit"';
    return scratch.run('-c', alias, 'run-hook');
  },
};

async function stage(scratch: ScratchRepository, leak: string): Promise<void> {
  scratch.write('keyward-doctor.txt', leak);
  await scratch.run('add', '--force', 'keyward-doctor.txt');
}

async function commit(scratch: ScratchRepository): Promise<ScratchRun> {
  return scratch.run('commit', '--quiet', '--message=leak');
}
