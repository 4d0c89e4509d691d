import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LONG, RANDOM } from './test/sets.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether all random cases are looked at. */
    isFull: boolean;
  }
}

/**
 * The test files of a folder that run in a mode: `test/sets.ts` says which and why.
 *
 * @param mode as in `vitest run --mode full`, which `npm run test:full` runs, or `all`; anything else is `npm test`
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
    // on a busy machine what takes seconds takes a minute
    testTimeout: 240_000,
    hookTimeout: 240_000,
  });
  return {
    test: {
      // most of the time is that of git and of the hooks' own processes; left alone, vitest takes one of two cores
      maxWorkers: Math.max(2, availableParallelism() - 1),
      projects: [
        { test: settings('unit') },
        { test: settings('integration') },
        { test: { ...settings('e2e'), globalSetup: ['test/helpers/pack.ts'] } },
      ],
    },
  };
});
