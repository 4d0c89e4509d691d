import { StringScanner } from './string-scanner.ts';

/** A POSIX extended regular expression over bytes, as a tree. */
export type Expression =
  | { readonly kind: 'byte'; readonly members: ByteSet }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'times'; readonly part: Expression; readonly least: number; readonly most: number }
  | { readonly kind: 'line-start' | 'line-end' };

/** A set of bytes: 1 for each member, 0 for the others. */
export type ByteSet = Uint8Array;

/**
 * Parses the syntax that hints and keywords use: characters, classes, groups, `.`, `^`, `$`, `?`, `*`, `+` and `{}`.
 *
 * @param source one character for each byte
 * @throws TypeError for any other syntax
 */
export function parseExpression(source: string): Expression {
  return new Parser(source).whole();
}

/** Returns the least number of bytes that an expression takes. */
export function minLength(expression: Expression): number {
  switch (expression.kind) {
    case 'byte':
      return 1;
    case 'sequence':
      return expression.parts.reduce((sum, part) => sum + minLength(part), 0);
    case 'choice':
      return Math.min(...expression.parts.map(minLength));
    case 'times':
      return expression.least * minLength(expression.part);
    default:
      return 0;
  }
}

class Parser extends StringScanner {
  constructor(source: string) {
    super(source, 'expression');
  }

  whole(): Expression {
    const choice = this.#choice();
    return this.at === this.source.length ? choice : this.fail();
  }

  #choice(): Expression {
    const parts = [this.#sequence()];
    while (this.take('|')) parts.push(this.#sequence());
    return { kind: 'choice', parts };
  }

  #sequence(): Expression {
    const parts: Expression[] = [];
    while (this.at < this.source.length && !/[|)]/.test(this.peek())) parts.push(this.#repeated());
    return { kind: 'sequence', parts };
  }

  #repeated(): Expression {
    let part = this.#item();
    for (;;) {
      if (this.take('?')) part = { kind: 'times', part, least: 0, most: 1 };
      else if (this.take('*')) part = { kind: 'times', part, least: 0, most: Infinity };
      else if (this.take('+')) part = { kind: 'times', part, least: 1, most: Infinity };
      else if (this.take('{')) part = { kind: 'times', part, ...this.#counts() };
      else return part;
    }
  }

  #counts(): { least: number; most: number } {
    const [least = '', most = least] = this.#upTo('}').split(',');
    return { least: Number(least), most: most === '' ? Infinity : Number(most) };
  }

  #item(): Expression {
    if (this.take('^')) return { kind: 'line-start' };
    if (this.take('$')) return { kind: 'line-end' };
    if (this.take('(')) {
      const choice = this.#choice();
      return this.take(')') ? choice : this.fail();
    }
    const start = this.at;
    if (this.take('[')) {
      // a bracket in first position is a member
      this.take('^');
      this.at += 1;
      this.#upTo(']');
    } else this.at += this.peek() === '\\' ? 2 : 1;
    return { kind: 'byte', members: membersOf(this.source.slice(start, this.at)) };
  }

  #upTo(end: string): string {
    const start = this.at;
    const found = this.source.indexOf(end, start);
    if (found === -1) this.fail();
    this.at = found + 1;
    return this.source.slice(start, found);
  }
}

/** Returns the set of a character or class; the same object for the same source, because many positions share it. */
function membersOf(source: string): ByteSet {
  const known = MEMBERS.get(source);
  if (known !== undefined) return known;
  const members = new Uint8Array(256);
  if (source === '.') members.fill(1);
  else if (source.startsWith('[')) addClass(members, source);
  else members[source.charCodeAt(source.length - 1)] = 1;
  // a negated class does not match a line feed
  members[LINE_FEED] = 0;
  MEMBERS.set(source, members);
  return members;
}

const MEMBERS = new Map<string, ByteSet>();

const LINE_FEED = 10;

function addClass(members: ByteSet, source: string): void {
  const isNegated = source[1] === '^';
  for (let at = isNegated ? 2 : 1; at < source.length - 1; at += 1) {
    const from = source.charCodeAt(at);
    const isRange = source[at + 1] === '-' && at + 2 < source.length - 1;
    if (isRange) at += 2;
    members.fill(1, from, source.charCodeAt(at) + 1);
  }
  if (isNegated) for (const [byte, isMember] of members.entries()) members[byte] = 1 - isMember;
}
