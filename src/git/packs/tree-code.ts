import {
  above,
  add,
  and,
  below,
  byte,
  type Code,
  constant,
  equal,
  forever,
  type FunctionCode,
  get,
  increase,
  isSameBlock,
  leave,
  leaveNow,
  logged,
  loopWhile,
  lowestBit,
  NO,
  notBelow,
  or,
  set,
  storeWord,
  subtract,
  unequal,
  when,
  zeroBits,
} from '../../prefilter/web-assembly.ts';

const [TREE, TREE_END, BASE, BASE_END, ID_LENGTH, LOG, LOG_END] = [0, 1, 2, 3, 4, 5, 6] as const;
/** Where the next entry begins in the tree and in its base; and what the steps below work with. */
const [NEXT, BASE_NEXT, AT, SHIFT, BASE_AT, ZEROS] = [7, 8, 9, 10, 11, 12] as const;

/** Tells the entries of a tree that another one has not, both of which are in order of their names. */
export function compare(): FunctionCode {
  const isSame = and(equal(get(AT), get(NEXT)), notBelow(get(BASE_END), add(get(AT), get(SHIFT))));
  const code = [
    forever(
      leave(1, or(notBelow(get(TREE), get(TREE_END)), above(add(get(LOG), constant(8)), get(LOG_END)))),
      findEnd(TREE, TREE_END, NEXT),
      when(above(get(NEXT), get(TREE_END)), NO),
      when(notBelow(get(BASE), get(BASE_END)), tellEntry(), [
        passSame(),
        when(
          isSame,
          [set(TREE, get(NEXT)), set(BASE, add(get(AT), get(SHIFT)))],
          [
            findEnd(BASE, BASE_END, BASE_NEXT),
            when(above(get(BASE_NEXT), get(BASE_END)), set(BASE, get(BASE_END)), compareNames()),
          ],
        ),
      ]),
    ),
    storeWord(constant(0), get(TREE)),
    storeWord(constant(4), get(BASE)),
    get(LOG),
  ];
  return { name: 'compare', parameters: 7, integers: 6, hasResult: true, code };
}

/** An entry is its mode, a blank, a name, a zero byte and an id; of one that is cut off the end is somewhere behind. */
function findEnd(start: number, stop: number, target: number): Code {
  return [
    set(target, get(start)),
    forever(
      set(ZEROS, zeroBits(get(target))),
      leave(1, or(get(ZEROS), notBelow(get(target), get(stop)))),
      increase(target, constant(BLOCK)),
    ),
    when(get(ZEROS), increase(target, lowestBit(get(ZEROS)))),
    increase(target, add(constant(1), get(ID_LENGTH))),
  ];
}

/** Leads `AT` through the entry as long as it is the same as in the base. */
function passSame(): Code {
  const inBase = add(get(AT), get(SHIFT));
  return [
    set(AT, get(TREE)),
    set(SHIFT, subtract(get(BASE), get(TREE))),
    forever(
      leave(1, above(add(get(AT), constant(BLOCK)), get(NEXT))),
      when(isSameBlock(get(AT), inBase), increase(AT, constant(BLOCK)), leaveNow(2)),
    ),
    goOnWhile(AT, and(below(get(AT), get(NEXT)), equal(byte(get(AT)), byte(inBase)))),
  ];
}

/** Goes on in the tree, in its base, or in both, whichever name comes first. */
function compareNames(): Code {
  const passBase = set(BASE, get(BASE_NEXT));
  const isSame = equal(byte(get(AT)), byte(get(BASE_AT)));
  return [
    findName(TREE, AT),
    findName(BASE, BASE_AT),
    forever(
      leave(1, or(equal(byte(get(AT)), constant(0)), unequal(byte(get(AT)), byte(get(BASE_AT))))),
      increase(AT, constant(1)),
      increase(BASE_AT, constant(1)),
    ),
    when(
      isSame,
      [tellEntry(), passBase],
      when(below(byte(get(AT)), byte(get(BASE_AT))), tellEntry(), passBase),
    ),
  ];
}

function findName(start: number, target: number): Code {
  return [set(target, get(start)), goOnWhile(target, above(byte(get(target)), constant(BLANK)))];
}

function tellEntry(): Code {
  return [logged(LOG, LOG_END, get(TREE), get(NEXT)), set(TREE, get(NEXT))];
}

function goOnWhile(local: number, condition: Code): Code {
  return loopWhile(condition, increase(local, constant(1)));
}

/** What is looked at at a time, in bytes. */
const BLOCK = 16;

const BLANK = 0x20;
