import type { Finding } from '../../scan/finding.ts';
import { topPathspec } from '../../shared/pathspec.ts';
import { printableShellWord } from '../terminal-escape.ts';

/** A sentence, the command that it leads to, or both. */
export interface AdviceLine {
  readonly text?: string;
  readonly command?: string;
  /** True if the command is the end of the sentence. */
  readonly isOneSentence?: boolean;
}

/** Returns the paths of findings, each once. */
export function pathsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ path }) => path))];
}

/** True if a path is printed as it is, so that a command can have it: no credential in it is redacted, and it is valid UTF-8. */
export function isWholePath(path: string): boolean {
  return !/\*{3}|\uFFFD/.test(path);
}

/** Quotes a path for git, from any folder of the working tree. */
export function pathspec(path: string): string {
  return printableShellWord(/[*?[\\]/.test(path) ? `:(top,literal)${path}` : topPathspec(path));
}
