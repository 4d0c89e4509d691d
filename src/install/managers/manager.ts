import { promises } from 'node:fs';
import { join } from 'node:path';
import type { HookName } from '../hooks.ts';

/**
 * A tool that writes hook files of its own, over what stands there. keyward's lines go into what it reads, and a person
 * pastes them: these files are YAML, TOML and scripts, with comments and a shape that belong to their owner.
 */
export interface HookManager {
  readonly name: string;
  /** Its settings, or nothing where a project does not use it. */
  find(folders: readonly string[]): Promise<ManagerSettings | undefined>;
  /** What a person pastes into the settings. */
  lines(blocks: ReadonlyMap<HookName, string>, settings: ManagerSettings): string;
  /** Whether a hook file that git runs is one that it wrote and that runs keyward, once the settings do. */
  runs(hookFile: string, hook: HookName): boolean;
  /** The command that writes its hook files. */
  readonly setUp: string;
}

/** What a hook manager was told. */
export interface ManagerSettings {
  readonly path: string;
  readonly text: string;
  /** Of further files that count as well. */
  readonly more?: string;
}

/** Whether settings run a hook of keyward's, in a line that is no comment. */
export function hasHook({ text, more = '' }: ManagerSettings, hook: HookName): boolean {
  return new RegExp(`^(?!\\s*(?:#|//)).*keyward/hooks/${hook}\\b(?!-)`, 'm').test(`${text}\n${more}`);
}

/** The first file of some names that is there. */
export async function firstFile(
  folders: readonly string[],
  names: readonly string[],
): Promise<ManagerSettings | undefined> {
  for (const folder of folders) {
    for (const name of names) {
      const text = await readIfThere(join(folder, name));
      if (text !== undefined) return { path: join(folder, name), text };
    }
  }
  return undefined;
}

export async function readIfThere(path: string): Promise<string | undefined> {
  return promises.readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
}
