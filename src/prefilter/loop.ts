import {
  add,
  and,
  block,
  byte,
  choose,
  type Code,
  constant,
  equal,
  forever,
  type FunctionCode,
  get,
  leave,
  less,
  longConstant,
  longShiftRight,
  longWord,
  lowerHalf,
  notBelow,
  notLess,
  or,
  set,
  shiftLeft,
  storeWord,
  unequal,
  when,
  word,
} from './web-assembly.ts';
import { MATCH, LINE_FEED } from './nfa.ts';

/** Where things are in the memory of a loop. */
export interface LoopLayout {
  /** The address of the table of each automaton, and the state behind a line end. */
  readonly automatons: readonly { readonly table: number; readonly start: number }[];
  /** Where 256 words of 64 bits stand: of each byte the offset in a row, 16 bits for each automaton. */
  readonly classes: number;
  /** How far the log of hits may reach. */
  readonly logEnd: number;
}

/**
 * The innermost loop of the prefilter, in WebAssembly: it leads several cursors, each through its own bytes, through all automatons at once, until a cursor is at its end or a transition
 * is one that it knows nothing of. Nothing in JavaScript walks a table of states half as fast.
 *
 * What the function `walk` needs it reads from the first words of the
 * memory, and writes it back there: where the first cursor is, where it ends, where the log goes on, how far behind the first
 * cursor each other one is, and of each cursor the state in each automaton, as where its row begins in the table. A
 * {@link MATCH} goes into the log, as twice the place of the first cursor and the number of the one that has it.
 */
export function makeLoop(cursors: number, layout: LoopLayout): FunctionCode {
  const frame = frameOf(cursors, layout.automatons.length);
  const { place, end, log, kept, states, nexts, words } = frame;
  const isKnown = notLess(any(nexts.map(get)), constant(0));
  const isForeign = any(
    nexts.map((next) => and(less(get(next), constant(0)), unequal(get(next), constant(MATCH)))),
  );
  const code = [
    kept.map((local) => set(local, word(constant(local * 4)))),
    forever(
      leave(1, notBelow(get(place), get(end))),
      ...stepOf(frame, layout),
      block(
        leave(0, isKnown),
        leave(2, isForeign),
        leave(2, notBelow(get(log), constant(layout.logEnd))),
        ...hitsOf(frame, layout),
      ),
      ...states.map((state, nth) => set(state, get(nexts[nth] ?? 0))),
      set(place, add(get(place), constant(1))),
    ),
    kept.map((local) => storeWord(constant(local * 4), get(local))),
  ];
  return {
    name: 'walk',
    parameters: 0,
    integers: kept.length + nexts.length,
    longs: words.length,
    hasResult: false,
    code,
  };
}

/** The numbers of a loop's variables. */
interface Frame {
  readonly place: number;
  readonly end: number;
  readonly log: number;
  /** Of each cursor but the first. */
  readonly delays: readonly number[];
  /** Of each cursor in each automaton, and behind the next byte. */
  readonly states: readonly number[];
  readonly nexts: readonly number[];
  /** Those that stand in the first words of the memory, in order. */
  readonly kept: readonly number[];
  /** Of each cursor its byte's word of offsets. */
  readonly words: readonly number[];
}

function frameOf(cursors: number, automatons: number): Frame {
  const numbers = (from: number, count: number) => Array.from({ length: count }, (_, nth) => from + nth);
  const [place, end, log] = [0, 1, 2] as const;
  const delays = numbers(3, cursors - 1);
  const states = numbers(3 + delays.length, cursors * automatons);
  const kept = [place, end, log, ...delays, ...states];
  const nexts = numbers(kept.length, states.length);
  return {
    place,
    end,
    log,
    delays,
    states,
    nexts,
    kept,
    words: numbers(kept.length + nexts.length, cursors),
  };
}

/** Looks up the next state of each cursor in each automaton. */
function stepOf(frame: Frame, { automatons, classes }: LoopLayout): Code[] {
  return frame.states.flatMap((state, nth) => {
    const [cursor, automaton] = [Math.floor(nth / automatons.length), nth % automatons.length];
    const offsets = frame.words[cursor] ?? 0;
    const shifted =
      automaton === 0 ? get(offsets) : longShiftRight(get(offsets), longConstant(automaton * 16));
    const offset = automaton === 3 ? lowerHalf(shifted) : and(lowerHalf(shifted), constant(0xffff));
    const next = word(add(offset, get(state)), automatons[automaton]?.table ?? 0);
    return [
      ...(automaton === 0
        ? [set(offsets, longWord(shiftLeft(byteAt(frame, cursor), constant(3)), classes))]
        : []),
      set(frame.nexts[nth] ?? 0, next),
    ];
  });
}

/** Puts hits into the log; whoever has one goes on where nothing has been matched so far. */
function hitsOf(frame: Frame, { automatons }: LoopLayout): Code[] {
  const { place, log } = frame;
  return frame.nexts.map((next, nth) => {
    const cursor = Math.floor(nth / automatons.length);
    const start = automatons[nth % automatons.length]?.start ?? 0;
    const isLineEnd = equal(byteAt(frame, cursor), constant(LINE_FEED));
    return when(equal(get(next), constant(MATCH)), [
      storeWord(get(log), or(shiftLeft(get(place), constant(1)), constant(cursor))),
      set(log, add(get(log), constant(4))),
      set(next, choose(isLineEnd, constant(start), constant(0))),
    ]);
  });
}

function byteAt({ place, delays }: Frame, cursor: number): Code {
  const delay = delays[cursor - 1];
  return byte(delay === undefined ? get(place) : add(get(place), get(delay)));
}

/** What some numbers have in common, of conditions whether one of them holds. */
function any(conditions: readonly Code[]): Code {
  const [first = [], ...others] = conditions;
  return or(first, ...others);
}
