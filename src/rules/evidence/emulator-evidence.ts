import type { Match } from '../match.ts';
import { isEmulatorKeyId } from '../values/emulator-accounts.ts';
import { isPlaceholder } from '../values/placeholder.ts';
import type { Evidence } from './index.ts';
import { KEY_ID } from './evidence-patterns.ts';

/**
 * True if a secret access key or session token belongs to an access key ID of an emulator: that ID is the nearest one, and no
 * value of the same kind is nearer to it. In doubt, the value belongs to another ID and counts.
 */
export function isEmulatorPartner(match: Match, evidence: Evidence): boolean {
  const before = evidence.before(match, REACH);
  const after = evidence.after(match, REACH);
  const nearest = nearerOf(idBefore(before), idAfter(after));
  if (nearest === undefined || nearest.lines > LINES || !isEmulatorKeyId(nearest.keyId)) return false;
  const isSecret = match.value.length === 40;
  return !(isSecret ? SECRET : TOKEN).test(nearest.between) && !(isSecret && hasRival(nearest));
}

/** The maximum distance from an ID to its secret or token, in characters and in lines. */
const REACH = 4096;
const LINES = 5;

const SECRET = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/;
const TOKEN = /[A-Za-z0-9/+]{100}/;

/** The nearest ID on one side of a value. */
interface Neighbour {
  readonly keyId: string;
  /** The text between the two, and its number of line ends. */
  readonly between: string;
  readonly lines: number;
  /** The text after an ID that follows the value, up to the next ID. */
  readonly rest: string;
}

function idBefore(text: string): Neighbour | undefined {
  const last = idsIn(text).at(-1);
  return last === undefined ? undefined : neighbour(last[0], text.slice(last.index + last[0].length), '');
}

function idAfter(text: string): Neighbour | undefined {
  const [first, second] = idsIn(text);
  if (first === undefined) return undefined;
  return neighbour(
    first[0],
    text.slice(0, first.index),
    text.slice(first.index + first[0].length, second?.index),
  );
}

function idsIn(text: string): RegExpExecArray[] {
  return [...text.matchAll(KEY_ID)].filter(([keyId]) => isEmulatorKeyId(keyId) || !isPlaceholder(keyId));
}

function neighbour(keyId: string, between: string, rest: string): Neighbour {
  return { keyId, between, lines: linesOf(between), rest };
}

/** Returns the number of line ends, including those escaped in a literal. */
function linesOf(text: string): number {
  return text.match(/\n|\\n/g)?.length ?? 0;
}

/** Returns the nearer ID by line; on a tie, the one in the same object or call; on a further tie, the one that is not an emulator's. */
function nearerOf(left: Neighbour | undefined, right: Neighbour | undefined): Neighbour | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.lines !== right.lines) return left.lines < right.lines ? left : right;
  const [isLeftApart, isRightApart] = [left, right].map(({ between }) => APART.test(between));
  if (isLeftApart !== isRightApart) return isLeftApart ? right : left;
  return isEmulatorKeyId(left.keyId) ? right : left;
}

/** Separators of objects, calls and statements. */
const APART = /[{}()[\];]/;

/** True if another secret follows an ID after the value, as near and in the same object: then that one belongs to the ID. */
function hasRival({ between, rest, lines }: Neighbour): boolean {
  const next = SECRET.exec(rest);
  if (next === null) return false;
  const gap = rest.slice(0, next.index);
  return linesOf(gap) <= Math.max(lines, 1) && (!APART.test(gap) || APART.test(between));
}
