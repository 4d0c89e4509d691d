import { TRIPLES } from './word-table.ts';

/**
 * Whether a key ID reads as words that are written together in capital letters, as `ASIAPACIFICNORTHEAST`.
 *
 * A test of two hypotheses: independent letters against a second-order Markov chain that was fitted to names and prose
 * (bench/fit-words.mjs). Each letter counts by how much likelier it is after the two before it in words.
 *
 * One key ID in 28 has no digit. Of all random IDs, less than one in a million reads as words; of words that were held out
 * when the model was fitted, 94 % do.
 *
 * @param id a text with the shape of a key ID
 * @param isInRun whether it is directly next to more capital letters, as in a sentence without blanks: then less is enough,
 *   and four of a million random IDs read as words
 */
export function readsAsWords(id: string, isInRun = false): boolean {
  if (!/^[A-Z]{20}$/.test(id)) return false;
  // the end of the prefix is the beginning of the words
  const letters = id.slice(2);
  let bits = 0;
  for (let at = 2; at < letters.length; at += 1) {
    const row = TRIPLES[letters.charCodeAt(at - 2) - FIRST] ?? '';
    const cell = (letters.charCodeAt(at - 1) - FIRST) * LETTERS + letters.charCodeAt(at) - FIRST;
    bits += (row.charCodeAt(cell) - NO_EVIDENCE) / 2;
  }
  return bits >= (isInRun ? LIMIT_IN_RUN : LIMIT);
}

/** Bits in favour of words. */
const [LIMIT, LIMIT_IN_RUN] = [7, 2];

const [FIRST, LETTERS] = [65, 26] as const;

/** How the table writes that a letter is as likely in words as in a random text. */
const NO_EVIDENCE = 64;
