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
  type FunctionCode,
  get,
  increase,
  logged,
  loopWhile,
  NO,
  notBelow,
  or,
  set,
  shiftLeft,
  storeWord,
  subtract,
  unequal,
  when,
  word,
} from '../../prefilter/web-assembly.ts';

/** So many bytes are copied where there is anything to copy, whether it is as much or not. */
export const BEHIND = 32;

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

/** Makes a text. */
export function make(): FunctionCode {
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

/** Tells what of a text is new. */
export function changed(): FunctionCode {
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

/** Tells what of a text is not new. */
export function same(): FunctionCode {
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
