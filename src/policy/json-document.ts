import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { AppError } from '../shared/errors.ts';

/**
 * A JSON file and its syntax tree, which has the position of every value.
 *
 * It is strict JSON with one exception: a missing comma between entries and a trailing comma are allowed. They are left when a
 * merge conflict is resolved by keeping the lines of both branches.
 */
export interface Document {
  readonly file: string;
  readonly text: string;
  readonly root: Node;
}

/** Parses a JSON file. @throws AppError with the position of the error */
export function parseDocument(file: string, bytes: Buffer): Document {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const marker = /^(?:<{7}|={7}|>{7})(?: |\r?$)/m.exec(text);
  if (marker !== null) throw new AppError('config-conflict', { file, ...placeOf(text, marker.index) });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: true });
  const error = errors.find((found) => !isMissingComma(text, found));
  if (root === undefined || error !== undefined) {
    throw new AppError('config-syntax', { file, ...placeOf(text, error?.offset ?? 0) });
  }
  return { file, text, root };
}

/** Returns the position of a value or of one of its keys; for a missing one, that of the nearest parent. */
export function placeAt(
  document: Document,
  path: readonly (string | number)[],
  key?: string,
): { line: number; column: number } {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = findNodeAtLocation(document.root, path.slice(0, length));
    if (node === undefined) continue;
    const named =
      key === undefined ? undefined : node.children?.find(({ children }) => children?.[0]?.value === key);
    return placeOf(document.text, (named ?? node).offset);
  }
  return { line: 1, column: 1 };
}

/** Returns the keys that occur more than once in an object. The last one counts. */
export function repeatedKeys(
  document: Document,
  path: readonly (string | number)[],
): { key: string; line: number }[] {
  const seen = new Set<string>();
  const repeated: { key: string; line: number }[] = [];
  for (const { children, offset } of findNodeAtLocation(document.root, [...path])?.children ?? []) {
    const key = String(children?.[0]?.value);
    if (seen.has(key)) repeated.push({ key, line: placeOf(document.text, offset).line });
    seen.add(key);
  }
  return repeated;
}

/** jsonc-parser's code for a comma that was expected. */
const COMMA_EXPECTED = 6;

function isMissingComma(text: string, { error, offset }: ParseError): boolean {
  return (
    error === COMMA_EXPECTED &&
    /\}\s*\n\s*$/.test(text.slice(Math.max(0, offset - 200), offset)) &&
    text[offset] === '"'
  );
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}
