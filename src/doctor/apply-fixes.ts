import { spawnSync } from 'node:child_process';
import type { Section } from './checkup-result.ts';

/** The commands that may be run unasked, each once. */
export function safeCommands(sections: readonly Section[]): readonly string[] {
  const fixes = sections.flatMap(({ diagnoses }) =>
    diagnoses.filter(({ status }) => status === 'not-ok').flatMap(({ fix }) => fix ?? []),
  );
  return [...new Set(fixes.filter(({ safe }) => safe).map(({ command }) => command))];
}

/** Runs a command as if it had been pasted. What comes of it is seen by checking again. */
export function runCommand(command: string, directory: string): void {
  spawnSync(command, { cwd: directory, shell: true, stdio: ['ignore', 2, 2] });
}
