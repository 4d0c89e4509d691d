/**
 * Returns the number, from 1, of the first line after which keyward's exit trap no longer runs: a line that replaces the shell or
 * sets another exit trap.
 *
 * @param start offset at which the search begins
 */
export function lineWithoutReturn(script: string, start: number): number | undefined {
  const lines = script.slice(start).split('\n');
  const index = lines.findIndex((line) => REPLACES.test(line) || TRAPS.test(line));
  return index === -1 ? undefined : script.slice(0, start).split('\n').length + index;
}

/** Matches up to a position where the shell expects a command, outside comments and quotes. */
const COMMAND = String.raw`^(?:[^#'"]|'[^']*'|"[^"]*")*?(?:^|[;&|({!]|\b(?:then|else|do)\s)\s*`;

/** Matches `exec` with a program; `exec` with redirections only does not replace the shell. */
const REPLACES = new RegExp(String.raw`${COMMAND}exec\s+(?!\d*[<>])\S`);

const TRAPS = new RegExp(String.raw`${COMMAND}trap\s.*\b(?:EXIT|0)\b`);
