import { existsSync, promises } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { TrialProblem } from './checkup-result.ts';
import type { ScratchRepository } from './trial/scratch-repository.ts';
import type { HookName } from '../install/hook-names.ts';
import type { HookManager } from '../install/managers/index.ts';
import type { HookText, OwnLines } from './hook-reader.ts';

/** Copies a hook into a scratch repository; returns the problem if that is impossible. */
export type Copy = (scratch: ScratchRepository) => Promise<TrialProblem | undefined>;

/**
 * Returns a script up to the end of keyward's lines, followed by `exit 0`. A shell reads a script line by line, so up to that point the
 * copy behaves like the hook.
 */
function truncateAfter(lines: OwnLines, { text }: HookText): Buffer {
  const rest = text.slice(lines.end);
  const isEnd = rest.split('\n').every((line) => /^\s*(?:#.*)?$/.test(line));
  return Buffer.from(text.slice(0, lines.end) + (isEnd ? '' : 'exit 0\n'), 'latin1');
}

/** Copies a script with keyward's lines, and the hook of the manager that calls it. */
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
    // the framework needs a settings file; this one runs nothing
    const config = /--config=["']?([\w./-]+)/.exec(hook.text)?.[1] ?? '.pre-commit-config.yaml';
    scratch.write(config, 'repos: []\n');
    await scratch.run('add', '--force', config);
    return undefined;
  };
}

/** Copies husky's stub into a folder below the user's script, where the stub looks for it. */
async function copyHusky(scratch: ScratchRepository, hook: HookText): Promise<undefined> {
  const hooks = relative(scratch.tree, scratch.hooks);
  for (const file of [basename(hook.path), 'h', 'husky.sh']) {
    const path = join(dirname(hook.path), file);
    if (!existsSync(path)) continue;
    const { mode } = await promises.stat(path);
    scratch.write(join(hooks, '_', file), await promises.readFile(path), mode & 0o777);
  }
  await scratch.run('config', 'core.hooksPath', join(scratch.hooks, '_'));
  return undefined;
}

/** Copies a hook that is defined in git settings. */
export function copyOfSettings(settings: readonly (readonly [key: string, value: string])[]): Copy {
  return async (scratch) => {
    for (const [key, value] of settings) await scratch.run('config', '--add', key, value);
    return undefined;
  };
}
