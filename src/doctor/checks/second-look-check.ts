import { join } from 'node:path';
import { type Diagnosis, diagnosis } from '../checkup-result.ts';
import { findHookLocation } from '../../install/hook-location.ts';
import type { HookName } from '../../install/hook-names.ts';
import { lefthook } from '../../install/managers/lefthook.ts';
import { type ManagerSettings, settingsFolders } from '../../install/managers/index.ts';
import { preCommit } from '../../install/managers/pre-commit.ts';
import { HAND_OVER, READS_INDEX, SECOND_LOOK } from '../../install/shim.ts';
import { lineWithoutReturn } from '../ending.ts';
import { findOwnLines, readHook, effectiveScript } from '../hook-reader.ts';
import { installCommand } from '../fixes.ts';
import type { DoctorCheck, WorktreeContext } from '../worktree-context.ts';

/**
 * Checks whether keyward scans again at the end of a hook, after later lines may have staged more files. This is advice only: those
 * lines may stage nothing, and the pre-push hook scans all commits.
 */
export const checkSecondLook: DoctorCheck = async (worktree) => {
  const found: Diagnosis[] = [];
  for (const name of worktree.hooks) {
    const diagnosed = READS_INDEX.includes(name) ? await checkHook(worktree, name) : undefined;
    if (diagnosed !== undefined) found.push(diagnosed);
  }
  return found;
};

async function checkHook(worktree: WorktreeContext, name: HookName): Promise<Diagnosis | undefined> {
  const hook = await readHook(join(worktree.repository.hooks, name));
  const { script, manager } = await effectiveScript(hook);
  const { repository, project } = worktree;
  if (manager === lefthook) {
    const settings = await manager.find(settingsFolders(repository.top, project));
    return settings !== undefined && hasOtherJobs(settings)
      ? diagnosis('hook-others-after', { hook: name, after: manager.name })
      : undefined;
  }
  const lines = script.kind === 'script' ? findOwnLines(script.text) : undefined;
  const location = await findHookLocation(worktree.git, repository, project);
  if (script.kind !== 'script' || lines === undefined) {
    // git runs hooks from its settings first, then the hook file
    return location.kind === 'config' && hook.kind === 'script' && hook.runs
      ? diagnosis('hook-others-after', { hook: name, after: hook.path })
      : undefined;
  }
  if (lines.byHand) return undefined;
  if (manager === preCommit) return diagnosis('hook-others-after', { hook: name, after: manager.name });
  const { path } = script;
  const isCalled = (file: string) => script.text.slice(lines.start, lines.end).includes(file);
  if (!isCalled(SECOND_LOOK) && !isCalled(HAND_OVER)) {
    const isOwn = location.kind === 'plain' || location.kind === 'husky';
    const fix = isOwn ? { command: installCommand(worktree), safe: true } : undefined;
    return diagnosis('hook-lines-old', { hook: name, path }, fix);
  }
  const line = lineWithoutReturn(script.text, lines.end);
  return line === undefined ? undefined : diagnosis('hook-no-second-look', { hook: name, path, line });
}

/** Tests whether lefthook's settings run anything besides keyward. */
function hasOtherJobs({ text, more }: ManagerSettings): boolean {
  const all = `${text}\n${more?.text ?? ''}`;
  const rest = all.replace(OWN_BLOCK, '');
  const jobs = rest.match(/^[^#\n]*?["']?\b(?:run|script|runner)["']?\s*[:=]/gm) ?? [];
  return jobs.length > (all.match(OWN_BLOCK) ?? []).length;
}

/** The pasted hook block, which is the only content of its job. */
const OWN_BLOCK = /# keyward:begin[^]*?# keyward:end/g;
