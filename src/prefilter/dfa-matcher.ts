import type { ByteRange } from '../shared/byte-range.ts';
import { type LazyDfa, UNKNOWN } from './lazy-dfa.ts';
import { LINE_FEED, MATCH } from './nfa.ts';

/** Four DFAs, because a loop over any number of them takes several times as long. */
export type Dfas = readonly [LazyDfa, LazyDfa, LazyDfa, LazyDfa];

/** The matches in a text. */
export interface Matches {
  /** In order and disjoint. */
  readonly hits: readonly ByteRange[];
  /** True if a match affects more than its neighbourhood. */
  readonly needsWholeFile: boolean;
}

/**
 * Returns the matches in a text, which ends like a line. Nearby matches are merged.
 *
 * @returns undefined if the text needs more states than there is room for
 */
export function matchText(dfas: Dfas, text: Uint8Array): Matches | undefined {
  for (const dfa of dfas) dfa.evict();
  const matches = new MatchLog();
  const states = dfas.map(({ start }) => start);
  try {
    for (let at = 0; ; at += 1) {
      at = moveOver(dfas, states, text, at);
      const match = step(dfas, states, text[at] ?? LINE_FEED);
      if (match < 0) matches.add(at, match);
      if (at >= text.length) return matches;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/**
 * Moves all DFAs over a text, up to a byte at which there is a match, or a transition that is not computed yet. This is the
 * innermost loop of the prefilter.
 *
 * @param states the state of each DFA; updated
 * @returns the offset of that byte, or of the end of the text
 */
function moveOver(
  [first, second, third, fourth]: Dfas,
  states: number[],
  text: Uint8Array,
  from: number,
): number {
  const [table1, table2, table3, table4] = [first.table, second.table, third.table, fourth.table];
  let [state1, state2, state3, state4] = states as [number, number, number, number];
  let at = from;
  for (; at < text.length; at += 1) {
    const byte = text[at] as number;
    const next1 = table1[state1 + byte] as number;
    const next2 = table2[state2 + byte] as number;
    const next3 = table3[state3 + byte] as number;
    const next4 = table4[state4 + byte] as number;
    // matches and unknown transitions are negative
    if ((next1 | next2 | next3 | next4) < 0) break;
    state1 = next1;
    state2 = next2;
    state3 = next3;
    state4 = next4;
  }
  [states[0], states[1], states[2], states[3]] = [state1, state2, state3, state4];
  return at;
}

/** Moves all DFAs over a byte; returns the least match, or 0. */
function step(dfas: Dfas, states: number[], byte: number): number {
  let match = 0;
  for (const [index, dfa] of dfas.entries()) {
    const state = states[index] as number;
    let next = dfa.table[state + byte] as number;
    if (next === UNKNOWN) next = dfa.step(state, byte);
    if (next < 0) {
      match = Math.min(match, next);
      next = byte === LINE_FEED ? dfa.start : dfa.middle;
    }
    states[index] = next;
  }
  return match;
}

class MatchLog implements Matches {
  readonly hits: { start: number; end: number }[] = [];
  needsWholeFile = false;

  add(at: number, match: number): void {
    const last = this.hits.at(-1);
    if (last !== undefined && at - last.end < HIT_GAP_BYTES) last.end = at;
    else this.hits.push({ start: at, end: at });
    if (match < MATCH) this.needsWholeFile = true;
  }
}

/** Hits less than this many bytes apart are merged. */
const HIT_GAP_BYTES = 1024;
