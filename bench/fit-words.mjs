// Fits the model of src/rules/values/word-model.ts and writes its table: `node bench/fit-words.mjs FOLDER…`
//
// Consecutive words in names and prose, without the characters between them, are modelled as a second-order Markov chain over
// the 26 letters. Its transitions are counted, and smoothed with those of a first-order chain. For each letter after two others
// the table has log2 of its likelihood in words divided by its likelihood in a random text, in half bits. One file in ten is
// held out. Fitted to the documentation and libraries of Python and Perl, Debian's /usr/share/doc and node_modules.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { filesIn } from './files.mjs';

const TABLE = fileURLToPath(new URL('../src/rules/values/word-table.ts', import.meta.url));
const LETTERS = 26;
/** The 16 letters of a key ID after its prefix, plus the last two letters of the prefix. */
const LENGTH = 18;
const BEGINNING = [8, 0];
/** The weight of the first-order chain, in counts. */
const PRIOR = 20;
const MAX_FILE_BYTES = 600_000;
const TEXTS = /\.(?:md|ts|js|json|txt|html|mjs|cjs|py|pm|pod|pl)$|README[^/]*$/;

/** Words in one case or in mixed case, with a space, dash, underscore or nothing between them. */
const PHRASE =
  /(?<![A-Za-z])(?:[A-Za-z][a-z]{1,14}[ _-]?){2,6}(?![A-Za-z])|(?<![A-Za-z])(?:[A-Z]{2,14}[ _-]){1,5}[A-Z]{2,14}(?![A-Za-z])/g;

/** Returns distinct phrases as letter indexes: those to fit to, and the held-out ones. */
function collectPhrases(folders) {
  const [fitted, heldOut] = [new Set(), new Set()];
  let files = 0;
  for (const folder of folders)
    for (const path of filesIn(folder)) {
      if (!TEXTS.test(path) || statSync(path).size >= MAX_FILE_BYTES) continue;
      const phrases = files % 10 === 0 ? heldOut : fitted;
      files += 1;
      for (const [phrase] of readFileSync(path, 'latin1').matchAll(PHRASE)) {
        const letters = phrase.toUpperCase().replace(/[^A-Z]/g, '');
        if (letters.length >= 10 && /[AEIOU]/.test(letters)) phrases.add(letters);
      }
    }
  const numbers = (phrases) =>
    phrases.map((phrase) => Uint8Array.from(Buffer.from(phrase), (code) => code - 65));
  return [numbers([...fitted]), numbers([...heldOut].filter((phrase) => !fitted.has(phrase)))];
}

const cellOf = (phrase, end, order) => {
  let cell = 0;
  for (let at = end - order + 1; at <= end; at += 1) cell = cell * LETTERS + phrase[at];
  return cell;
};

function countsOf(phrases, order) {
  const counts = new Float64Array(LETTERS ** order);
  for (const phrase of phrases)
    for (let end = order - 1; end < phrase.length; end += 1) counts[cellOf(phrase, end, order)] += 1;
  return counts;
}

/** Returns the share of each letter after its predecessors, smoothed with the shares for one predecessor less. */
function sharesOf(phrases, order, fewer) {
  const counts = countsOf(phrases, order);
  return counts.map((count, cell) => {
    const row = cell - (cell % LETTERS);
    const total = counts.subarray(row, row + LETTERS).reduce((a, b) => a + b, 0);
    return (count + PRIOR * fewer[cell % fewer.length]) / (total + PRIOR);
  });
}

function fit(phrases) {
  let shares = new Float64Array(LETTERS).fill(1 / LETTERS);
  for (const order of [1, 2, 3]) shares = sharesOf(phrases, order, shares);
  return shares.map((share) => Math.max(-16, Math.min(16, Math.round(2 * Math.log2(share * LETTERS)))) / 2);
}

function scoreOf(letters, table) {
  let score = 0;
  for (let end = 2; end < LENGTH; end += 1) score += table[cellOf(letters, end, 3)];
  return score;
}

const [fitted, heldOut] = collectPhrases(process.argv.slice(2));
const table = fit(fitted);
const words = heldOut
  .filter((phrase) => phrase.length >= LENGTH)
  .map((phrase) => scoreOf([...BEGINNING, ...phrase], table));
const SAMPLES = 30_000_000;
const random = new Map();
const letters = Uint8Array.from({ length: LENGTH }, (_, at) => BEGINNING[at] ?? 0);
for (let sample = 0; sample < SAMPLES; sample += 1) {
  for (let at = BEGINNING.length; at < LENGTH; at += 1) letters[at] = Math.floor(Math.random() * LETTERS);
  const score = scoreOf(letters, table);
  random.set(score, (random.get(score) ?? 0) + 1);
}
// the share of IDs without a digit
const withoutDigits = (26 / 32) ** LENGTH;
console.log(`phrases ${fitted.length}, held out ${words.length}`);
for (let limit = 4; limit <= 16; limit += 1) {
  const lost = [...random].reduce((sum, [score, count]) => (score >= limit ? sum + count : sum), 0) / SAMPLES;
  const recognized = words.filter((score) => score >= limit).length / words.length;
  console.log(
    `limit ${limit}: loses ${(lost * withoutDigits * 1e6).toFixed(2)} of 1,000,000 random IDs; recognizes ${(recognized * 100).toFixed(1)} % of words`,
  );
}
const rows = Array.from(table, (bits) => String.fromCharCode(64 + bits * 2))
  .join('')
  .match(/.{676}/g);
writeFileSync(
  TABLE,
  `/**
 * Made by bench/fit-words.mjs from ${fitted.length} phrases; do not edit. One line for each letter. In it, for each second letter,
 * one character for each letter that may follow the two: its log-likelihood ratio in words and in random text, in half
 * bits; '0' is -8 bits, '@' is none, 'P' is +8.
 */
export const TRIPLES: readonly string[] = [
${rows.map((row) => `  '${row.replace(/[\\']/g, '\\$&')}',`).join('\n')}
];
`,
);
