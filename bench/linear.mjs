// Whether each rule's time grows with its input and not faster: `npm run linear`. Each rule reads 5 and 50 MB of each of
// several texts that make careless expressions try every way of reading them. Ends with 1 when ten times as much takes
// more than twenty times as long.
import { performance } from 'node:perf_hooks';
import { detect } from '../dist/core/detect.js';
import { rules } from '../dist/core/rules/index.js';
import { Sample } from '../dist/core/sample.js';
import { windowsOf } from '../dist/text/windows.js';
import { table } from './document.mjs';

const MB = 1_000_000;
const UNITS = [
  'A',
  'aB3/',
  ' ',
  '="',
  '"+"',
  'secret = ',
  'eyJ',
  'AKIA',
  'https://x/?X-Amz-Signature=',
  '-at-123456789012:',
];

function timeOf(rule, unit, size) {
  // behind an example, so that the rule has a reason to look at all
  const text = rule.examples.found[0](new Sample(1)).text + unit.repeat(Math.ceil(size / unit.length));
  const bytes = Buffer.from(text).subarray(0, size);
  const start = performance.now();
  for (const fragment of windowsOf({ path: 'file.txt' }, bytes, 'utf-8'))
    detect(
      { ...fragment, text: `${rule.examples.found[0](new Sample(1)).text}${fragment.text}` },
      [rule],
      new Date(),
    );
  return performance.now() - start;
}

const rows = rules.map((rule) => {
  timeOf(rule, UNITS[0], MB);
  const worst = UNITS.map((unit) => {
    const [short, long] = [timeOf(rule, unit, 5 * MB), timeOf(rule, unit, 50 * MB)];
    return { unit, short, long, ratio: long / short };
  }).reduce((a, b) => (b.long > a.long ? b : a));
  return { id: rule.id, ...worst };
});
console.log(
  table(
    ['rule', 'worst text', '5 MB, ms', '50 MB, ms', 'ratio'],
    rows.map(({ id, unit, short, long, ratio }) => [
      id,
      JSON.stringify(unit),
      short.toFixed(0),
      long.toFixed(0),
      ratio.toFixed(1),
    ]),
  ),
);
if (rows.some(({ ratio, long }) => ratio > 20 && long > 500)) process.exitCode = 1;
