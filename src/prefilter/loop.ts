import { HIT, LINE_FEED } from './blueprint.ts';

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
 * The innermost loop of the prefilter, as a WebAssembly module (https://webassembly.github.io/spec/core/binary/): it leads
 * several cursors, each through its own bytes, through all automatons at once, until a cursor is at its end or a transition
 * is one that it knows nothing of. Nothing in JavaScript walks a table of states half as fast.
 *
 * The module imports its memory as `m.m` and exports the loop as `walk`. What it needs it reads from the first words of the
 * memory, and writes it back there: where the first cursor is, where it ends, where the log goes on, how far behind the first
 * cursor each other one is, and of each cursor the state in each automaton, as where its row begins in the table. A
 * {@link HIT} goes into the log, as twice the place of the first cursor and the number of the one that has it.
 */
export function makeLoop(cursors: number, layout: LoopLayout): Uint8Array<ArrayBuffer> {
  const frame = frameOf(cursors, layout.automatons.length);
  const { place, end, log, kept, states, nexts, words } = frame;
  const isKnown = [...any(nexts.map(get)), ...constant(0), NOT_LESS];
  const isForeign = any(
    nexts.map((next) => [...get(next), ...constant(0), LESS, ...get(next), ...HIT_CONSTANT, UNEQUAL, AND]),
  );
  const code = [
    ...kept.flatMap((local) => [...constant(local * 4), ...load(LOAD, 2, 0), ...set(local)]),
    ...[BLOCK, NO_RESULT, LOOP, NO_RESULT],
    ...[...get(place), ...get(end), NOT_BELOW, BRANCH_IF, 1],
    ...stepOf(frame, layout),
    ...[BLOCK, NO_RESULT, ...isKnown, BRANCH_IF, 0],
    ...[...isForeign, BRANCH_IF, 2, ...get(log), ...constant(layout.logEnd), NOT_BELOW, BRANCH_IF, 2],
    ...[...hitsOf(frame, layout), END],
    ...states.flatMap((state, nth) => [...get(nexts[nth] ?? 0), ...set(state)]),
    ...[...get(place), ...constant(1), ADD, ...set(place)],
    ...[BRANCH, 0, END, END],
    ...kept.flatMap((local) => [...constant(local * 4), ...get(local), STORE, 2, 0]),
    END,
  ];
  return moduleOf(kept.length + nexts.length, words.length, code);
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
function stepOf(frame: Frame, { automatons, classes }: LoopLayout): number[] {
  return frame.states.flatMap((state, nth) => {
    const [cursor, automaton] = [Math.floor(nth / automatons.length), nth % automatons.length];
    const word = frame.words[cursor] ?? 0;
    const look = [...byteAt(frame, cursor), ...constant(3), SHIFT_LEFT, ...load(LOAD_64, 3, classes)];
    return [
      ...(automaton === 0 ? [...look, ...set(word)] : []),
      ...get(word),
      ...(automaton === 0 ? [] : [CONSTANT_64, ...signed(automaton * 16), SHIFT_RIGHT_64]),
      WRAP,
      ...(automaton === 3 ? [] : [...constant(0xffff), AND]),
      ...get(state),
      ADD,
      ...load(LOAD, 2, automatons[automaton]?.table ?? 0),
      ...set(frame.nexts[nth] ?? 0),
    ];
  });
}

/** Puts hits into the log; whoever has one goes on where nothing has been matched so far. */
function hitsOf(frame: Frame, { automatons }: LoopLayout): number[] {
  const { place, log } = frame;
  return frame.nexts.flatMap((next, nth) => {
    const cursor = Math.floor(nth / automatons.length);
    const start = automatons[nth % automatons.length]?.start ?? 0;
    return [
      ...[...get(next), ...HIT_CONSTANT, EQUAL, IF, NO_RESULT],
      ...[...get(log), ...get(place), ...constant(1), SHIFT_LEFT, ...constant(cursor), OR, STORE, 2, 0],
      ...[...get(log), ...constant(4), ADD, ...set(log)],
      ...[...constant(start), ...constant(0), ...byteAt(frame, cursor), ...constant(LINE_FEED), EQUAL],
      ...[SELECT, ...set(next), END],
    ];
  });
}

function byteAt({ place, delays }: Frame, cursor: number): number[] {
  const delay = delays[cursor - 1];
  return [...get(place), ...(delay === undefined ? [] : [...get(delay), ADD]), ...load(LOAD_8, 0, 0)];
}

function any(conditions: readonly (readonly number[])[]): number[] {
  return conditions.flatMap((condition, nth) => [...condition, ...(nth === 0 ? [] : [OR])]);
}

/** A module whose only function has so many variables of 32 and of 64 bits. */
function moduleOf(integers: number, longs: number, code: readonly number[]): Uint8Array<ArrayBuffer> {
  const locals = [2, ...unsigned(integers), INTEGER_32, ...unsigned(longs), INTEGER_64];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(2, [1, ...name('m'), ...name('m'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('walk'), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...code])]),
  ]);
}

const [BLOCK, LOOP, IF, END, BRANCH, BRANCH_IF] = [0x02, 0x03, 0x04, 0x0b, 0x0c, 0x0d] as const;
const [SELECT, NO_RESULT] = [0x1b, 0x40] as const;
const [LOAD, LOAD_64, LOAD_8, STORE] = [0x28, 0x29, 0x2d, 0x36] as const;
const [EQUAL, UNEQUAL, LESS, NOT_LESS, NOT_BELOW] = [0x46, 0x47, 0x48, 0x4e, 0x4f] as const;
const [ADD, AND, OR, SHIFT_LEFT] = [0x6a, 0x71, 0x72, 0x74] as const;
const [CONSTANT_64, SHIFT_RIGHT_64, WRAP, INTEGER_32, INTEGER_64] = [0x42, 0x88, 0xa7, 0x7f, 0x7e] as const;

const get = (local: number) => [0x20, ...unsigned(local)];
const set = (local: number) => [0x21, ...unsigned(local)];
const constant = (value: number) => [0x41, ...signed(value)];
const load = (instruction: number, alignment: number, offset: number) => [
  instruction,
  alignment,
  ...unsigned(offset),
];

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)];
}

function sized(content: readonly number[]): number[] {
  return [...unsigned(content.length), ...content];
}

function name(text: string): number[] {
  return sized([...Buffer.from(text)]);
}

/** LEB128, of which WebAssembly makes its numbers. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** The one constant with a sign. */
const HIT_CONSTANT = [0x41, HIT & 0x7f] as const;

/** As {@link unsigned}, for one that may have a sign, and has none here. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}
