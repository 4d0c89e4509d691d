import { type ByteSet, type Expression, parseExpression } from './ere-parser.ts';
import { letterExpressions, lineExpressions } from './patterns.ts';

/**
 * Returns the shell functions that prove a commit message clean without starting a process. Each matches its argument against
 * patterns of which every match of the prefilter contains one: first a line, after a space, then the letters, digits and
 * dashes of the whole message.
 */
export function plainWords(): string {
  const line = [`*[!${bracket(LINE_CHARACTERS)}]*`, ...necessaryGlobs(lineExpressions(), LINE_CHARACTERS)];
  const letters = [`*[!${bracket(LETTERS)}]*`, ...necessaryGlobs(letterExpressions(), LETTERS)];
  return `# shellcheck shell=sh
# Generated from the rules and decoders (npm run prefilter); see src/prefilter/plain-words.ts.
${shellFunction('is_plain_line', line)}
${shellFunction('are_plain_letters', letters)}`;
}

function shellFunction(name: string, globs: readonly string[]): string {
  return `${name}() {\n  case $1 in\n${globs.map((glob) => `    ${glob}) return 1 ;;\n`).join('')}  esac\n}\n`;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-';

/** The characters of an ordinary message. Those that begin an escape are missing, so few expressions can match. */
const LINE_CHARACTERS = `${LETTERS} \t.,:()/_#@!?+*<>[]~^|$'"\``;

/** The byte before each line. */
const FIRST: ByteSet = setOf(' ');

/**
 * Returns shell patterns, at least one of which matches each text over the given characters that one of the expressions
 * matches.
 */
export function necessaryGlobs(expressions: readonly string[], characters: string): string[] {
  const alphabet = setOf(characters);
  const chosen: Run[] = [];
  for (const source of expressions) {
    const parts = partsOf(parseExpression(source), alphabet);
    if (parts === undefined) continue;
    const costs = necessaryIn(parts).map((runs) => {
      const added = runs.filter((run) => !chosen.some((other) => contains(run, other)));
      return { added, cost: added.reduce((sum, run) => sum + costOf(run), 0) };
    });
    const [cheapest] = costs.toSorted((a, b) => a.cost - b.cost);
    // if nothing is necessary, the empty run matches every text
    chosen.push(...(cheapest?.added ?? [[]]));
  }
  const needed = chosen.filter((run, index) =>
    chosen.every(
      (other, at) => at === index || !contains(run, other) || (contains(other, run) && index < at),
    ),
  );
  return needed.map((run) => `*${run.map((set) => globOf(set, characters)).join('')}*`);
}

/** Consecutive bytes, one set for each. */
type Run = readonly ByteSet[];

/** Part of an expression: the runs that it can be, or for anything else the lists of runs of which it contains one. */
type Part = { readonly runs: readonly Run[] } | { readonly necessary: readonly (readonly Run[])[] };

/** Only few runs are multiplied with those of the next part. */
const MAX_RUNS = 24;

/** Returns the parts of an expression in order; undefined if it matches no text over the alphabet. */
function partsOf(expression: Expression, alphabet: ByteSet): readonly Part[] | undefined {
  switch (expression.kind) {
    case 'byte': {
      const set = intersection(expression.members, alphabet);
      return set.includes(1) ? [{ runs: [[set]] }] : undefined;
    }
    case 'sequence': {
      const parts = expression.parts.map((part, index) => {
        const isFirst = part.kind === 'byte' && expression.parts[index - 1]?.kind === 'line-start';
        return partsOf(part, isFirst ? FIRST : alphabet);
      });
      const possible = parts.filter((part) => part !== undefined);
      return possible.length === parts.length ? possible.flat() : undefined;
    }
    case 'choice': {
      const parts = expression.parts.map((part) => partsOf(part, alphabet));
      const possible = parts.filter((part) => part !== undefined);
      return possible.length > 1 ? [oneOf(possible)] : possible[0];
    }
    case 'times': {
      const { least, most } = expression;
      const part = partsOf(expression.part, alphabet);
      if (part === undefined) return least === 0 ? [] : undefined;
      if (least === 0) return [most === 1 ? oneOf([[], part]) : ANYTHING];
      const copies = Array.from({ length: least }, () => part).flat();
      return most === least ? copies : [ANYTHING, ...copies];
    }
    default:
      return [ANYTHING];
  }
}

