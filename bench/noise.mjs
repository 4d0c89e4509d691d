// How often keyward is wrong on real code that nobody here wrote: `npm run noise`. Ends with 1 when it is too often, or
// when it found something that nobody has looked at yet.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rules, scan, unfold } from '../dist/index.js';
import { fetchCorpus } from './corpus.mjs';
import { table, writeSection } from './document.mjs';

/** What remains, looked at by a person: where, of which rule, whether keyward is right to speak up, and why. */
const JUDGED = [
  [
    'cloud-init',
    'aws-private-key',
    false,
    'a whole private key in the example of a configuration for EC2; it opens nothing of AWS',
  ],
  [
    'rclone',
    'aws-secret-access-key',
    true,
    'a pair for another S3 store, printed in the manual under the same names',
  ],
  ['restic', 'aws-access-key-id', true, 'a pair of the real form, printed in the manual'],
  ['restic', 'aws-secret-access-key', true, 'a pair of the real form, printed in the manual'],
];

/** The most false findings in 10,000 files. */
const LIMIT = 1;

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* filesIn(path);
    else if (entry.isFile()) yield path;
  }
}

async function scanFolder(folder) {
  const source = {
    kind: 'files',
    async *items() {
      for (const path of filesIn(folder))
        yield { path: path.slice(folder.length + 1), bytes: readFileSync(path), newName: true };
    },
  };
  const settings = { rules: {}, accounts: [], strict: false, inlineAllow: true };
  const policy = () => ({ allowlist: { allow: {}, paths: [] }, settings });
  return scan({ source, rules, unfold, policy, now: new Date() });
}

const totals = { npm: [0, 0, 0], debian: [0, 0, 0] };
const remaining = new Map();
let unknown = 0;
for (const { name, kind, version, directory } of await fetchCorpus()) {
  const { scanned, findings } = await scanFolder(directory);
  const total = totals[kind];
  total[0] += 1;
  total[1] += scanned.files;
  total[2] += scanned.bytes;
  console.log(`${kind} ${name} ${version}: ${scanned.files} files, ${findings.length} findings`);
  for (const { ruleId, path, line, column, preview, fingerprint } of findings) {
    const verdict = JUDGED.find(([of, rule]) => of === name && rule === ruleId);
    console.log(
      `  ${ruleId} ${path}:${line}:${column} ${preview}${verdict === undefined ? '  NOT LOOKED AT YET' : ''}`,
    );
    if (verdict === undefined) unknown += 1;
    const row = remaining.get(`${name} ${ruleId}`) ?? {
      name,
      ruleId,
      verdict,
      findings: 0,
      values: new Set(),
    };
    row.findings += 1;
    row.values.add(fingerprint);
    remaining.set(`${name} ${ruleId}`, row);
  }
}

const files = totals.npm[1] + totals.debian[1];
const wrong = [...remaining.values()].filter(({ verdict }) => verdict?.[2] !== true);
const mistakes = wrong.reduce((sum, row) => sum + row.findings, 0);
const rate = (mistakes / files) * 10_000;
const megabytes = (totals.npm[2] + totals.debian[2]) / 1e6;
const summary = `${totals.npm[0]} npm packages and ${totals.debian[0]} Debian sources, ${files.toLocaleString('en')} files, ${Math.round(megabytes).toLocaleString('en')} MB: **${mistakes} false ${mistakes === 1 ? 'finding' : 'findings'}**, ${rate.toFixed(2)} in 10,000 files.`;
console.log(`\n${summary}`);
writeSection(
  'docs/detection.md',
  'noise',
  `${summary} All that was found:\n\n${table(
    ['where', 'rule', 'findings', 'values', 'right?', 'why'],
    [...remaining.values()].map(({ name, ruleId, verdict, findings, values }) => [
      name,
      `\`${ruleId}\``,
      findings,
      values.size,
      verdict?.[2] === true ? 'yes' : 'no',
      verdict?.[3] ?? 'not looked at yet',
    ]),
  )}`,
);
if (unknown > 0 || rate > LIMIT || files < 50_000) process.exitCode = 1;
