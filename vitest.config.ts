import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LONG, RANDOM } from './test/sets.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** True if tests run all of their random cases. */
    isFull: boolean;
  }
}

/**
 * Returns the test files of a folder that run in a mode; `test/sets.ts` lists them with reasons.
 *
 * @param mode `full` for `npm run test:full` (`vitest run --mode full`), `all` for both, anything else for `npm test`
 */
function filesIn(folder: string, mode: string): { include: string[]; exclude: string[] } {
  const isHere = (path: string) => path.startsWith(`${folder}/`);
  if (mode === 'full') return { include: [...Object.keys(LONG), ...RANDOM].filter(isHere), exclude: [] };
  const include = [`${folder}/**/*.test.ts`];
  return { include, exclude: mode === 'all' ? [] : Object.keys(LONG).filter(isHere) };
}

export default defineConfig(({ mode }) => {
  const settings = (name: string) => ({
    name,
    ...filesIn(`test/${name}`, mode),
    provide: { isFull: mode === 'full' || mode === 'all' },
    // on a busy machine, seconds become a minute
    testTimeout: 240_000,
    hookTimeout: 240_000,
  });
  return {
    test: {
      // most time is spent in git and hook processes; by default, vitest uses one of two cores
      maxWorkers: Math.max(2, availableParallelism() - 1),
      projects: [
        { test: settings('unit') },
        { test: settings('integration') },
        { test: { ...settings('e2e'), globalSetup: ['test/helpers/pack.ts'] } },
      ],
    },
  };
});
