import { FakeCredentials } from '../../src/rules/fake-credentials.ts';

const DEFAULT = 20_261_129;

const wanted = process.env['KEYWARD_TEST_SEED'];

/**
 * The seed of all random tests. By default it is always the same, so that a test result depends only on the code.
 * `KEYWARD_TEST_SEED=random npm test` tries new cases, and a number repeats an earlier run.
 */
export const seed: number =
  wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted ?? DEFAULT);

/** Made-up credentials, other ones at each call. */
export const sample: FakeCredentials = new FakeCredentials(seed);

if (wanted !== undefined) console.log(`seed ${seed}`);
