import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  applyEdits,
  type Edit,
  findNodeAtLocation,
  getNodeValue,
  modify,
  type Node,
  parseTree,
} from 'jsonc-parser';
import { insertInto, replaceValue } from './json-insert.ts';
import { AppError } from '../shared/errors.ts';
import { readIfThere } from '../shared/file-access.ts';
import { assertContained } from '../git/contained.ts';
import { editFile, type EditRecord, formattingOf, undoAll } from '../install/json-edits.ts';
import { type AgentName, AGENT_NAMES, AGENTS } from './agent.ts';

/** An entry of keyward in an agent's settings. */
export interface RegisteredEntry {
  readonly event: string;
  readonly command: string;
  /** The entry itself. */
  readonly entry: unknown;
}

/**
 * Registers the handler in the settings file of an agent and changes nothing else in it.
 *
 * @param top the top of the working tree
 * @returns how to undo it; undefined if the handler is registered already
 * @throws AppError `package-json` if the file is not JSON, `link-elsewhere`
 */
export async function register(
  top: string,
  name: AgentName,
  command: string,
): Promise<EditRecord | undefined> {
  const { file, head = {}, entries } = AGENTS[name];
  const path = join(top, file);
  assertContained(top, path, file);
  const old = readIfThere(path)?.toString();
  if (old !== undefined && parsed(old)?.type !== 'object') throw new AppError('package-json', { path: file });
  const start = old ?? `${JSON.stringify({ ...head, hooks: {} }, null, 2)}\n`;
  let text = start;
  for (const [event, entry] of Object.entries(entries)) text = withEntry(text, event, name, entry(command));
  if (text === old) return undefined;
  await mkdir(dirname(path), { recursive: true });
  if (old === undefined) return editFile(path, '', [{ offset: 0, length: 0, content: text }]);
  return editFile(path, old, [differenceOf(old, text)]);
}

/** Removes the handler from the settings files of all agents. Returns the changed files. */
export async function unregister(top: string, records: readonly EditRecord[]): Promise<string[]> {
  const changed: string[] = [];
  for (const name of AGENT_NAMES) {
    const { file, head = {} } = AGENTS[name];
    const path = join(top, file);
    const old = readIfThere(path)?.toString();
    if (old === undefined) continue;
    const undone = undoAll(
      old,
      records.filter((record) => record.path === path),
    );
    const text = undone === old ? withoutEntries(old, name) : undone;
    if (text === old) continue;
    assertContained(top, path, file);
    // without a record, only a file with keyward's name is certainly ours
    const isOurs = text === '' || (undone === old && isOnly(text, head) && file.endsWith('/keyward.json'));
    await (isOurs ? rm(path) : writeFile(path, text));
    // a folder with other files stays
    if (isOurs) await rmdir(dirname(path)).catch(() => undefined);
    changed.push(file);
  }
  return changed;
}

/** Returns keyward's entries in the settings of an agent. */
export async function registeredIn(top: string, name: AgentName): Promise<readonly RegisteredEntry[]> {
  const tree = parsed(readIfThere(join(top, AGENTS[name].file))?.toString() ?? '');
  return Object.keys(AGENTS[name].events).flatMap((event) =>
    listAt(tree, event).flatMap((node) => {
      const entry = valueOf(node);
      const command = commandIn(entry, name);
      return command === undefined ? [] : [{ event, command, entry }];
    }),
  );
}

function withEntry(text: string, event: string, name: AgentName, entry: object): string {
  const tree = parsed(text) as Node;
  const list = listAt(tree, event);
  const found = list.find((node) => commandIn(valueOf(node), name) !== undefined);
  if (found !== undefined) {
    const old = valueOf(found);
    if (!isOwn(old, entry) || JSON.stringify(old) === JSON.stringify(entry)) return text;
    return replaceValue(text, found, entry);
  }
  const events = findNodeAtLocation(tree, ['hooks']);
  const entries = listNode(tree, event);
  if (entries?.type === 'array') return insertInto(text, entries, undefined, entry);
  return events?.type === 'object'
    ? insertInto(text, events, event, [entry])
    : insertInto(text, tree, 'hooks', { [event]: [entry] });
}

/** True if an entry contains only what keyward writes. */
function isOwn(found: unknown, entry: object): boolean {
  const hooks = (found as { hooks?: unknown }).hooks;
  return !Array.isArray(hooks) || hooks.length === 1 || !('hooks' in entry);
}

function withoutEntries(text: string, name: AgentName): string {
  let next = text;
  const remove = (path: (string | number)[]) => {
    next = applyEdits(next, modify(next, path, undefined, { formattingOptions: formattingOf(next) }));
  };
  for (const event of Object.keys(AGENTS[name].events)) {
    for (let index = listAt(parsed(next), event).length - 1; index >= 0; index -= 1) {
      const entry = valueOf(listAt(parsed(next), event)[index]);
      if (commandIn(entry, name) === undefined) continue;
      const hooks = (entry as { hooks?: readonly unknown[] }).hooks ?? [];
      const own = hooks.findIndex((hook) => commandIn(hook, name) !== undefined);
      remove(hooks.length > 1 ? ['hooks', event, index, 'hooks', own] : ['hooks', event, index]);
    }
    const list = listNode(parsed(next), event);
    if (next !== text && list?.children?.length === 0) remove(['hooks', event]);
  }
  const tree = parsed(next);
  const hooks = tree && findNodeAtLocation(tree, ['hooks']);
  if (next !== text && hooks?.children?.length === 0) remove(['hooks']);
  return next;
}

/** True if a text holds no more than a new settings file does. */
function isOnly(text: string, head: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(valueOf(parsed(text))) === JSON.stringify(head);
}

function listNode(tree: Node | undefined, event: string): Node | undefined {
  return tree && findNodeAtLocation(tree, ['hooks', event]);
}

function listAt(tree: Node | undefined, event: string): readonly Node[] {
  const list = listNode(tree, event);
  return list?.type === 'array' ? (list.children ?? []) : [];
}

/** The command in an entry that runs the handler of an agent. */
function commandIn(entry: unknown, name: AgentName): string | undefined {
  const open: unknown[] = [entry];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string' && value.endsWith(`agent-hook ${name}`)) return value;
    if (typeof value === 'object' && value !== null)
      open.push(...Object.values(value).filter((one) => one !== undefined));
  }
  return undefined;
}

function parsed(text: string): Node | undefined {
  const errors: [] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  return errors.length === 0 ? tree : undefined;
}

function valueOf(node: Node | undefined): unknown {
  return node && getNodeValue(node);
}

/** One edit that turns a text into another. */
function differenceOf(from: string, to: string): Edit {
  let start = 0;
  while (start < from.length && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  return { offset: start, length: from.length - start - end, content: to.slice(start, to.length - end) };
}