const ANYTHING: Part = { necessary: [] };

function oneOf(choices: readonly (readonly Part[])[]): Part {
  const joined = choices.map(joinedParts);
  const runs = joined.flatMap((parts) => {
    const [only = { runs: [[]] }, next] = parts;
    return next === undefined && 'runs' in only ? [only.runs] : [];
  });
  if (runs.length === choices.length && runs.flat().length <= MAX_RUNS) return { runs: runs.flat() };
  const lists = choices.map((parts) => necessaryIn(parts).toSorted((a, b) => sumOf(a) - sumOf(b))[0]);
  const known = lists.filter((list) => list !== undefined);
  return { necessary: known.length === lists.length ? [known.flat()] : [] };
}

/** Joins neighboring runs. */
function joinedParts(parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (
      last !== undefined &&
      'runs' in last &&
      'runs' in part &&
      last.runs.length * part.runs.length <= MAX_RUNS
    )
      joined[joined.length - 1] = {
        runs: last.runs.flatMap((run) => part.runs.map((next) => [...run, ...next])),
      };
    else joined.push(part);
  }
  return joined;
}

/** Returns lists of runs; each match contains one run of each list. */
function necessaryIn(parts: readonly Part[]): readonly (readonly Run[])[] {
  return joinedParts(parts)
    .flatMap((part) => ('runs' in part ? [part.runs] : part.necessary))
    .filter((runs) => runs.every((run) => run.length > 0));
}

/** About how often a run occurs in ordinary text, and the time that a pattern takes. */
function costOf(run: Run): number {
  const frequency = (set: ByteSet) => membersOf(set).reduce((sum, byte) => sum + frequencyOf(byte), 0);
  return run.reduce((product, set) => product * Math.min(frequency(set), 1), 1) + PATTERN_COST;
}

const PATTERN_COST = 3e-6;

function sumOf(runs: readonly Run[]): number {
  return runs.reduce((sum, run) => sum + costOf(run), 0);
}

/** About how often a byte occurs in English. */
function frequencyOf(byte: number): number {
  const character = String.fromCharCode(byte);
  if (character === ' ') return 0.16;
  return /[a-z]/.test(character) ? 0.03 : 0.003;
}

/** True if each text that contains the first run contains the second. */
function contains(run: Run, other: Run): boolean {
  return run.some(
    (_, start) =>
      start + other.length <= run.length &&
      other.every((set, offset) => membersOf(run[start + offset] ?? set).every((byte) => set[byte] === 1)),
  );
}

function setOf(characters: string): ByteSet {
  const set = new Uint8Array(256);
  for (const character of characters) set[character.charCodeAt(0)] = 1;
  return set;
}

function intersection(one: ByteSet, other: ByteSet): ByteSet {
  return one.map((member, byte) => member & (other[byte] ?? 0));
}

function membersOf(set: ByteSet): number[] {
  return [...set.keys()].filter((byte) => set[byte] === 1);
}

/** Returns the shell pattern for one byte. */
function globOf(set: ByteSet, characters: string): string {
  const members = String.fromCharCode(...membersOf(set));
  if (members.length === characters.length) return '?';
  return members.length === 1 ? escaped(members) : `[${bracket(members)}]`;
}

/** Returns the members of a shell bracket expression: `]` comes first and the dash last, where they mean themselves. */
function bracket(characters: string): string {
  const others = Array.from(characters.replaceAll(/[A-Za-z0-9\]-]/g, ''), escaped).join('');
  const ranges = [/[0-9]/g, /[A-Z]/g, /[a-z]/g].map((range) => shortened(characters.match(range) ?? []));
  const isIn = (character: string) => (characters.includes(character) ? character : '');
  return isIn(']') + ranges.join('') + others + isIn('-');
}

/** Returns characters in order; three or more in a row as a range. */
function shortened(characters: readonly string[]): string {
  const rows: string[] = [];
  for (const character of characters.toSorted()) {
    const row = rows.at(-1) ?? '';
    if (row !== '' && row.charCodeAt(row.length - 1) + 1 === character.charCodeAt(0))
      rows[rows.length - 1] = row + character;
    else rows.push(character);
  }
  return rows.map((row) => (row.length > 2 ? `${row[0]}-${row.at(-1)}` : row)).join('');
}

function escaped(character: string): string {
  return /[A-Za-z0-9]/.test(character) ? character : `\\${character}`;
}
