import { randomInt } from 'node:crypto';
import { promises } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { TrialProblem } from '../core/checkup.ts';
import { fingerprint } from '../core/fingerprint.ts';
import { LAST_FILE } from '../core/own-files.ts';
import { Sample } from '../core/sample.ts';
import { ScratchRepository, type ScratchRun } from '../git/scratch.ts';
import type { HookName } from '../install/hooks.ts';
import type { HookScript, OwnLines } from './hook-script.ts';
import { exists, type Site } from './site.ts';
import { TRIALS } from './trials.ts';

/** A hook that runs keyward, as it is in a work tree. */
export interface Candidate {
  readonly site: Site;
  readonly name: HookName;
  /** What git runs. */
  readonly hook: HookScript & { readonly kind: 'script' };
  /** The script with keyward's lines: the same one, or the user's, which husky runs. */
  readonly script: HookScript & { readonly kind: 'script' };
  readonly byHusky: boolean;
  readonly lines: OwnLines;
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
 * - it happens in a repository of its own in the temporary folder (`git/scratch.ts`). It has the work tree's package.json,
 *   its node_modules behind a link, and the allowlist and settings of its index; of the repository's other files, objects,
 *   refs and settings it knows nothing;
 * - the hook there is a copy that ends where keyward's lines end. A shell reads a script as it goes, so up to there the
 *   copy does what the hook does, and goes on to `exit 0` if keyward does not stop it. husky's stub and its script are
 *   copied too, and read the user's own `init.sh` as they do at every commit;
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
  const { site, name } = candidate;
  const { gitDirectory, commonDirectory } = site.repository;
  const scratch = await ScratchRepository.create(gitDirectory !== commonDirectory, policy, {});
  try {
    if (!(await runsHooks(scratch))) return { problem: 'no-hooks-run' };
    await furnish(scratch, site, candidate.lines);
    await copyHook(scratch, candidate);
    const sample = new Sample(randomInt(2 ** 31));
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
async function furnish(scratch: ScratchRepository, site: Site, lines: OwnLines): Promise<void> {
  const { top, commonDirectory } = site.repository;
  const projects = new Set([lines.project, site.project === undefined ? '.' : relative(top, site.project)]);
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

async function copyHook(scratch: ScratchRepository, candidate: Candidate): Promise<void> {
  const { name, hook, script, byHusky, lines } = candidate;
  const rest = script.text.slice(lines.end);
  const isEnd = rest.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
  const copy = Buffer.from(script.text.slice(0, lines.end) + (isEnd ? '' : 'exit 0\n'), 'latin1');
  const hooks = relative(scratch.tree, scratch.hooks);
  scratch.write(join(hooks, name), copy, script.mode & 0o777);
  if (!byHusky) return;
  // husky's stub finds the user's script in the folder above its own
  for (const each of [basename(hook.path), 'h', 'husky.sh']) {
    const path = join(dirname(hook.path), each);
    if (!(await exists(path))) continue;
    const { mode } = await promises.stat(path);
    scratch.write(join(hooks, '_', each), await promises.readFile(path), mode & 0o777);
  }
  await scratch.run('config', 'core.hooksPath', join(scratch.hooks, '_'));
}

/** keyward's own words and nobody else's. */
function firstWords({ output }: ScratchRun): string {
  return /^keyward: (.*)$/m.exec(output)?.[1]?.slice(0, 300) ?? '';
}
