import { promises } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { TrialProblem } from './checkup-result.ts';
import type { ScratchRepository } from './trial/scratch-repository.ts';
import type { HookName } from '../install/hook-names.ts';
import type { HookManager } from '../install/managers/index.ts';
import type { HookText, OwnLines } from './hook-reader.ts';
import { exists } from './exists.ts';

/** Puts a hook into a scratch repository, as git would meet it; a problem where it cannot be done there. */
export type Copy = (scratch: ScratchRepository) => Promise<TrialProblem | undefined>;

/**
 * A copy ends where keyward's lines end. A shell reads a script as it goes, so up to there the copy does what the hook does,
 * and goes on to `exit 0` if keyward does not stop it.
 */
function truncateAfter(lines: OwnLines, { text }: HookText): Buffer {
  const rest = text.slice(lines.end);
  const isEnd = rest.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
  return Buffer.from(text.slice(0, lines.end) + (isEnd ? '' : 'exit 0\n'), 'latin1');
}

/** A script with keyward's lines, and the hook of the manager that runs it, where git does not. */
export function copyOfScript(
  name: HookName,
  hook: HookText,
  script: HookText,
  manager: HookManager | undefined,
  lines: OwnLines,
): Copy {
  return async (scratch) => {
    const hooks = relative(scratch.tree, scratch.hooks);
    const file = hook === script ? name : manager?.name === 'husky' ? name : basename(script.path);
    scratch.write(join(hooks, file), truncateAfter(lines, script), script.mode & 0o777);
    if (hook === script) return undefined;
    if (manager?.name === 'husky') return copyHusky(scratch, hook);
    scratch.write(join(hooks, name), Buffer.from(hook.text, 'latin1'), hook.mode & 0o777);
    // theirs, with nothing in it that it could run; it may not even be named
    const config = /--config=["']?([\w./-]+)/.exec(hook.text)?.[1] ?? '.pre-commit-config.yaml';
    scratch.write(config, 'repos: []\n');
    await scratch.run('add', '--force', config);
    return undefined;
  };
}

/** husky's stub finds the user's script in the folder above its own. */
async function copyHusky(scratch: ScratchRepository, hook: HookText): Promise<undefined> {
  const hooks = relative(scratch.tree, scratch.hooks);
  for (const each of [basename(hook.path), 'h', 'husky.sh']) {
    const path = join(dirname(hook.path), each);
    if (!(await exists(path))) continue;
    const { mode } = await promises.stat(path);
    scratch.write(join(hooks, '_', each), await promises.readFile(path), mode & 0o777);
  }
  await scratch.run('config', 'core.hooksPath', join(scratch.hooks, '_'));
  return undefined;
}

/** A hook that stands in git's settings, with all that they say of it. */
export function copyOfSettings(settings: readonly (readonly [key: string, value: string])[]): Copy {
  return async (scratch) => {
    for (const [key, value] of settings) await scratch.run('config', '--add', key, value);
    return undefined;
  };
}
