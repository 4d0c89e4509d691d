import { loadPolicy } from '../policy/load-policy.ts';
import { AppError } from '../shared/errors.ts';
import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';
import { readWhole } from '../git/cat-file.ts';
import { simpleGitHooks } from '../install/managers/simple-git-hooks.ts';
import { type Diagnosis, diagnosis, type Fix, type TrialProblem } from './checkup-result.ts';
import { disabledBy } from './disabled-managers.ts';
import { huskyFix, initCommand, installCommand, reinstallCommand } from './fixes.ts';
import { type HookUnderTest, type TrialOutcome, tryHook } from './trial/hook-trial.ts';
import type { Caller, WorktreeContext } from './worktree-context.ts';

/** Tests a hook with a made-up key, and says what is wrong with it. */
export async function diagnoseByTrial(candidate: HookUnderTest, caller: Caller): Promise<Diagnosis> {
  const { worktree, name, path, lines } = candidate;
  const policy = await policyOf(worktree);
  const outcome = await tryHook(candidate, policy);
  if ('problem' in outcome) {
    const reason = outcome.problem;
    return diagnosis('hook-no-trial', { hook: name, reason }, retryFix(worktree, reason));
  }
  const { exit, found, said, output } = outcome;
  if (exit !== 0 && found) {
    caller.onBlock?.(name, output);
    return diagnosis('hook-blocks', { hook: name });
  }
  const install = await reinstallFix(candidate);
  if (lines?.byHand) return diagnosis('hook-by-hand', { hook: name, path }, { ...install, safe: false });
  if (exit !== 0) return diagnosis('hook-blocks-otherwise', { hook: name, exit, said }, install);
  if (!found && Object.keys(policy).length > 0 && isBlock(await tryHook(candidate, {}))) {
    const command = worktree.keyward('allowlist check');
    return diagnosis('hook-allowed', { hook: name }, { command, safe: false });
  }
  return (await whyItPasses(candidate, caller)) ?? diagnosis('hook-passes', { hook: name, path }, install);
}

/** Returns the fix that writes keyward's lines again, and husky's files if husky runs them. */
async function reinstallFix({ worktree, manager, lines }: HookUnderTest): Promise<Fix> {
  if (lines === undefined || manager === simpleGitHooks)
    return { command: initCommand(worktree), safe: false };
  const install = installCommand(worktree);
  const husky = manager?.name === 'husky' ? await huskyFix(worktree) : undefined;
  return husky === undefined
    ? { command: install, safe: true }
    : { command: `${husky.command} && ${install}`, safe: husky.safe };
}

/** Returns the known reason why a commit passes before keyward runs. */
async function whyItPasses(
  { worktree, name, path, before = '', manager }: HookUnderTest,
  { environment }: Caller,
): Promise<Diagnosis | undefined> {
  const off = manager && (await disabledBy(manager, environment));
  if (off !== undefined) {
    const { place, command } = off;
    const args = { hook: name, manager: manager?.name ?? '', place };
    return diagnosis('hook-manager-off', args, { command, safe: false });
  }
  const lines = before.split('\n');
  const line = lines.findIndex((text) => /\b(?:exit|return)\b/.test(text.replace(/#.*/, ''))) + 1;
  if (line === 0) return undefined;
  const fix = { command: await reinstallCommand(worktree), safe: false };
  return diagnosis('hook-ends-early', { hook: name, path, line }, fix);
}

/** Returns the command that runs the test again under better conditions. */
function retryFix({ keyward }: WorktreeContext, reason: TrialProblem): Fix {
  const again = keyward('doctor');
  return { command: reason === 'no-hooks-run' ? `export TMPDIR="$HOME" && ${again}` : again, safe: false };
}

function isBlock(outcome: TrialOutcome): boolean {
  return 'exit' in outcome && outcome.exit !== 0 && outcome.found;
}

/** Returns the policy files in the index; none if they are invalid, which another check reports. */
async function policyOf({ repository: { top } }: WorktreeContext): Promise<Record<string, Buffer>> {
  const [allowlist, settings] = await readWhole(top, [`:${ALLOWLIST_FILE}`, `:${SETTINGS_FILE}`]);
  try {
    await loadPolicy({ allowlist, settings });
  } catch (error) {
    if (error instanceof AppError) return {};
    throw error;
  }
  return {
    ...(allowlist === undefined ? {} : { [ALLOWLIST_FILE]: allowlist }),
    ...(settings === undefined ? {} : { [SETTINGS_FILE]: settings }),
  };
}
