import { spawnSync } from 'node:child_process';
import type { Section } from './checkup-result.ts';

/** Returns the commands that `doctor --fix` may run, without duplicates. */
export function safeCommands(sections: readonly Section[]): readonly string[] {
  const fixes = sections.flatMap(({ diagnoses }) =>
    diagnoses.filter(({ status }) => status === 'not-ok').flatMap(({ fix }) => fix ?? []),
  );
  return [...new Set(fixes.filter(({ safe }) => safe).map(({ command }) => command))];
}

/** Runs a command in a shell. The caller checks again to see its effect. */
export function runCommand(command: string, directory: string): void {
  spawnSync(command, { cwd: directory, shell: true, stdio: ['ignore', 2, 2] });
}
