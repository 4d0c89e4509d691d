/**
 * The first line of a shell script, from a place on, after which the shell does not do what it was to do at its end: a line
 * that replaces the shell, or that sets another exit trap. Counted from 1 in the whole script.
 *
 * @param start in characters: before it no line is looked at
 */
export function lineWithoutReturn(script: string, start: number): number | undefined {
  const lines = script.slice(start).split('\n');
  const at = lines.findIndex((line) => REPLACES.test(line) || TRAPS.test(line));
  return at === -1 ? undefined : script.slice(0, start).split('\n').length + at;
}

/** Where a shell expects a command, outside of comments and quotes. */
const COMMAND = String.raw`^(?:[^#'"]|'[^']*'|"[^"]*")*?(?:^|[;&|({!]|\b(?:then|else|do)\s)\s*`;

/** `exec` with a program; with redirections alone the shell goes on. */
const REPLACES = new RegExp(String.raw`${COMMAND}exec\s+(?!\d*[<>])\S`);

const TRAPS = new RegExp(String.raw`${COMMAND}trap\s.*\b(?:EXIT|0)\b`);
