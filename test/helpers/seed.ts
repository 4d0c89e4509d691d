/** A new seed each run, printed so that a failure can be repeated: KEYWARD_TEST_SEED=… npm test */
export const seed: number = Number(process.env['KEYWARD_TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

console.log(`seed ${seed}`);
