/**
 * The first line of a shell script's beginning that may do more than decide by variables, counted from 1; nothing where no
 * line does. Only what the shell itself carries out, and what writes nowhere, is known to be harmless; all else is not run
 * by a doctor, but for what a hook manager wrote to lead on. Nor can it tell how a line decides that asks for files or places, which are others in a throw-away repository.
 */
export function firstRiskyLine(text: string, wrapperLines: readonly RegExp[] = []): number | undefined {
  const isLead = (line: string) => wrapperLines.some((each) => each.test(line.trim()));
  const at = text.split('\n').findIndex((line) => !isHarmless(line) && !isLead(line));
  return at === -1 ? undefined : at + 1;
}

const BUILT_IN = new Set([
  ...[':', '[', 'break', 'echo', 'exit', 'export', 'false', 'printf', 'readonly', 'return', 'set', 'shift'],
  ...['test', 'true', 'umask', 'unset', 'fi', 'done', ''],
]);

/** What husky 8 had people write; its 9 keeps a script of words there. */
const OLD_HUSKY = /^\. "\$\(dirname (?:-- )?"\$0"\)\/_\/husky\.sh"$/;

const FILE_TEST = /(?:\[|\btest)\s(?:.*\s)?-(?:[abcdefghkprsuwxGLNOS]|ef|nt|ot)\s/;

const PLACE = /\$\{?(?:PWD|OLDPWD|GIT_\w+|0|\$)/;

function isHarmless(line: string): boolean {
  const code = line.trim();
  if (code.startsWith('#') || OLD_HUSKY.test(code)) return true;
  const quiet = code
    .replaceAll(/[12]?>(?:\s*\/dev\/null|&[12])/g, '')
    .replaceAll(/\$\{(\w+)(?::?[-+]\w*)?\}/g, '$$$1');
  // substitutions, redirections, pipes, groups, functions, background: whatever could start or write something
  if (/[`<>(){}\\]|(?<![&|])[&|](?![&|])/.test(quiet)) return false;
  if (FILE_TEST.test(quiet) || PLACE.test(quiet)) return false;
  return quiet.split(/&&|\|\||;/).every((part) => BUILT_IN.has(firstWord(part)));
}

function firstWord(command: string): string {
  const bare = command.trim().replace(/^(?:(?:if|elif|then|else|while|until|do|!)(?:\s+|$))+/, '');
  // a value that is set, for the shell alone or for the command behind it
  const rest = bare.replace(/^(?:[A-Za-z_]\w*=(?:'[^']*'|"[^"]*"|[^\s'"]*)\s*)+/, '');
  return /^\S*/.exec(rest)?.[0] ?? '';
}
