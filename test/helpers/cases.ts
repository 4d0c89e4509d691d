import { inject } from 'vitest';

/**
 * How many random cases a test looks at: few of them in `npm test`, all in `npm run test:full`, any number by
 * `KEYWARD_CASES=4000`. They begin with the same ones. A file that asks has its line in `test/sets.ts`.
 */
export function cases(few: number, all: number): number {
  return Number(process.env['KEYWARD_CASES'] ?? (inject('isFull') ? all : few));
}
