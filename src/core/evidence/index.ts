import { EVIDENCE_CHARACTERS, EVIDENCE_LINES, type Fragment } from '../fragment.ts';
import { keyIdPattern } from '../key-id.ts';
import { isPlaceholder } from '../placeholder.ts';
import type { Match } from '../rule.ts';
import { strengthOfCall } from './call.ts';
import { strengthOfName } from './name.ts';

/**
 * How much the surroundings of a value say that it is an AWS secret. `strong` needs nothing else; `weak` needs the value
 * itself to look random.
 */
export type Strength = 'strong' | 'weak' | 'none';

/** Within this many lines a key id counts as standing beside a value. */
const BESIDE_LINES = 5;

/** What the text around a match has to say about it. One object serves all matches of a fragment. */
export class Evidence {
  readonly fragment: Fragment;
  #keyIds: readonly { start: number; end: number }[] | undefined;

  constructor(fragment: Fragment) {
    this.fragment = fragment;
  }

  /** The strongest evidence that a match is the secret half of an AWS key. */
  secretKey(match: Match): Strength {
    const before = this.fragment.text.slice(Math.max(0, match.start - 256), match.start);
    const said = new Set([strengthOfName(before), strengthOfCall(before), this.#nearKeyId(match)]);
    if (said.has('strong')) return 'strong';
    return said.has('weak') ? 'weak' : 'none';
  }

  /** A key id beside a value makes it one; one further away, up to the evidence distance, makes it likely. */
  #nearKeyId(match: Match): Strength {
    let best: Strength = 'none';
    for (const id of this.#listKeyIds()) {
      const [from, to] =
        id.start < match.start ? [id.end, match.start] : [match.start + match.value.length, id.start];
      if (to - from > EVIDENCE_CHARACTERS) continue;
      const lines = countLines(this.fragment.text, from, to);
      if (lines <= BESIDE_LINES) return 'strong';
      if (lines <= EVIDENCE_LINES) best = 'weak';
    }
    return best;
  }

  #listKeyIds(): readonly { start: number; end: number }[] {
    this.#keyIds ??= [...this.fragment.text.matchAll(KEY_ID)]
      .filter(([id]) => !isPlaceholder(id))
      .map(({ 0: id, index }) => ({ start: index, end: index + id.length }));
    return this.#keyIds;
  }
}

const KEY_ID = keyIdPattern('AKIA|ASIA');

/** Line ends between two offsets, counted no further than it matters. */
function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines > EVIDENCE_LINES) break;
  }
  return lines;
}
