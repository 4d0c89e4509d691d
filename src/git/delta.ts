import type { Same, Stretch } from '../core/source.ts';

/** How a text is made of another one: what is copied from that, and what is new (https://git-scm.com/docs/gitformat-pack). */
export class Delta {
  /** In bytes. */
  readonly baseSize: number;
  readonly size: number;
  readonly #program: Buffer;
  /** Where in the program its steps begin. */
  readonly #start: number;

  /** @throws RangeError when it is cut off */
  constructor(program: Buffer) {
    const cursor = { at: 0 };
    this.#program = program;
    this.baseSize = sizeIn(program, cursor);
    this.size = sizeIn(program, cursor);
    this.#start = cursor.at;
  }

  /**
   * Makes the text.
   *
   * @param target as much room as it takes
   * @throws RangeError when it is not made of that base, or not as long as it says
   */
  make(base: Buffer, target: Buffer): void {
    if (base.length !== this.baseSize || target.length !== this.size)
      throw new RangeError('made of something else');
    const program = this.#program;
    this.#steps((start, end, from) => {
      if (from >= 0) copy(base, from, target, start, end);
      else copy(program, ~from, target, start, end);
    });
  }

  /**
   * What is not the same as in the base, or has other neighbours.
   *
   * @param near those that are not further apart, in bytes, are one
   */
  changed(near: number): Stretch[] {
    const stretches: { start: number; end: number }[] = [];
    let last: { start: number; end: number } | undefined;
    let [done, shift] = [0, 0];
    const add = (start: number, further: number) => {
      // where something is only taken out, what stood around it comes together
      if (start === done && further === shift) return;
      if (last !== undefined && done - last.end < near) last.end = start;
      else stretches.push((last = { start: done, end: start }));
    };
    this.#steps((start, end, from) => {
      if (from < 0) return;
      add(start, start - from);
      [done, shift] = [end, start - from];
    });
    add(this.size, this.size - this.baseSize);
    return stretches;
  }

  /** What stands in the base as well. */
  same(): Same[] {
    const same: Same[] = [];
    this.#steps((start, end, from) => {
      if (from >= 0) same.push({ start, end, shift: start - from });
    });
    return same;
  }

  /** Tells of each step what it makes, and from where it takes that: from the base, or, as less than 0, from the program. */
  #steps(tell: (start: number, end: number, from: number) => void): void {
    const program = this.#program;
    let made = 0;
    for (let at = this.#start; at < program.length;) {
      const step = program[at] as number;
      at += 1;
      let from = ~at;
      let length = step;
      if (step >= COPY) {
        from = 0;
        length = 0;
        for (let bit = 0; bit < 7; bit += 1)
          if ((step >> bit) & 1) {
            const byte = program[at] ?? 0;
            at += 1;
            if (bit < 4) from += byte * FACTORS[bit]!;
            else length += byte * FACTORS[bit - 4]!;
          }
        length ||= WHOLE;
        if (from + length > this.baseSize) throw new RangeError('more than the base has');
      } else at += length;
      const end = made + length;
      if (length === 0 || at > program.length || end > this.size) throw new RangeError('no such step');
      tell(made, end, from);
      made = end;
    }
    if (made !== this.size) throw new RangeError('not as long as it says');
  }
}

/** Seven bits at a time, the lowest first. */
function sizeIn(bytes: Buffer, cursor: { at: number }): number {
  let size = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[cursor.at];
    if (byte === undefined) throw new RangeError('cut off');
    cursor.at += 1;
    size += (byte & 127) * factor;
    if (byte < 128) return size;
  }
}

/** A step of this, or more, copies; one of less is followed by as many bytes. */
const COPY = 0x80;

/** What is copied where no length is told, in bytes. */
const WHOLE = 0x1_0000;

const FACTORS = [1, 2 ** 8, 2 ** 16, 2 ** 24] as const;

/** Of a few bytes asking for a copy takes longer than making it. */
function copy(source: Buffer, from: number, target: Buffer, start: number, end: number): void {
  if (end - start > FEW) source.copy(target, start, from, from + end - start);
  else for (let at = start; at < end; at += 1) target[at] = source[from + at - start] as number;
}

const FEW = 40;
