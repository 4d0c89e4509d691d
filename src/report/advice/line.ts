import type { Finding } from '../../scan/finding.ts';
import { singleQuote } from '../../shared/shell-quote.ts';
import { escapeControls, printableShellWord } from '../terminal-escape.ts';

/** A sentence, the command that it leads to, or both. */
export interface Line {
  readonly text?: string;
  readonly command?: string;
  /** True if the command is the end of the sentence. */
  readonly isOneSentence?: boolean;
}

/** Returns the paths of findings, each once. */
export function pathsOf(findings: readonly Finding[]): string[] {
  return [...new Set(findings.map(({ path }) => path))];
}

/** Quotes a path for git, from any folder of the working tree. */
export function pathspec(path: string): string {
  const spec = /[*?[\\]|^[!^:]/.test(path) ? `:(top,literal)${path}` : `:/${path}`;
  const isPlain = /^[\w./@:+=,-]+$/.test(spec);
  // a colon needs no escape inside a line
  return isPlain ? spec : escapeControls(path) === path ? singleQuote(spec) : printableShellWord(spec);
}
