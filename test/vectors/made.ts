import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { BLOCKED, PASSED, textOf } from './shapes.ts';

/** Returns the vectors with values, to run other tools on them. */
export function makeVectors(
  seed: number,
): { name: string; expect: string; text: string; path: string | undefined }[] {
  return [...BLOCKED, ...PASSED].map((vector, nth) => ({
    name: vector.name,
    expect: vector.rule === undefined ? 'pass' : 'block',
    text: textOf(vector, new FakeCredentials(seed + nth)),
    path: vector.path,
  }));
}
