import { EVIDENCE_CHARACTERS, EVIDENCE_LINES, type Fragment, positionAt } from '../fragment.ts';
import { keyIdPattern } from '../values/key-id.ts';
import { isPlaceholder } from '../values/placeholder.ts';
import type { Match } from '../match.ts';
import { strengthOfCall } from './call.ts';
import { strengthOfName } from './name.ts';
import type { Strength } from './strength.ts';

/** Within this many lines a key id counts as standing beside a value. */
const BESIDE_LINES = 5;

/** What the text around a match has to say about it. One object serves all matches of a fragment. */
export class Evidence {
  readonly fragment: Fragment;
  readonly #places = new Map<RegExp, readonly Place[]>();

  constructor(fragment: Fragment) {
    this.fragment = fragment;
  }

  /** The strongest evidence that a match is the secret half of an AWS key. */
  secretKey(match: Match): Strength {
    const before = this.before(match, 256);
    const said = new Set([strengthOfName(before), strengthOfCall(before), this.#nearKeyId(match)]);
    if (said.has('strong')) return 'strong';
    return said.has('weak') ? 'weak' : 'none';
  }

  /** Whether a key id stands within so many lines of a match. */
  hasKeyIdNear(match: Match, lines: number = EVIDENCE_LINES): boolean {
    return this.#linesTo(match, KEY_ID) <= lines;
  }

  /** Whether some words stand within so many lines of a match. `words` is global, and one object for all calls. */
  hasNear(match: Match, words: RegExp, lines: number = EVIDENCE_LINES): boolean {
    return this.#linesTo(match, words) <= lines;
  }

  /** The text just before a match. */
  before({ start }: Match, characters: number): string {
    return this.fragment.text.slice(Math.max(0, start - characters), start);
  }

  /** The text just behind a match. */
  behind({ start, value }: Match, characters: number): string {
    const end = start + value.length;
    return this.fragment.text.slice(end, end + characters);
  }

  /** Whether the path of the file, or of the archive's member, is of some kind. */
  isIn(files: RegExp): boolean {
    return files.test(this.fragment.path) || files.test(this.fragment.inside ?? '');
  }

  /** A key id beside a value makes it one; one further away, up to the evidence distance, makes it likely. */
  #nearKeyId(match: Match): Strength {
    const lines = this.#linesTo(match, KEY_ID);
    if (lines <= BESIDE_LINES) return 'strong';
    return lines <= EVIDENCE_LINES ? 'weak' : 'none';
  }

  /** How many lines lie between a match and the nearest place of a pattern; infinitely many when it is too far. */
  #linesTo({ start, value }: Match, pattern: RegExp): number {
    const places = this.#placesOf(pattern);
    let [low, high] = [0, places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((places[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    const end = start + value.length;
    return Math.min(
      this.#linesBetween(places[low - 1]?.end, start),
      this.#linesBetween(end, places[low]?.start),
    );
  }

  #linesBetween(from: number | undefined, to: number | undefined): number {
    if (from === undefined || to === undefined || to - from > EVIDENCE_CHARACTERS) return Infinity;
    return Math.max(0, positionAt(this.fragment, to).line - positionAt(this.fragment, from).line);
  }

  #placesOf(pattern: RegExp): readonly Place[] {
    const known = this.#places.get(pattern);
    if (known !== undefined) return known;
    const places = [...this.fragment.text.matchAll(pattern)]
      .filter(([words]) => pattern !== KEY_ID || !isPlaceholder(words))
      .map(({ 0: words, index }) => ({ start: index, end: index + words.length }));
    this.#places.set(pattern, places);
    return places;
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
}

const KEY_ID = keyIdPattern('AKIA|ASIA');
