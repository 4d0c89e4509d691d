import { inject } from 'vitest';

/**
 * Returns the number of random cases for a test: few in `npm test`, all in `npm run test:full`, any number with
 * `KEYWARD_CASES=4000`. The first cases are the same. A file that calls this is listed in `test/sets.ts`.
 */
export function cases(few: number, all: number): number {
  return Number(process.env['KEYWARD_CASES'] ?? (inject('isFull') ? all : few));
}
