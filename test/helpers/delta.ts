import { deflateSync } from 'node:zlib';
import type { Change } from '../../src/prefilter/batch.ts';
import { PackMemory } from '../../src/git/packs/pack-memory.ts';

/** What is told of a text that is stored as a change of another one. */
export function changeBetween(base: Buffer, text: Buffer): Change {
  const delta = deltaBetween(base, text);
  const bytes = deflateSync(delta);
  const deflated = { bytes, start: 0, end: bytes.length, size: delta.length };
  const steps = () => MEMORY.inflateSteps(deflated, MEMORY.texts(1), 0);
  return { changed: (near) => MEMORY.changed(steps(), near), same: () => MEMORY.same(steps()) };
}

const MEMORY = new PackMemory(1 << 20);

/** How git would store a text as a change of another one: blocks that both have, and what is new. */
function deltaBetween(base: Buffer, text: Buffer): Buffer {
  const blocks = new Map<string, number>();
  for (let at = 0; at + BLOCK <= base.length; at += BLOCK)
    blocks.set(base.toString('latin1', at, at + BLOCK), at);
  const steps: Buffer[] = [sizeOf(base.length), sizeOf(text.length)];
  let [at, begun] = [0, 0];
  while (at < text.length) {
    const from = blocks.get(text.toString('latin1', at, at + BLOCK));
    if (from === undefined) {
      at += 1;
      continue;
    }
    let length = BLOCK;
    while (
      length < MOST &&
      at + length < text.length &&
      from + length < base.length &&
      text[at + length] === base[from + length]
    )
      length += 1;
    steps.push(...insertions(text.subarray(begun, at)), copyStep(from, length));
    at += length;
    begun = at;
  }
  steps.push(...insertions(text.subarray(begun)));
  return Buffer.concat(steps);
}

const [BLOCK, MOST] = [16, 0xff_ff_ff] as const;

function sizeOf(length: number): Buffer {
  const bytes: number[] = [];
  let rest = length;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

function insertions(bytes: Buffer): Buffer[] {
  const steps: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 127) {
    const some = bytes.subarray(at, at + 127);
    steps.push(Buffer.from([some.length]), some);
  }
  return steps;
}

function copyStep(from: number, length: number): Buffer {
  const numbers = [from, from >> 8, from >> 16, from >> 24, length, length >> 8, length >> 16];
  const bytes = numbers.map((each) => each & 0xff);
  // this length is told by telling none
  if (length === 0x1_00_00) bytes.fill(0, 4);
  const step = bytes.reduce((bits, byte, bit) => bits | (Number(byte !== 0) << bit), 0x80);
  return Buffer.from([step, ...bytes.filter((byte) => byte !== 0)]);
}
