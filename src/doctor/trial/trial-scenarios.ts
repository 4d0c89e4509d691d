import { join, relative } from 'node:path';
import type { ScratchRepository, ScratchRun } from './scratch-repository.ts';
import type { HookName } from '../../install/hook-names.ts';

/** Makes git run one hook on a leak. */
type Trial = (scratch: ScratchRepository, leak: string) => Promise<ScratchRun>;

/** The one hook that is tried is the only one in the scratch repository, so that what comes before it passes. */
export const TRIALS: Readonly<Record<HookName, Trial>> = {
  'pre-commit': async (scratch, leak) => {
    await stage(scratch, leak);
    return commit(scratch);
  },
  'pre-push': async (scratch, leak) => {
    await stage(scratch, leak);
    await commit(scratch);
    const remote = join(scratch.folder, 'remote.git');
    await scratch.run('init', '--quiet', '--bare', '--template=', remote);
    return scratch.run('push', '--quiet', remote, 'HEAD:refs/heads/leak');
  },
  'commit-msg': async (scratch, leak) => {
    const file = join(scratch.folder, 'message');
    scratch.write(relative(scratch.tree, file), leak);
    return scratch.run('commit', '--quiet', '--allow-empty', `--file=${file}`);
  },
  // git calls it for an amend with the commit that is replaced
  'prepare-commit-msg': async (scratch, leak) => {
    await stage(scratch, leak);
    await commit(scratch);
    return scratch.run('commit', '--quiet', '--amend', '--no-edit', '--allow-empty');
  },
  // a clean merge holds nothing that is in no parent, so the hook is run as if one did; `git hook run` came with git 2.36
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
