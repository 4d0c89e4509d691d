const DEFAULT = 20_261_129;

const wanted = process.env['KEYWARD_TEST_SEED'];

/**
 * What all random tests of a run begin with. It is the same each time, so that a change is judged by itself and not by
 * luck; `KEYWARD_TEST_SEED=random npm test` looks at new cases, and a number repeats those of an earlier run.
 */
export const seed: number =
  wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted ?? DEFAULT);

if (wanted !== undefined) console.log(`seed ${seed}`);
