// Counts the false alarms on real code of other projects: `npm run noise`. Exits with 1 if there are too many, or if a finding
// has not been reviewed.
import { readFileSync } from 'node:fs';
import { rules, scan, unfold } from '../dist/index.js';
import { EMPTY_ALLOWLIST } from '../dist/policy/allowlist.js';
import { DEFAULT_SETTINGS } from '../dist/policy/settings.js';
import { contextOfNewContent } from '../dist/scan/source.js';
import { fetchCorpus } from './corpus.mjs';
import { table, writeSection } from './document.mjs';
import { binaryKind, infrastructureKind } from './kinds.mjs';
import { filesIn } from './files.mjs';

/** The reviewed findings: package, rule, whether the finding is right, and why. */
const JUDGED = [
  ['awscli', 'aws-access-key-id', true, 'two IDs of the real form in presigned URLs, printed in the manual'],
  [
    'cloud-init',
    'aws-private-key',
    false,
    'a whole private key in an example of a configuration for EC2; it gives no access to AWS',
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

/** The maximum number of false findings in 10,000 files. */
const LIMIT = 1;

/** The parts of the corpus: the minimum number of files (of its own kinds, if it has any), and its name in the document. */
const PARTS = {
  code: { least: 50_000, title: 'code' },
  infrastructure: { least: 20_000, title: 'infrastructure', kindOf: infrastructureKind },
  binary: { least: 10_000, title: 'binary files', kindOf: binaryKind },
};
for (const part of Object.values(PARTS)) {
  part.packages = { npm: 0, debian: 0 };
  part.kinds = new Map();
  part.files = part.bytes = part.counted = 0;
}

/** Packages that describe infrastructure in TypeScript. */
const INFRASTRUCTURE_CODE =
  /^(?:@aws-cdk|@aws-quickstart|@aws-solutions-constructs|@cdktf|@pulumi|cdk|kubernetes-models)/;

/** Counts a file under its kind, if its part of the corpus has that kind. */
function count(part, path, bytes, name) {
  const kind = part.kindOf?.(path, bytes, INFRASTRUCTURE_CODE.test(name));
  if (kind === undefined) return;
  part.counted += 1;
  part.kinds.set(kind, (part.kinds.get(kind) ?? 0) + 1);
}

async function scanFolder(folder, part, name) {
  const policy = () => Promise.resolve({ allowlist: EMPTY_ALLOWLIST, settings: DEFAULT_SETTINGS });
  const source = {
    kind: 'files',
    async *items() {
      for (const full of filesIn(folder)) {
        const [path, bytes] = [full.slice(folder.length + 1), readFileSync(full)];
        count(part, path, bytes, name);
        yield [{ path, bytes, newName: true }];
      }
    },
    policy,
    context: () => contextOfNewContent(policy()),
  };
  return scan({ source, rules, unfold, now: new Date() });
}

const remaining = new Map();
let unknown = 0;
for (const { name, kind, version, directory, part: partName } of await fetchCorpus()) {
  const part = PARTS[partName];
  const { scanned, findings } = await scanFolder(directory, part, name);
  part.packages[kind] += 1;
  part.files += scanned.files;
  part.bytes += scanned.bytes;
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

const parts = Object.values(PARTS);
const sum = (of) => parts.reduce((total, part) => total + of(part), 0);
const number = (value) => Math.round(value).toLocaleString('en');
const files = sum((part) => part.files);
const wrong = [...remaining.values()].filter(({ verdict }) => verdict?.[2] !== true);
const mistakes = wrong.reduce((total, row) => total + row.findings, 0);
const rate = (mistakes / files) * 10_000;
const summary = `${sum((part) => part.packages.npm)} npm packages and ${sum((part) => part.packages.debian)} Debian packages, ${number(files)} files, ${number(sum((part) => part.bytes) / 1e6)} MB: **${mistakes} false ${mistakes === 1 ? 'finding' : 'findings'}**, ${rate.toFixed(2)} in 10,000 files.`;
const contents = table(
  ['part', 'packages', 'files', 'MB', 'of these'],
  parts.map(({ title, packages, files: all, bytes, kinds }) => [
    title,
    packages.npm + packages.debian,
    number(all),
    number(bytes / 1e6),
    [...kinds]
      .toSorted(([, a], [, b]) => b - a)
      .map(([kind, of]) => `${number(of)} ${kind}`)
      .join(', '),
  ]),
);
console.log(`\n${summary}\n\n${contents}`);
writeSection(
  'docs/detection.md',
  'noise',
  `${summary}\n\n${contents}\n\nAll findings:\n\n${table(
    ['where', 'rule', 'findings', 'values', 'right?', 'why'],
    [...remaining.values()].map(({ name, ruleId, verdict, findings, values }) => [
      name,
      `\`${ruleId}\``,
      findings,
      values.size,
      verdict?.[2] === true ? 'yes' : 'no',
      verdict?.[3] ?? 'not reviewed yet',
    ]),
  )}`,
);
const tooFew = parts.filter((part) => (part.kindOf === undefined ? part.files : part.counted) < part.least);
for (const { title, least } of tooFew) console.error(`fewer than ${number(least)} files: ${title}`);
if (unknown > 0 || rate > LIMIT || tooFew.length > 0) process.exitCode = 1;
