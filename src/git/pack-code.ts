import {
  above,
  add,
  and,
  below,
  byte,
  type Code,
  constant,
  copyBlock,
  copyBytes,
  equal,
  forever,
  type FunctionCode,
  get,
  giveBack,
  leave,
  longUnequal,
  longWord,
  loopWhile,
  notBelow,
  or,
  set,
  shiftLeft,
  storeWord,
  subtract,
  unequal,
  when,
  word,
} from '../core/web-assembly.ts';

/** What is done to each of very many bytes of a pack: functions over the memory that they are in, in WebAssembly. */
export interface PackCode {
  /**
   * Makes a text of another one.
   *
   * @param at where the steps begin that make it
   * @param target may be written to {@link BEHIND} bytes further than its size
   * @returns 0 where the steps are none that make a text of that size of one of that
   */
  make(at: number, end: number, baseSize: number, size: number, base: number, target: number): number;
  /**
   * Logs what is not the same as in the base, or has other neighbours: where each begins and ends.
   *
   * @param near those that are not further apart, in bytes, are one
   * @returns where the log ends; 0 as {@link make}, and where there is no more room for it
   */
  changed(
    at: number,
    end: number,
    baseSize: number,
    size: number,
    near: number,
    log: number,
    logEnd: number,
  ): number;
  /** As {@link changed}, what stands in the base as well: where it begins and ends, and how much further back it stands. */
  same(at: number, end: number, baseSize: number, size: number, log: number, logEnd: number): number;
  /**
   * Logs the entries of a tree that another tree has not: where each begins and ends. Until the log is full: how far it came
   * in each of them then stands in the first two words of the memory.
   *
   * @returns where the log ends; 0 for what is no tree
   */
  compare(
    tree: number,
    treeEnd: number,
    base: number,
    baseEnd: number,
    idLength: number,
    log: number,
    logEnd: number,
  ): number;
}

/** So many bytes are copied where there is anything to copy, whether it is as much or not. */
export const BEHIND = 32;

/** The functions of {@link PackCode}. */
export const packCode = (): readonly FunctionCode[] => [make(), changed(), same(), compare()];

const NO: Code = giveBack(constant(0));
const increase = (local: number, by: Code): Code => set(local, add(get(local), by));

/** What {@link stepsOf} works with: four parameters, and variables from a number on. */
const [AT, END, BASE_SIZE, SIZE] = [0, 1, 2, 3] as const;

/** Goes through steps (https://git-scm.com/docs/gitformat-pack): what is copied from the base, and what is new. */
function stepsOf(
  variables: number,
  does: (step: { made: Code; from: Code; length: Code }) => { copies: Code; inserts: Code },
): Code {
  const [step, from, length, made] = [variables, variables + 1, variables + 2, variables + 3] as const;
  const isTooLong = above(get(length), subtract(get(SIZE), get(made)));
  const bytesInto = (local: number, bits: readonly number[]) =>
    bits.map((bit, nth) =>
      when(and(get(step), constant(1 << bit)), [
        set(local, or(get(local), shiftLeft(byte(get(AT)), constant(8 * nth)))),
        increase(AT, constant(1)),
      ]),
    );
  const { copies, inserts } = does({ made: get(made), from: get(from), length: get(length) });
  return [
    set(made, constant(0)),
    loopWhile(
      below(get(AT), get(END)),
      set(step, byte(get(AT))),
      increase(AT, constant(1)),
      when(
        notBelow(get(step), constant(COPY)),
        [
          set(from, constant(0)),
          set(length, constant(0)),
          bytesInto(from, [0, 1, 2, 3]),
          bytesInto(length, [4, 5, 6]),
          when(equal(get(length), constant(0)), set(length, constant(WHOLE))),
          when(
            or(
              above(get(from), get(BASE_SIZE)),
              above(get(length), subtract(get(BASE_SIZE), get(from))),
              above(get(AT), get(END)),
              isTooLong,
            ),
            NO,
          ),
          copies,
        ],
        [
          set(from, get(AT)),
          set(length, get(step)),
          increase(AT, get(step)),
          when(or(equal(get(step), constant(0)), above(get(AT), get(END)), isTooLong), NO),
          inserts,
        ],
      ),
      increase(made, get(length)),
    ),
    when(unequal(get(made), get(SIZE)), NO),
  ];
}

/** A step of this, or more, copies; one of less is followed by as many bytes. */
const COPY = 0x80;

/** What is copied where no length is told, in bytes. */
const WHOLE = 0x1_0000;

/** So many variables do the steps take. */
const STEP_VARIABLES = 4;

function make(): FunctionCode {
  const [base, target, done] = [4, 5, 6] as const;
  const copy = (made: Code, source: Code, length: Code) => {
    const to = add(get(target), made);
    return when(above(length, constant(MANY)), copyBytes(to, source, length), [
      copyBlock(to, source),
      copyBlock(to, source, BLOCK),
      set(done, constant(BEHIND)),
      loopWhile(
        below(get(done), length),
        copyBlock(add(to, get(done)), add(source, get(done))),
        increase(done, constant(BLOCK)),
      ),
    ]);
  };
  const steps = stepsOf(done + 1, ({ made, from, length }) => ({
    copies: copy(made, add(get(base), from), length),
    inserts: copy(made, from, length),
  }));
  return {
    name: 'make',
    parameters: 6,
    integers: 1 + STEP_VARIABLES,
    hasResult: true,
    code: [steps, constant(1)],
  };
}

