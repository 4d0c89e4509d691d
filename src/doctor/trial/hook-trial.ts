import { randomInt } from 'node:crypto';
import { promises } from 'node:fs';
import { join, relative } from 'node:path';
import type { TrialProblem } from '../checkup-result.ts';
import { fingerprint } from '../../shared/fingerprint.ts';
import { LAST_FILE } from '../../shared/keyward-files.ts';
import { FakeCredentials } from '../../rules/fake-credentials.ts';
import { ScratchRepository, type ScratchRun } from './scratch-repository.ts';
import type { HookName } from '../../install/hook-names.ts';
import { manifestsInIndex } from '../../install/listed-in-index.ts';
import type { HookManager } from '../../install/managers/index.ts';
import type { Copy } from '../hook-copy.ts';
import { exists } from '../exists.ts';
import type { OwnLines } from '../hook-reader.ts';
import type { WorktreeContext } from '../worktree-context.ts';
import { TRIALS } from './trial-scenarios.ts';

/** A hook that runs keyward, as it is in a work tree. */
export interface Candidate {
  readonly worktree: WorktreeContext;
  readonly name: HookName;
  /** Where keyward's lines stand. */
  readonly path: string;
  /** What stands before them there. */
  readonly before: string;
  /** keyward's lines, where they stand in a hook. */
  readonly lines: OwnLines | undefined;
  /** The hook manager that wrote what git runs. */
  readonly manager: HookManager | undefined;
  readonly copy: Copy;
}

/** What came of a trial. */
export type TrialOutcome =
  | { readonly problem: TrialProblem }
  | {
      readonly exit: number;
      /** keyward itself found the key that was made up for this trial. */
      readonly found: boolean;
      /** Its first words. */
      readonly said: string;
    };

/**
 * Proves a hook by what git does: makes up a key, has a real git commit it (or push it, or write it into a message), and
 * looks whether that is refused, and by whom.
 *
 * Nothing of this may touch the user's repository, and nobody else's program may run on account of it: a hook can hold
 * formatters that stash, tests, deployments. So
 * - it happens in a repository of its own in the temporary folder (`doctor/trial/scratch-repository.ts`). It has the work tree's package.json,
 *   its node_modules behind a link, and of its index the allowlist, the settings and each package.json that lists keyward; of the repository's other files, objects,
 *   refs and settings it knows nothing;
 * - the hook there is a copy that ends where keyward's lines end (`copies.ts`). What a hook manager wrote is copied too,
 *   and reads the user's own `init.sh` as it does at every commit, but of its settings keyward's part only;
 * - a hook with anything before keyward's lines that could do more than decide is not tried (`preamble.ts`).
 *
 * The receipt is what keyward notes of every block for `keyward allow --last`: the fingerprint of a key that nobody else
 * ever saw. A hook that fails for any other reason has none. So no variable tells keyward of the trial, and none could
 * switch it off.
 *
 * @param policy the files that the key is judged by
 */
export async function tryHook(
  candidate: Candidate,
  policy: Readonly<Record<string, Buffer>>,
): Promise<TrialOutcome> {
  const { worktree, name } = candidate;
  const { gitDirectory, commonDirectory } = worktree.repository;
  const project = worktree.project ?? worktree.repository.top;
  const manifests = await manifestsInIndex(worktree.git, worktree.repository, project);
  const files = { ...Object.fromEntries(manifests), ...policy };
  const scratch = await ScratchRepository.create(gitDirectory !== commonDirectory, files, {});
  try {
    if (!(await runsHooks(scratch))) return { problem: 'no-hooks-run' };
    await linkDependencies(scratch, worktree, candidate.lines);
    const problem = await candidate.copy(scratch);
    if (problem !== undefined) return { problem };
    const sample = new FakeCredentials(randomInt(2 ** 31));
    const [id, secret] = [sample.accessKeyId(), sample.secretAccessKey()];
    const run = await TRIALS[name](scratch, `aws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`);
    if (run.exit === undefined) return { problem: 'no-answer' };
    const receipt = await promises.readFile(join(scratch.gitDirectory, LAST_FILE), 'utf8').catch(() => '');
    const found = [id, secret].some((value) => receipt.includes(fingerprint(value)));
    return { exit: run.exit, found, said: firstWords(run) };
  } finally {
    scratch.remove();
  }
}

/** A trial of the place: on a file system that runs no programs, every hook would seem to be missing. */
async function runsHooks(scratch: ScratchRepository): Promise<boolean> {
  const hook = join(relative(scratch.tree, scratch.hooks), 'pre-commit');
  scratch.write(hook, '#!/bin/sh\nexit 1\n', 0o755);
  const { exit } = await scratch.run('commit', '--quiet', '--allow-empty', '--message=x');
  await promises.unlink(join(scratch.hooks, 'pre-commit'));
  return exit !== 0;
}

/** What keyward's lines look for: package.json and node_modules here, and node_modules beside the shared git directory. */
async function linkDependencies(
  scratch: ScratchRepository,
  worktree: WorktreeContext,
  lines: OwnLines | undefined,
): Promise<void> {
  const { top, commonDirectory } = worktree.repository;
  const own = worktree.project === undefined ? '.' : relative(top, worktree.project);
  const projects = new Set([...(lines?.projects ?? []), own, '.']);
  for (const project of projects) {
    const manifest = await promises.readFile(join(top, project, 'package.json')).catch(() => undefined);
    if (manifest !== undefined) scratch.write(join(project, 'package.json'), manifest);
    const places = new Map([
      [join(commonDirectory, '..', project, 'node_modules'), join(scratch.main, project, 'node_modules')],
      [join(top, project, 'node_modules'), join(scratch.tree, project, 'node_modules')],
    ]);
    for (const [target, path] of places)
      if ((await exists(target)) && !(await exists(path)))
        scratch.link(path, await promises.realpath(target));
  }
  const node = await promises.readFile(join(commonDirectory, 'keyward', 'node')).catch(() => undefined);
  const place = join(relative(scratch.tree, scratch.main), '.git', 'keyward', 'node');
  if (node !== undefined) scratch.write(place, node);
}

/** keyward's own words and nobody else's. */
function firstWords({ output }: ScratchRun): string {
  return /^keyward: (.*)$/m.exec(output)?.[1]?.slice(0, 300) ?? '';
}
