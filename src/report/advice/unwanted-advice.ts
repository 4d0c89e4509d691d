import { ignoreLine } from '../../fix/gitignore.ts';
import type { Finding } from '../../scan/finding.ts';
import { escapePath, printableShellWord } from '../terminal-escape.ts';
import type { TextContext } from '../text-context.ts';
import { pathsOf, pathspec } from './line.ts';

/** The most names in a sentence. */
const MAX_NAMES = 3;

/** Returns the names of the files with the findings for a sentence. */
export function listedPaths(findings: readonly Finding[]): string {
  const paths = pathsOf(findings).map(escapePath);
  return paths.length > MAX_NAMES
    ? `${paths.slice(0, MAX_NAMES).join(', ')}, … (${paths.length})`
    : paths.join(', ');
}

/** Returns the command that takes files out of the index and ignores them. They stay on the disk. */
export function ignoreCommand(paths: readonly string[], { ignoring, folder = '' }: TextContext): string {
  const force = ignoring?.hasUnsavedParts ? ' --force' : '';
  const remove = `git rm --cached${force} -- ${paths.map(pathspec).join(' ')}`;
  const patterns = paths.flatMap((path) => (ignoring?.ignored.has(path) ? [] : (ignoreLine(path) ?? [])));
  if (patterns.length === 0) return remove;
  const file = printableShellWord(`${folder.replaceAll(/[^/]+\//g, '../')}.gitignore`);
  return `${remove} && ${appendCommand(patterns, file, ignoring?.endsInLine ?? true)} && git add ${file}`;
}

/** Returns the command that adds lines to a file, which may not end with a line break. */
function appendCommand(lines: readonly string[], file: string, endsInLine: boolean): string {
  const [only = ''] = lines;
  const isPlain = lines.every((line) => /^[\w./+@=,-]+$/.test(line) && !line.startsWith('-'));
  if (isPlain && endsInLine && lines.length === 1) return `echo ${only} >> ${file}`;
  const start = endsInLine ? '' : String.raw`\n`;
  return `printf '${start}%s\\n' ${lines.map((line) => (isPlain ? line : printableShellWord(line))).join(' ')} >> ${file}`;
}
