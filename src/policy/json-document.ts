import { findNodeAtLocation, type Node, type ParseError, parseTree } from 'jsonc-parser';
import { AppError } from '../shared/errors.ts';

/**
 * A JSON file with the place of everything in it.
 *
 * It is strict JSON but for one thing: where two branches added an entry each, a merge is solved by keeping both lines,
 * and neither a comma that is then missing between them nor one too many is an error.
 */
export interface Document {
  readonly file: string;
  readonly text: string;
  readonly root: Node;
}

/** @throws AppError with the position of what cannot be read */
export function parseDocument(file: string, bytes: Buffer): Document {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const marker = /^(?:<{7}|={7}|>{7})(?: |\r?$)/m.exec(text);
  if (marker !== null) throw new AppError('config-conflict', { file, ...placeOf(text, marker.index) });
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: true });
  const error = errors.find((each) => !isMissingComma(text, each));
  if (root === undefined || error !== undefined) {
    throw new AppError('config-syntax', { file, ...placeOf(text, error?.offset ?? 0) });
  }
  return { file, text, root };
}

/** The plain value of a node. A key named `__proto__` stays a key. */
export function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf);
  if (node.type !== 'object') return node.value;
  const value = Object.create(null) as Record<string, unknown>;
  for (const { children } of node.children ?? []) {
    const [key, child] = children ?? [];
    if (key !== undefined && child !== undefined) value[String(key.value)] = valueOf(child);
  }
  return { ...value };
}

/** The place of a value, or of one of its keys, or of the nearest thing around what is missing. */
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

/** Keys that stand twice in one object; the later one counts. */
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
