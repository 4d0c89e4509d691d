// Checks that scan time is linear: `npm run linear [PATTERN]`. Each rule reads windows of texts that make careless expressions
// backtrack, a whole scan reads the hostile texts, and a scan reads many files that cannot be decoded; each with 1, 2, 4 and 8
// times the input. Exits with 1 if 8 times the input takes more than 16 times as long.
import { performance } from 'node:perf_hooks';
import { detect } from '../dist/scan/detect.js';
import { fingerprint } from '../dist/shared/fingerprint.js';
import { rules } from '../dist/rules/index.js';
import { FakeCredentials } from '../dist/rules/fake-credentials.js';
import { EMPTY_ALLOWLIST } from '../dist/policy/allowlist.js';
import { DEFAULT_SETTINGS } from '../dist/policy/settings.js';
import { scan } from '../dist/scan/scan.js';
import { contextOfNewContent } from '../dist/scan/source.js';
import { extractTexts } from '../dist/decode/extract-texts.js';
import { windowsOf } from '../dist/decode/sliding-windows.js';
import { table } from './document.mjs';
import { hostileTexts } from './hostile.mjs';

const UNITS = [
  ...['A', 'aB3/', ' ', '="', '"+"', 'secret = ', 'eyJ', 'AKIA'],
  ...['https://x/?X-Amz-Signature=', '-at-123456789012:'],
];

/** The multiples of the input size. */
const SIZES = [1, 2, 4, 8];

/** Shorter times are too imprecise, in milliseconds. */
const MIN_MS = 200;

/** Returns the least CPU time of several runs, which does not grow while others use the machine. */
async function timeOf(run) {
  let least = Infinity;
  const end = performance.now() + 100;
  do {
    const start = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(start);
    least = Math.min(least, (user + system) / 1000);
  } while (performance.now() < end);
  return least;
}

function readRule(rule, unit, length) {
  // after an example, so that the rule finds its keywords
  const example = rule.examples.found[0](new FakeCredentials(1)).text;
  const bytes = Buffer.from(unit.repeat(Math.ceil(length / unit.length)).slice(0, length));
  for (const fragment of windowsOf({ path: 'file.txt' }, bytes, 'utf-8'))
    detect({ ...fragment, text: `${example}${fragment.text}` }, [rule], new Date());
}

function scanFiles(files) {
  const policy = () => Promise.resolve({ allowlist: EMPTY_ALLOWLIST, settings: DEFAULT_SETTINGS });
  const source = {
    kind: 'files',
    async *items() {
      yield await Promise.resolve(files);
    },
    policy,
    context: () => contextOfNewContent(policy()),
  };
  return scan({ source, rules, unfold: extractTexts, now: new Date() });
}

/** Returns files that are listed as unscanned. */
function unscannedFiles(count) {
  const bytes = Buffer.from('377abcaf271c0004', 'hex');
  return Array.from({ length: count }, (_, index) => ({ path: `file${index}.7z`, bytes, newName: true }));
}

// from 300 kB on, because from 256 kB on a scan starts with the prefilter
const KB = 1000;
const cases = [
  ...Object.entries(hostileTexts).map(([name, makeText]) => ({
    name,
    prepare: (size) => [
      {
        path: 'a.txt',
        bytes: Buffer.from(makeText(size * 300 * KB, new FakeCredentials(1), fingerprint)),
        newName: true,
      },
    ],
    run: scanFiles,
  })),
  { name: 'unscanned files', prepare: (size) => unscannedFiles(size * 2000), run: scanFiles },
  ...rules.flatMap((rule) =>
    UNITS.map((unit) => ({
      name: `${rule.id}: ${JSON.stringify(unit)}`,
      prepare: (size) => size * 1000 * KB,
      run: (length) => readRule(rule, unit, length),
    })),
  ),
];

const rows = [];
const selected = new RegExp(process.argv[2] ?? '');
for (const { name, prepare, run } of cases.filter((entry) => selected.test(entry.name))) {
  const times = [];
  for (const size of SIZES) {
    const input = prepare(size);
    times.push(await timeOf(() => run(input)));
  }
  rows.push({ name, times, ratio: times.at(-1) / times[0] });
}
const isSlow = ({ times, ratio }) => ratio > 16 && times.at(-1) > MIN_MS;
const shown = rows
  .toSorted((a, b) => b.times.at(-1) - a.times.at(-1))
  .filter((row, at) => at < 40 || isSlow(row));
console.log(
  table(
    ['input', ...SIZES.map((size) => `${size} ×, ms`), 'ratio'],
    shown.map(({ name, times, ratio }) => [name, ...times.map((each) => each.toFixed(0)), ratio.toFixed(1)]),
  ),
);
for (const { name, ratio } of rows.filter(isSlow)) {
  console.log(`not linear: ${name} (${ratio.toFixed(1)} times as long for 8 times as much)`);
  process.exitCode = 1;
}
