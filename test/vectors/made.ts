import { Sample } from '../../src/core/sample.ts';
import { BLOCKED, PASSED, textOf } from './shapes.ts';

/** The vectors with values, for whoever runs other tools on them. */
export function makeVectors(
  seed: number,
): { name: string; expect: string; text: string; path: string | undefined }[] {
  return [...BLOCKED, ...PASSED].map((vector, nth) => ({
    name: vector.name,
    expect: vector.rule === undefined ? 'pass' : 'block',
    text: textOf(vector, new Sample(seed + nth)),
    path: vector.path,
  }));
}
