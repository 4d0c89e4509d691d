/**
 * Returns the number, from 1, of the first line that the doctor must not run, or undefined if all lines are harmless. Harmless lines
 * use shell built-ins, write nothing and branch on variables only. A test of files or of the current folder is not harmless,
 * because a scratch repository would give another answer.
 *
 * @param wrapperLines lines of a hook manager that only call the user's hook
 */
export function firstRiskyLine(text: string, wrapperLines: readonly RegExp[] = []): number | undefined {
  const isWrapper = (line: string) => wrapperLines.some((pattern) => pattern.test(line.trim()));
  const index = text.split('\n').findIndex((line) => !isHarmless(line) && !isWrapper(line));
  return index === -1 ? undefined : index + 1;
}

const BUILT_IN = new Set([
  ...[':', '[', 'break', 'echo', 'exit', 'export', 'false', 'printf', 'readonly', 'return', 'set', 'shift'],
  ...['test', 'true', 'umask', 'unset', 'fi', 'done', ''],
]);

/** The line with which hooks for husky 8 begin; in husky 9 that script only prints a warning. */
const OLD_HUSKY = /^\. "\$\(dirname (?:-- )?"\$0"\)\/_\/husky\.sh"$/;

const FILE_TEST = /(?:\[|\btest)\s(?:.*\s)?-(?:[abcdefghkprsuwxGLNOS]|ef|nt|ot)\s/;

const PLACE = /\$\{?(?:PWD|OLDPWD|GIT_\w+|0|\$)/;

function isHarmless(line: string): boolean {
  const code = line.trim();
  if (code.startsWith('#') || OLD_HUSKY.test(code)) return true;
  const quiet = code
    .replaceAll(/[12]?>(?:\s*\/dev\/null|&[12])/g, '')
    .replaceAll(/\$\{(\w+)(?::?[-+]\w*)?\}/g, '$$$1');
  // substitutions, redirections, pipes, groups, functions and background jobs could start a program or write a file
  if (/[`<>(){}\\]|(?<![&|])[&|](?![&|])/.test(quiet)) return false;
  if (FILE_TEST.test(quiet) || PLACE.test(quiet)) return false;
  return quiet.split(/&&|\|\||;/).every((part) => BUILT_IN.has(firstWord(part)));
}

function firstWord(command: string): string {
  const bare = command.trim().replace(/^(?:(?:if|elif|then|else|while|until|do|!)(?:\s+|$))+/, '');
  // skip variable assignments before the command
  const rest = bare.replace(/^(?:[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|[^\s'"]*)\s*)+/, '');
  return /^\S*/.exec(rest)?.[0] ?? '';
}
