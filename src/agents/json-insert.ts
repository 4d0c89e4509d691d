import type { Node } from 'jsonc-parser';
import { formattingOf } from '../install/json-edits.ts';

/**
 * Adds a value at the end of an object or an array. Unlike jsonc-parser, it changes no byte of the others.
 *
 * @param key the name in an object
 */
export function insertInto(text: string, parent: Node, key: string | undefined, value: unknown): string {
  const children = parent.children ?? [];
  const last = children.at(-1);
  const isOneLine =
    last !== undefined && !text.slice(parent.offset, parent.offset + parent.length).includes('\n');
  const name = key === undefined ? '' : `${JSON.stringify(key)}: `;
  if (isOneLine) return splice(text, endOf(last), endOf(last), `, ${name}${JSON.stringify(value)}`);
  const { unit, eol } = styleOf(text);
  const outer = indentAt(text, parent.offset);
  const inner = last === undefined ? outer + unit : indentAt(text, last.offset);
  const added = eol + inner + name + shown(text, value, inner);
  if (last !== undefined) return splice(text, endOf(last), endOf(last), `,${added}`);
  const start = parent.offset + 1;
  // there may be a comment
  const isOpen = text.slice(start, endOf(parent)).includes('\n');
  return splice(text, start, start, isOpen ? added : added + eol + outer);
}

/** Replaces a value. */
export function replaceValue(text: string, node: Node, value: unknown): string {
  return splice(text, node.offset, endOf(node), shown(text, value, indentAt(text, node.offset)));
}

function shown(text: string, value: unknown, indent: string): string {
  const { unit, eol } = styleOf(text);
  return JSON.stringify(value, null, unit).replaceAll('\n', eol + indent);
}

function styleOf(text: string): { unit: string; eol: string } {
  const { insertSpaces, tabSize, eol } = formattingOf(text);
  return { unit: insertSpaces ? ' '.repeat(tabSize) : '\t', eol };
}

/** The indentation of the line with an offset. */
function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset))?.[0] ?? '';
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function splice(text: string, from: number, to: number, added: string): string {
  return text.slice(0, from) + added + text.slice(to);
}
