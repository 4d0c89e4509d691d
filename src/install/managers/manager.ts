import { promises } from 'node:fs';
import { join } from 'node:path';
import type { HookName } from '../hook-names.ts';

/** A tool that has git run hook files of its own. One entry for each, which both the installer and the doctor read. */
export interface HookManager {
  readonly name: string;
  /** A hook that leaves its work to it. */
  readonly calls: RegExp;
  /** Whether it wrote a hook file. */
  wrote(hookFile: string): boolean;
  /** Lines of its hook files that only lead on to what they run. */
  readonly leads: readonly RegExp[];
  /** The file of the user's that its hook file runs, where that is a file. */
  userScript?(hookFile: string): string;
  /** What switches it off in the environment: a variable with a value. */
  readonly switches: readonly (readonly [variable: string, value: string])[];
  /** Its settings, or nothing where a project does not use it. */
  find(folders: readonly string[]): Promise<ManagerSettings | undefined>;
}

/**
 * One that writes over what stands there. keyward's lines go into what it reads, and a person pastes them: these files are
 * YAML, TOML and scripts, with comments and a shape that belong to their owner.
 */
export interface PastedManager extends HookManager {
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
  /** A further file that counts as well. */
  readonly more?: { readonly path: string; readonly text: string } | undefined;
}

/** Whether settings run a hook of keyward's, in a line that is no comment. */
export function hasHook({ text, more }: ManagerSettings, hook: HookName): boolean {
  return new RegExp(`^(?!\\s*(?:#|//)).*keyward/hooks/${hook}\\b(?!-)`, 'm').test(
    `${text}\n${more?.text ?? ''}`,
  );
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
