/**
 * The few WebAssembly instructions that are used here (https://webassembly.github.io/spec/core/binary/). An instruction that
 * takes operands gets their code.
 */
export type Code = readonly (number | Code)[];

/** A function of a module. Its parameters and its result are 32-bit integers. */
export interface FunctionCode {
  readonly name: string;
  readonly parameters: number;
  /** The number of its local variables after the parameters: first 32-bit, then 64-bit. */
  readonly integers: number;
  readonly longs?: number;
  readonly hasResult: boolean;
  readonly code: Code;
}

/** The part of WebAssembly that is used here; TypeScript has its types only with those of browsers. */
declare const WebAssembly: {
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Module: new (code: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** WebAssembly memory is always little-endian; JavaScript typed arrays follow the processor. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** True if WebAssembly works here. A Node that forbids code generation has none. */
export function hasWebAssembly(): boolean {
  return typeof WebAssembly === 'object' && IS_LITTLE_ENDIAN;
}

/** WebAssembly memory with an allocator that never frees. The system provides only the pages that are used. */
export class WebMemory {
  readonly #memory: { readonly buffer: ArrayBuffer };
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  #taken = 0;

  /** @param size in bytes */
  constructor(size: number) {
    this.#memory = new WebAssembly.Memory({ initial: Math.ceil(size / PAGE) });
    this.words = new Int32Array(this.#memory.buffer);
    this.bytes = new Uint8Array(this.#memory.buffer);
  }

  /**
   * Allocates memory.
   *
   * @param size in bytes
   * @returns the address
   * @throws TypeError if none is left
   */
  take(size: number): number {
    const address = this.#taken;
    this.#taken = Math.ceil((address + size) / ALIGNMENT) * ALIGNMENT;
    if (this.#taken > this.bytes.length) throw new TypeError('more memory is needed');
    return address;
  }

  /** Compiles functions over this memory; returns them by name. */
  compile<T>(functions: readonly FunctionCode[]): T {
    const module = new WebAssembly.Module(moduleOf(functions));
    return new WebAssembly.Instance(module, { m: { m: this.#memory } }).exports as T;
  }
}

const [PAGE, ALIGNMENT] = [65_536, 64] as const;

/** Returns a module that imports its memory as `m.m`. */
function moduleOf(functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const list = (encode: (one: FunctionCode, index: number) => Code) => [
    unsigned(functions.length),
    functions.map(encode),
  ];
  const integers = (count: number) => [unsigned(count), Array.from({ length: count }, () => INTEGER)];
  return Uint8Array.from(
    flat([
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(
        1,
        list((one) => [0x60, integers(one.parameters), integers(Number(one.hasResult))]),
      ),
      section(2, [1, named('m'), named('m'), 2, 0, 1]),
      section(
        3,
        list((_one, index) => unsigned(index)),
      ),
      section(
        7,
        list((one, index) => [named(one.name), 0, unsigned(index)]),
      ),
      section(
        10,
        list(({ integers: short, longs = 0, code }) =>
          sized([2, unsigned(short), INTEGER, unsigned(longs), LONG, code, END]),
        ),
      ),
    ]),
  );
}

function section(id: number, content: Code): Code {
  return [id, sized(content)];
}

function sized(content: Code): Code {
  const bytes = flat(content);
  return [unsigned(bytes.length), bytes];
}

function named(text: string): Code {
  return sized([...Buffer.from(text)]);
}

function flat(code: Code, into: number[] = []): number[] {
  for (const part of code)
    if (typeof part === 'number') into.push(part);
    else flat(part, into);
  return into;
}

const [INTEGER, LONG, END, NOTHING] = [0x7f, 0x7e, 0x0b, 0x40] as const;

/** LEB128, the encoding of numbers in WebAssembly. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  return value >= -0x40 && value < 0x40 ? [value & 0x7f] : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];
export const constant = (value: number): Code => [0x41, signed(value)];
export const longConstant = (value: number): Code => [0x42, signed(value)];

/** Loads the value at an address plus an offset in bytes. */
export const word = (address: Code, offset = 0): Code => [address, 0x28, 0, unsigned(offset)];
export const longWord = (address: Code, offset = 0): Code => [address, 0x29, 0, unsigned(offset)];
export const byte = (address: Code, offset = 0): Code => [address, 0x2d, 0, unsigned(offset)];
export const storeWord = (address: Code, value: Code, offset = 0): Code => [
  ...[address, value],
  ...[0x36, 0, unsigned(offset)],
];
const binary =
  (instruction: number) =>
  (first: Code, ...others: readonly Code[]): Code => [first, others.map((other) => [other, instruction])];
export const add: ReturnType<typeof binary> = binary(0x6a);
export const and: ReturnType<typeof binary> = binary(0x71);
export const or: ReturnType<typeof binary> = binary(0x72);
export const shiftLeft: ReturnType<typeof binary> = binary(0x74);
export const equal: ReturnType<typeof binary> = binary(0x46);
export const unequal: ReturnType<typeof binary> = binary(0x47);
/** Signed comparison. */
export const less: ReturnType<typeof binary> = binary(0x48);
export const notLess: ReturnType<typeof binary> = binary(0x4e);
/** Unsigned comparison, as for addresses. */
export const notBelow: ReturnType<typeof binary> = binary(0x4f);
export const longShiftRight: ReturnType<typeof binary> = binary(0x88);
/** The lower half of a 64-bit integer. */
export const lowerHalf = (long: Code): Code => [long, 0xa7];
export const choose = (condition: Code, yes: Code, no: Code): Code => [yes, no, condition, 0x1b];

/** A block; {@link leave} with depth 0 exits it from directly inside. */
export const block = (...body: readonly Code[]): Code => [0x02, NOTHING, body, END];
/** An endless loop; {@link leave} with depth 1 exits it from directly inside. */
export const forever = (...body: readonly Code[]): Code => [
  ...[0x02, NOTHING, 0x03, NOTHING],
  body,
  ...[0x0c, 0, END, END],
];
export const leave = (depth: number, condition: Code): Code => [condition, 0x0d, unsigned(depth)];
export const when = (condition: Code, yes: Code, no: Code = []): Code => [
  ...[condition, 0x04, NOTHING, yes],
  ...(no.length === 0 ? [] : [0x05, no]),
  END,
];
