// Fits the model of src/rules/values/randomness.ts and writes its table: `node bench/fit-randomness.mjs FOLDER…`
//
// Runs of 40 characters of the base64 alphabet in real code are a mixture: some are random (hashes, keys, slices of binary
// data), the others are written by people (paths, class names, words). Random runs are uniform over 64 characters. Written runs
// are modelled as a first-order Markov chain, whose 64 × 64 transitions are fitted by expectation maximisation (Dempster, Laird,
// Rubin 1977), with an unknown share of each kind. For each pair of neighbours the table has log2 of its likelihood in a written
// run divided by its likelihood in a random run, in half bits.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { filesIn } from './files.mjs';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const INDEX = new Map(Array.from(ALPHABET, (character, index) => [character, index]));
const LENGTH = 40;
const TABLE = fileURLToPath(new URL('../src/rules/values/bigram-table.ts', import.meta.url));

/** Returns distinct runs with letters of both cases, cut to 40 characters; only some runs of a folder share a beginning. */
function collectRuns(folders) {
  const runs = new Set();
  const beginnings = new Map();
  for (const folder of folders) {
    for (const path of filesIn(folder)) {
      if (statSync(path).size >= 4_000_000) continue;
      for (const [run] of readFileSync(path, 'latin1').matchAll(/(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40,200}/g)) {
        const cut = run.slice(0, LENGTH);
        if (!/[a-z]/.test(cut) || !/[A-Z]/.test(cut)) continue;
        const head = cut.slice(0, 12);
        const same = beginnings.get(head) ?? 0;
        if (same >= 20) continue;
        beginnings.set(head, same + 1);
        runs.add(cut);
      }
    }
  }
  return [...runs].map((run) => Uint8Array.from(run, (character) => INDEX.get(character)));
}

/** Fits the transitions and first letters of the written runs, as log2 of the ratio to 1/64. */
function fit(runs) {
  let table = new Float64Array(64 * 64);
  let share = 0.5;
  let posteriors = runs.map((run) => (changesOf(run) > 22 ? 0.1 : 0.9));
  for (let step = 0; step < 30; step += 1) {
    const counts = new Float64Array(64 * 64).fill(0.5);
    for (const [at, run] of runs.entries())
      for (let i = 1; i < LENGTH; i += 1) counts[run[i - 1] * 64 + run[i]] += posteriors[at];
    table = counts.map((count, cell) => {
      const row = cell - (cell % 64);
      const total = counts.subarray(row, row + 64).reduce((a, b) => a + b, 0);
      return Math.log2((count / total) * 64);
    });
    share = posteriors.reduce((a, b) => a + b, 0) / runs.length;
    posteriors = runs.map((run) => 1 / (1 + ((1 - share) / share) * 2 ** -scoreOf(run, table)));
  }
  return { table, share };
}

function changesOf(run) {
  const kind = (code) => (code < 26 ? 0 : code < 52 ? 1 : code < 62 ? 2 : 3);
  let changes = 0;
  for (let i = 1; i < LENGTH; i += 1) if (kind(run[i]) !== kind(run[i - 1])) changes += 1;
  return changes;
}

function scoreOf(run, table) {
  let score = 0;
  for (let i = 1; i < LENGTH; i += 1) score += table[run[i - 1] * 64 + run[i]];
  return score;
}

/** Rounds to half bits, from -8 to +8 bits. */
function roundOff(table) {
  return table.map((bits) => Math.max(-16, Math.min(16, Math.round(bits * 2))) / 2);
}

/** Encodes each cell as a character: '0' is -8 bits, '@' is none, 'P' is +8. */
function encode(rounded) {
  return Array.from(rounded, (bits) => String.fromCharCode(64 + bits * 2)).join('');
}

const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

const folders = process.argv.slice(2);
const runs = collectRuns(folders);
const { table, share } = fit(runs);
const rounded = roundOff(table);
const random = Array.from({ length: 1_000_000 }, () => {
  const run = Uint8Array.from(randomBytes(30).toString('base64'), (character) => INDEX.get(character));
  return scoreOf(run, rounded);
}).sort((a, b) => a - b);
const seen = runs.map((run) => scoreOf(run, rounded)).sort((a, b) => a - b);
console.log(`runs ${runs.length}, written ${(share * 100).toFixed(1)} %`);
for (const part of [0.001, 0.01, 0.5, 0.99, 0.999, 0.9999, 0.99999, 1])
  console.log(
    `random ${part}: ${quantile(random, part).toFixed(1)}   corpus ${part}: ${quantile(seen, part).toFixed(1)}`,
  );
for (const limit of [-40, -30, -20, -10, 0, 10, 20]) {
  const lost = random.filter((score) => score >= limit).length;
  const caught = seen.filter((score) => score >= limit).length;
  console.log(
    `limit ${limit}: loses ${lost} of 1,000,000 random; treats ${caught} of ${runs.length} as written`,
  );
}
const rows = encode(rounded).match(/.{64}/g);
writeFileSync(
  TABLE,
  `/**
 * Made by bench/fit-randomness.mjs from ${runs.length} runs of real code; do not edit. One line for each character of the
 * base64 alphabet. In it, one character for each that may follow: the log-likelihood ratio of the pair in written text
 * and in random bytes, in half bits; '0' is -8 bits, '@' is none, 'P' is +8.
 */
export const PAIRS: readonly string[] = [
${rows.map((row) => `  '${row}',`).join('\n')}
];
`,
);