/** What is copied at a time, in bytes. */
const BLOCK = 16;

/** From so many bytes on the processor is asked to copy them. */
const MANY = 256;

function changed(): FunctionCode {
  const [near, log, logEnd, done, shift, last] = [4, 5, 6, 7, 8, 9] as const;
  const stretch = (start: Code, further: Code) =>
    // where something is only taken out, what stood around it comes together
    when(
      or(unequal(start, get(done)), unequal(further, get(shift))),
      when(
        and(unequal(get(last), constant(0)), below(subtract(get(done), word(get(last), 4)), get(near))),
        storeWord(get(last), start, 4),
        [set(last, get(log)), logged(log, logEnd, get(done), start)],
      ),
    );
  const steps = stepsOf(last + 1, ({ made, from, length }) => ({
    copies: [
      stretch(made, subtract(made, from)),
      set(done, add(made, length)),
      set(shift, subtract(made, from)),
    ],
    inserts: [],
  }));
  return {
    name: 'changed',
    parameters: 7,
    integers: 3 + STEP_VARIABLES,
    hasResult: true,
    code: [steps, stretch(get(SIZE), subtract(get(SIZE), get(BASE_SIZE))), get(log)],
  };
}

function same(): FunctionCode {
  const [log, logEnd] = [4, 5] as const;
  const steps = stepsOf(logEnd + 1, ({ made, from, length }) => ({
    copies: logged(log, logEnd, made, add(made, length), subtract(made, from)),
    inserts: [],
  }));
  return {
    name: 'same',
    parameters: 6,
    integers: STEP_VARIABLES,
    hasResult: true,
    code: [steps, get(log)],
  };
}

/** Writes into a log, where there is room. */
function logged(log: number, logEnd: number, ...values: readonly Code[]): Code {
  return [
    when(above(add(get(log), constant(4 * values.length)), get(logEnd)), NO),
    values.map((value, nth) => storeWord(get(log), value, 4 * nth)),
    increase(log, constant(4 * values.length)),
  ];
}

function compare(): FunctionCode {
  const [tree, treeEnd, base, baseEnd, idLength, log, logEnd] = [0, 1, 2, 3, 4, 5, 6] as const;
  const [next, baseNext, at, shift, baseAt] = [7, 8, 9, 10, 11] as const;
  const inBase = add(get(at), get(shift));
  const goOnWhile = (local: number, condition: Code) => loopWhile(condition, increase(local, constant(1)));
  /** An entry is its mode, a blank, a name, a zero byte and an id. */
  const findEnd = (start: number, stop: number, target: number) => [
    set(target, get(start)),
    goOnWhile(target, and(below(get(target), get(stop)), unequal(byte(get(target)), constant(0)))),
    increase(target, add(constant(1), get(idLength))),
  ];
  const passSame = [
    set(at, get(tree)),
    set(shift, subtract(get(base), get(tree))),
    forever(
      leave(1, above(add(get(at), constant(8)), get(next))),
      leave(1, longUnequal(longWord(get(at)), longWord(inBase))),
      increase(at, constant(8)),
    ),
    goOnWhile(at, and(below(get(at), get(next)), equal(byte(get(at)), byte(inBase)))),
  ];
  const logEntry = [logged(log, logEnd, get(tree), get(next)), set(tree, get(next))];
  const passBase = set(base, get(baseNext));
  const findName = (start: number, local: number) => [
    set(local, get(start)),
    goOnWhile(local, above(byte(get(local)), constant(BLANK))),
  ];
  const isNameEnd = equal(byte(get(at)), constant(0));
  const byName = [
    findName(tree, at),
    findName(base, baseAt),
    forever(
      leave(1, or(isNameEnd, unequal(byte(get(at)), byte(get(baseAt))))),
      increase(at, constant(1)),
      increase(baseAt, constant(1)),
    ),
    when(
      equal(byte(get(at)), byte(get(baseAt))),
      [logEntry, passBase],
      when(below(byte(get(at)), byte(get(baseAt))), logEntry, passBase),
    ),
  ];
  const isSame = and(equal(get(at), get(next)), notBelow(get(baseEnd), inBase));
  const code = [
    forever(
      leave(1, or(notBelow(get(tree), get(treeEnd)), above(add(get(log), constant(8)), get(logEnd)))),
      findEnd(tree, treeEnd, next),
      when(above(get(next), get(treeEnd)), NO),
      when(notBelow(get(base), get(baseEnd)), logEntry, [
        passSame,
        when(
          isSame,
          [set(tree, get(next)), set(base, inBase)],
          [
            findEnd(base, baseEnd, baseNext),
            when(above(get(baseNext), get(baseEnd)), set(base, get(baseEnd)), byName),
          ],
        ),
      ]),
    ),
    storeWord(constant(0), get(tree)),
    storeWord(constant(4), get(base)),
    get(log),
  ];
  return { name: 'compare', parameters: 7, integers: 5, hasResult: true, code };
}

const BLANK = 0x20;
