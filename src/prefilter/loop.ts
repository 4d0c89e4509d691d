/**
 * The innermost loop of the prefilter, as a WebAssembly module (https://webassembly.github.io/spec/core/binary/): it leads
 * several cursors, each through its own bytes, through all automatons at once, until a cursor is at its end or a transition
 * is none. Nothing in JavaScript walks a table of states half as fast.
 *
 * The module imports its memory as `m.m` and exports the loop as `walk`. What it needs it reads from the first words of the
 * memory, and writes it back there: where the first cursor is, where it ends, how far behind it each other cursor is, and of
 * each cursor the state in each automaton, as where its row begins in the table.
 *
 * @param tables the address of the table of each automaton
 * @param classes where 256 words of 64 bits stand: of each byte the offset in a row, 16 bits for each automaton
 */
export function makeLoop(
  cursors: number,
  tables: readonly number[],
  classes: number,
): Uint8Array<ArrayBuffer> {
  const automatons = tables.length;
  const numbers = (from: number, count: number) => Array.from({ length: count }, (_, nth) => from + nth);
  const [place, end] = [0, 1];
  const delays = numbers(2, cursors - 1);
  const states = numbers(2 + delays.length, cursors * automatons);
  const kept = [place, end, ...delays, ...states];
  const nexts = states.map((state) => state + states.length);
  const words = numbers(kept.length + nexts.length, cursors);

  const step = states.flatMap((state, nth) => {
    const [cursor, automaton] = [Math.floor(nth / automatons), nth % automatons];
    const word = words[cursor] ?? 0;
    const delay = delays[cursor - 1];
    const at = [...get(place), ...(delay === undefined ? [] : [...get(delay), ADD])];
    const look = [...at, ...load(LOAD_8, 0, 0), ...constant(3), SHIFT_LEFT, ...load(LOAD_64, 3, classes)];
    return [
      ...(automaton === 0 ? [...look, ...set(word)] : []),
      ...get(word),
      ...(automaton === 0 ? [] : [CONSTANT_64, ...signed(automaton * 16), SHIFT_RIGHT_64]),
      WRAP,
      ...(automaton === 3 ? [] : [...constant(0xffff), AND]),
      ...get(state),
      ADD,
      ...load(LOAD, 2, tables[automaton] ?? 0),
      ...set(nexts[nth] ?? 0),
    ];
  });
  const isNone = nexts.flatMap((next, nth) => [...get(next), ...(nth === 0 ? [] : [OR])]);
  const code = [
    ...kept.flatMap((local) => [...constant(local * 4), ...load(LOAD, 2, 0), ...set(local)]),
    ...[BLOCK, NO_RESULT, LOOP, NO_RESULT],
    ...[...get(place), ...get(end), NOT_BELOW, BRANCH_IF, 1],
    ...step,
    ...[...isNone, ...constant(0), BELOW, BRANCH_IF, 1],
    ...states.flatMap((state, nth) => [...get(nexts[nth] ?? 0), ...set(state)]),
    ...[...get(place), ...constant(1), ADD, ...set(place)],
    ...[BRANCH, 0, END, END],
    ...kept.flatMap((local) => [...constant(local * 4), ...get(local), STORE, 2, 0]),
    END,
  ];
  const locals = [
    2,
    ...unsigned(kept.length + nexts.length),
    INTEGER_32,
    ...unsigned(words.length),
    INTEGER_64,
  ];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(2, [1, ...name('m'), ...name('m'), 2, 0, 1]),
    ...section(3, [1, 0]),
    ...section(7, [1, ...name('walk'), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...code])]),
  ]);
}

const [BLOCK, LOOP, END, BRANCH, BRANCH_IF, NO_RESULT] = [0x02, 0x03, 0x0b, 0x0c, 0x0d, 0x40] as const;
const [LOAD, LOAD_64, LOAD_8, STORE] = [0x28, 0x29, 0x2d, 0x36] as const;
const [BELOW, NOT_BELOW, ADD, AND, OR, SHIFT_LEFT] = [0x48, 0x4f, 0x6a, 0x71, 0x72, 0x74] as const;
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

/** As {@link unsigned}, for one that may have a sign, and has none here. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}
