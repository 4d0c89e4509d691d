import { singleQuote } from '../shared/shell-quote.ts';
import { bypassIn, type Bypass } from './bypass.ts';
import { isGuarded, isSettingsFile, removesKeyward } from './guarded-files.ts';
import type { AgentEvent, Fields } from './agent-event.ts';
import { patchedFiles } from './patch.ts';
import { commandsIn, type ShellCommand } from './shell-commands.ts';

/** A text that an agent is about to write. */
export interface WrittenText {
  /** The file's path as the agent names it; undefined for a command or a prompt. */
  readonly path: string | undefined;
  readonly text: string;
  /** Lines that were there before do not count. */
  readonly isOld: (line: string, index: number) => boolean;
}

/** What an event would do. */
export interface Written {
  readonly texts: readonly WrittenText[];
  /** How it would get around the hooks. */
  readonly bypass: Bypass | undefined;
}

/** Returns the text of a file, or undefined if there is none. */
type ReadFile = (path: string) => string | undefined;

/** Returns what an event would write; undefined if its fields are not what the tool takes. */
export function writtenBy({ action }: AgentEvent, read: ReadFile): Written | undefined {
  if ('prompt' in action) return { texts: [whole(undefined, action.prompt)], bypass: undefined };
  const { tool, input } = action;
  if (tool === 'shell') return ofShell(input);
  if (tool === 'delete') return ofDeletion(input);
  return tool === 'patch' ? ofPatch(input) : ofFile(input, read);
}

function whole(path: string | undefined, text: string): WrittenText {
  return { path, text, isOld: () => false };
}

function ofShell(input: Fields): Written | undefined {
  const { command = input['cmd'] ?? input['input'] } = input;
  // a list is a program with its arguments
  const text = Array.isArray(command) ? command.map((word) => singleQuote(String(word))).join(' ') : command;
  if (typeof text !== 'string') return undefined;
  const commands = commandsIn(text);
  const files = commands.flatMap(({ targets, words, body = '' }) =>
    [...targets, ...(words[0] === 'tee' ? words.slice(1).filter((word) => !word.startsWith('-')) : [])].map(
      (path) => whole(path, `${words.join(' ')}\n${body}`),
    ),
  );
  const isSearch = commands.every((each) => onlySearches(each));
  // a program can write in more ways than can be listed, so the whole command counts
  const rest = files.reduce((all, { text: part }) => all.replace(bodyOf(part), '\n'), text);
  const bypass = bypassIn(text) ?? patchBypass(commands);
  return { texts: isSearch ? [] : [...files, whole(undefined, rest)], bypass };
}

/** The here-document in the text of {@link ofShell}. */
function bodyOf(part: string): string {
  const body = part.slice(part.indexOf('\n') + 1);
  return body === '' ? '\0' : body;
}

function patchBypass(commands: readonly ShellCommand[]): Bypass | undefined {
  const patches = commands.map(({ body = '', words }) => `${body}\n${words.slice(1).join('\n')}`);
  return patches.some((text) => /^\*\*\* Begin Patch/m.test(text) && patchedFiles(text).paths.some(isGuarded))
    ? 'settings'
    : undefined;
}

/** Commands that look for a value and write nothing, and keyward itself. */
function onlySearches({ words, targets }: ShellCommand): boolean {
  const line = words.join(' ');
  return (
    targets.every((target) => /^\/dev\/(?:null|stdout|stderr)$/.test(target)) &&
    /^(?:[ef]?grep|rg|ag|git (?:grep|log|show|diff|status)|(?:npx |pnpm exec |yarn |bunx )?keyward|head|tail|wc|cat|ls|cd)(?: |$)/.test(
      line,
    )
  );
}

function ofPatch(input: Fields): Written | undefined {
  const texts = leavesOf(input).map(({ text }) => text);
  if (texts.length === 0) return undefined;
  const patches = texts.map(patchedFiles);
  return {
    texts: patches.flatMap(({ files }) =>
      files.map(({ path, text, added }) => ({
        path,
        text,
        isOld: (_: string, index: number) => !added.has(index),
      })),
    ),
    bypass: patches.some(({ paths }) => paths.some(isGuarded)) ? 'settings' : undefined,
  };
}

const PATHS = /^(?:file_?path|path|notebook_?path|absolute_?path|file)$/i;
const OLD = /^(?:old_?(?:string|str|text)?|oldstring)$/i;

function ofFile(input: Fields, read: ReadFile): Written | undefined {
  const leaves = leavesOf(input);
  const path = leaves.find(({ key }) => PATHS.test(key))?.text;
  const written = leaves.filter(({ key }) => !PATHS.test(key) && !OLD.test(key));
  if (path === undefined || written.length === 0) return undefined;
  const before = read(path) ?? '';
  const old = new Set(
    [before, ...leaves.filter(({ key }) => OLD.test(key)).map(({ text }) => text)].flatMap(linesOf),
  );
  // an empty line is in every file
  const isOld = (line: string) => old.has(line.replace(/\r$/, ''));
  const after = resultOf(input, before);
  const texts = [...(after === undefined ? [] : [after]), ...written.map(({ text }) => text)];
  const removes = removesKeyward(path, before, after ?? wholeFile(input) ?? before);
  return {
    texts: [...new Set(texts)].map((text) => ({ path, text, isOld })),
    bypass: isGuarded(path) || removes ? 'settings' : undefined,
  };
}

function ofDeletion(input: Fields): Written | undefined {
  const paths = leavesOf(input).map(({ text }) => text);
  if (paths.length === 0) return undefined;
  return { texts: [], bypass: paths.some(isSettingsFile) ? 'settings' : undefined };
}

function linesOf(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/\r$/, ''));
}

function wholeFile(input: Fields): string | undefined {
  const text = input['content'] ?? input['file_text'] ?? input['contents'];
  return typeof text === 'string' ? text : undefined;
}

/** Returns the text of the file after the edits, so that a value is judged with the lines around it. */
function resultOf(input: Fields, before: string): string | undefined {
  if (before === '') return undefined;
  const edits = Array.isArray(input['edits']) ? (input['edits'] as readonly unknown[]) : [input];
  return edits.reduce<string | undefined>((text, edit) => {
    const { old_string, new_string, old_str, new_str, oldString, newString, replace_all } = (edit ??
      {}) as Fields;
    const [from, to] = [old_string ?? old_str ?? oldString, new_string ?? new_str ?? newString];
    if (text === undefined || typeof from !== 'string' || typeof to !== 'string' || from === '')
      return undefined;
    if (!text.includes(from)) return undefined;
    return replace_all === true ? text.replaceAll(from, () => to) : text.replace(from, () => to);
  }, before);
}

interface Leaf {
  readonly key: string;
  readonly text: string;
}

/** All strings in the input, with the names of their fields. */
function leavesOf(input: Fields): Leaf[] {
  const found: Leaf[] = [];
  const open: [unknown, string][] = [[input, '']];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const [each, name] = next;
    if (typeof each === 'string') found.push({ key: name, text: each });
    else if (Array.isArray(each)) open.push(...each.map((one): [unknown, string] => [one, name]));
    else if (typeof each === 'object' && each !== null)
      open.push(...Object.entries(each).map(([inner, one]): [unknown, string] => [one, inner]));
  }
  return found;
}
