import { TRIPLES } from './word-table.ts';

/**
 * True if a key ID reads as words in capital letters without spaces, such as `ASIAPACIFICNORTHEAST`.
 *
 * This is a likelihood ratio test of independent letters against a second-order Markov chain that was fitted to names and
 * prose (bench/fit-words.mjs). Each letter counts by how much likelier it is in words after the two letters before it.
 *
 * One key ID in 28 has no digit. Less than one random ID in a million reads as words, and 94 % of the words that were held
 * out when the model was fitted.
 *
 * @param id a text in the format of a key ID
 * @param isInRun true if it is directly next to more capital letters, as in a sentence without spaces: then the limit is
 *   lower, and four random IDs in a million read as words
 */
export function readsAsWords(id: string, isInRun = false): boolean {
  if (!/^[A-Z]{20}$/.test(id)) return false;
  // the words start with the last two letters of the prefix
  const letters = id.slice(2);
  let bits = 0;
  for (let index = 2; index < letters.length; index += 1) {
    const row = TRIPLES[letters.charCodeAt(index - 2) - FIRST] ?? '';
    const cell = (letters.charCodeAt(index - 1) - FIRST) * LETTERS + letters.charCodeAt(index) - FIRST;
    bits += (row.charCodeAt(cell) - NO_EVIDENCE) / 2;
  }
  return bits >= (isInRun ? LIMIT_IN_RUN : LIMIT);
}

/** From this many bits on, an ID reads as words. */
const [LIMIT, LIMIT_IN_RUN] = [7, 2];

const [FIRST, LETTERS] = [65, 26] as const;

/** The character code in the table for 0 bits. */
const NO_EVIDENCE = 64;
