import { printableShellWord } from '../terminal-escape.ts';

/** A sentence, the command that it leads to, or both. */
export interface Line {
  readonly text?: string;
  readonly command?: string;
  /** True if the command is the end of the sentence. */
  readonly isOneSentence?: boolean;
}

/** Quotes a path for git, from any folder of the working tree. */
export function pathspec(path: string): string {
  return printableShellWord(/[*?[\\]/.test(path) ? `:(top,literal)${path}` : `:/${path}`);
}
