import type { Match } from '../match.ts';
import { isEmulatorKeyId } from '../values/emulator-accounts.ts';
import { isPlaceholder } from '../values/placeholder.ts';
import type { Evidence } from './index.ts';
import { KEY_ID } from './evidence-patterns.ts';

/**
 * Whether a secret access key or session token belongs to an access key ID of an emulator: of all IDs around it, that one
 * is the nearest, and no value of the same kind is nearer to that ID. In doubt it belongs to another ID, and counts.
 */
export function isEmulatorPartner(match: Match, evidence: Evidence): boolean {
  const before = evidence.before(match, REACH);
  const behind = evidence.behind(match, REACH);
  const nearest = nearerOf(idBefore(before), idBehind(behind));
  if (nearest === undefined || nearest.lines > LINES || !isEmulatorKeyId(nearest.keyId)) return false;
  const isSecret = match.value.length === 40;
  return !(isSecret ? SECRET : TOKEN).test(nearest.between) && !(isSecret && hasRival(nearest));
}

/** How far an ID may be from its secret or token, in characters and in lines. */
const REACH = 4096;
const LINES = 5;

const SECRET = /(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])/;
const TOKEN = /[A-Za-z0-9/+]{100}/;

/** An ID beside a value. */
interface Neighbour {
  readonly keyId: string;
  /** The text between the two, and how many lines it has. */
  readonly between: string;
  readonly lines: number;
  /** The text after an ID that follows the value, up to the next ID. */
  readonly rest: string;
}

function idBefore(text: string): Neighbour | undefined {
  const last = idsIn(text).at(-1);
  return last === undefined ? undefined : neighbour(last[0], text.slice(last.index + last[0].length), '');
}

function idBehind(text: string): Neighbour | undefined {
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

/** Line ends, also those that are escaped in a literal. */
function linesOf(text: string): number {
  return text.match(/\n|\\n/g)?.length ?? 0;
}

/** The one in fewer lines, then the one in the same object or call. In doubt, the one that is no emulator's. */
function nearerOf(left: Neighbour | undefined, right: Neighbour | undefined): Neighbour | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.lines !== right.lines) return left.lines < right.lines ? left : right;
  const [isLeftApart, isRightApart] = [left, right].map(({ between }) => APART.test(between));
  if (isLeftApart !== isRightApart) return isLeftApart ? right : left;
  return isEmulatorKeyId(left.keyId) ? right : left;
}

/** What is between two objects, calls or statements. */
const APART = /[{}()[\];]/;

/** Whether a secret follows an ID that itself follows the value, as near and not in another object: then it is the ID's. */
function hasRival({ between, rest, lines }: Neighbour): boolean {
  const next = SECRET.exec(rest);
  if (next === null) return false;
  const gap = rest.slice(0, next.index);
  return linesOf(gap) <= Math.max(lines, 1) && (!APART.test(gap) || APART.test(between));
}
