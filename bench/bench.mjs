// Measures how long a commit waits: `npm run bench` generates repositories and runs the hook, bare node, git itself and other
// scanners in turn, as whole processes (git-secrets, gitleaks, trufflehog and betterleaks if they are on the PATH, secretlint
// from npm). It writes docs/benchmarks.md and its charts. If a run of keyward gives an unexpected verdict, nothing is written.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { FakeCredentials } from '../dist/rules/fake-credentials.js';
import { bars, lines } from './chart.mjs';
import { fetchNpm } from './corpus.mjs';
import { readSection, table } from './document.mjs';
import { environment, median, runner } from './run.mjs';
import { installSecretlint } from './secretlint.mjs';
import { sizeSection } from './size.mjs';
import { importSource } from '../scripts/import-source.mjs';

const HOME = resolve(import.meta.dirname, '..');
const { candidateRegions } = await importSource(join(HOME, 'src', 'prefilter', 'candidate-regions.ts'));
const folder = mkdtempSync(join(tmpdir(), 'keyward-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const env = environment({
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  ...Object.fromEntries(
    ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'A'],
      [`GIT_${who}_EMAIL`, 'a@example.com'],
    ]),
  ),
});
const run = runner(env);

function must(cwd, ...command) {
  const { status } = run(cwd, command);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}`);
}

const has = (program) => run(folder, ['sh', '-c', `command -v ${program}`]).status === 0;
const round = (number) =>
  number < 10 ? number.toFixed(2) : number < 100 ? number.toFixed(1) : number.toFixed(0);

/** Creates a project with keyward and the hook from `keyward init`. */
function project(name) {
  const directory = join(folder, name);
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  must(directory, 'git', 'init', '--quiet', '--initial-branch=main');
  symlinkSync(HOME, join(directory, 'node_modules', 'keyward'));
  writeFileSync(join(directory, '.gitignore'), 'node_modules\n');
  writeFileSync(join(directory, 'package.json'), '{ "devDependencies": { "keyward": "*" } }\n');
  must(directory, process.execPath, join(HOME, 'dist', 'cli.cjs'), 'init');
  return directory;
}

function commit(directory) {
  must(directory, 'git', 'add', '--all');
  must(directory, 'git', 'commit', '--quiet', '--no-verify', '-m', 'c');
}

/** Creates a project whose files have 200 lines, with one staged change in each. */
function edited(name, files, line) {
  const directory = project(name);
  const write = (changed) => {
    for (let nth = 0; nth < files; nth += 1) {
      const text = Array.from({ length: 200 }, (_, at) => `const value${at} = compute(${at}, ${nth});`);
      if (changed) text[100] = nth === 0 ? line : `const value100 = other(${nth});`;
      writeFileSync(join(directory, `file${nth}.ts`), `${text.join('\n')}\n`);
    }
  };
  write(false);
  commit(directory);
  write(true);
  must(directory, 'git', 'add', '--all');
  return directory;
}

function isPlain(path, bytes) {
  return candidateRegions({ path, bytes })?.length === 0;
}

/** Copies the files without candidate regions. */
function copyPlain(from, to) {
  for (const name of readdirSync(from, { recursive: true })) {
    const file = join(from, name);
    if (!statSync(file).isFile() || !isPlain(name, readFileSync(file))) continue;
    mkdirSync(dirname(join(to, name)), { recursive: true });
    cpSync(file, join(to, name));
  }
}

const HOOK = ['git', 'hook', 'run', 'pre-commit'];
const NODE = [process.execPath, '-e', '0'];
const DIFF = ['git', 'diff', '--cached'];

/** Runs commands in turn; returns the median times. `verdict` is the required exit code of the hook. */
function race(directory, contenders, runs, verdict) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let nth = -1; nth < runs; nth += 1)
    for (const [name, command] of Object.entries(contenders)) {
      const { ms, status } = run(directory, command);
      if (command === HOOK && status !== verdict)
        throw new Error(`${directory}: the hook ended with ${status}`);
      if (nth >= 0) times[name].push(ms);
    }
  return Object.fromEntries(Object.entries(times).map(([name, each]) => [name, median(each)]));
}

/** Returns the peak memory of the full scan, in MB. */
function memory(directory) {
  const probe = join(folder, 'probe.cjs');
  writeFileSync(
    probe,
    `process.on('exit', () => process.stderr.write(String(process.resourceUsage().maxRSS)));`,
  );
  const { stderr } = spawnSync(
    process.execPath,
    ['--require', probe, join(HOME, 'dist', 'cli.cjs'), 'hook', 'pre-commit', '--'],
    { cwd: directory, env, encoding: 'utf8' },
  );
  return Number(/\d+$/.exec(stderr)?.[0]) / 1024;
}

const log = (text) => process.stderr.write(`${text}\n`);
const sample = new FakeCredentials(Date.now() % 2 ** 31);

/** What the other scanners scan, as they are started here. */
const SCANS = {
  'git-secrets': 'git-secrets scans whole staged files.',
  gitleaks: 'gitleaks scans the staged diff.',
  betterleaks: 'betterleaks scans the staged diff.',
  trufflehog: 'trufflehog scans the whole history.',
  secretlint: 'secretlint scans whole files.',
};
const RUNS = Number(process.env.KEYWARD_RUNS ?? 41);

log('a small commit');
const small = edited('small', 3, 'const value100 = other(42);');
const peers = {};
if (has('git-secrets')) {
  must(small, 'git', 'secrets', '--register-aws');
  peers['git-secrets'] = ['git', 'secrets', '--pre_commit_hook'];
}
if (has('gitleaks')) peers.gitleaks = ['gitleaks', 'git', '--staged', '--no-banner'];
if (has('betterleaks')) peers.betterleaks = ['betterleaks', 'git', '--staged', '--no-banner'];
if (has('trufflehog'))
  peers.trufflehog = ['trufflehog', 'git', 'file://.', '--no-verification', '--no-update'];
const secretlint = installSecretlint();
peers.secretlint = [
  process.execPath,
  secretlint.bin,
  '--secretlintrc',
  secretlint.config,
  'file0.ts',
  'file1.ts',
  'file2.ts',
];
const clean = race(small, { 'git diff --cached': DIFF, keyward: HOOK, 'node -e 0': NODE, ...peers }, RUNS, 0);

log('commits that need the full scan');
const full = edited('full', 3, 'const secret = other(42);');
const blocked = edited('blocked', 3, `const id = "${sample.accessKeyId()}";`);
const allowed = edited('allowed', 3, `const id = "${sample.accessKeyId()}";`);
run(allowed, HOOK);
must(
  allowed,
  process.execPath,
  join(HOME, 'dist', 'cli.cjs'),
  'allow',
  '--last',
  '--yes',
  '--reason',
  'made for a benchmark',
);
must(allowed, 'git', 'stash', '--quiet');
must(allowed, 'git', 'checkout', '--quiet', 'stash@{0}', '--', '.keyward-allowlist.json');
commit(allowed);
must(allowed, 'git', 'checkout', '--quiet', 'stash@{0}', '--', 'file0.ts', 'file1.ts', 'file2.ts');
const contenders = { keyward: HOOK, 'node -e 0': NODE, 'git diff --cached': DIFF };
const rows = [
  ['no candidate', clean],
  ['the full scan, nothing found', race(full, contenders, RUNS, 0)],
  ['one finding, allowed', race(allowed, contenders, RUNS, 0)],
  ['one finding, blocked', race(blocked, contenders, RUNS, 1)],
  ['500 files edited', race(edited('many', 500, 'const value100 = other(42);'), contenders, 15, 0)],
];

log('a first commit of npm packages');
const vendored = project('vendored');
for (const spec of [
  ...['typescript@5.7.3', 'three@0.172.0', 'monaco-editor@0.52.2'],
  ...['date-fns@4.1.0', 'rxjs@7.8.1', 'lodash@4.17.21'],
]) {
  const { directory } = await fetchNpm(spec);
  cpSync(directory, join(vendored, 'vendor', spec), { recursive: true });
}
must(vendored, 'git', 'add', '--all');
const bytesOf = (directory) =>
  Number(run(directory, ['sh', '-c', 'git ls-files -z | xargs -0 cat | wc -c'], 'pipe').stdout);
const TEXT_DIFF = ['git', 'diff', '--cached', '--text'];
const first = race(vendored, { keyward: HOOK, 'git diff --cached --text': TEXT_DIFF }, 5, 0);
const firstMemory = memory(vendored);

log('a first commit with one candidate, in the last file');
const plain = project('plain');
for (const spec of [
  'three@0.160.0',
  'three@0.150.1',
  'date-fns@3.6.0',
  'date-fns@2.30.0',
  'core-js@3.38.1',
]) {
  const { directory } = await fetchNpm(spec);
  copyPlain(directory, join(plain, 'vendor', spec));
}
copyPlain(join(vendored, 'vendor'), join(plain, 'vendor'));
writeFileSync(join(plain, 'zzz.ts'), 'const secret = other(42);\n');
must(plain, 'git', 'add', '--all');
const cleanFiles = race(plain, { keyward: HOOK, 'git diff --cached --text': TEXT_DIFF }, 5, 0);
const cleanFilesMemory = memory(plain);

log('one file of 300 MB');
const large = project('large');
commit(large);
const part = Buffer.from(
  readFileSync(join(HOME, 'package-lock.json'), 'utf8').replace(/secret|credential/gi, 'x'),
);
writeFileSync(
  join(large, 'large.txt'),
  Buffer.concat(Array.from({ length: Math.ceil(3e8 / part.length) }, () => part)),
);
must(large, 'git', 'add', '--all');
const huge = race(large, { keyward: HOOK, 'git diff --cached --text': TEXT_DIFF }, 3, 0);
const hugeMemory = memory(large);

log('growth');
const growth = (name, make) =>
  [1, 2, 4, 8].map((times) => ({ x: times, y: race(make(times), { keyward: HOOK }, 5, 0).keyward }));
const byFiles = growth('files', (times) => edited(`files${times}`, 250 * times, 'const secret = other(42);'));
const byBytes = growth('bytes', (times) => {
  const directory = project(`bytes${times}`);
  commit(directory);
  writeFileSync(join(directory, 'a.ts'), 'const secret = other(42);\n'.repeat(80_000 * times));
  must(directory, 'git', 'add', '--all');
  return directory;
});

writeFileSync(
  join(HOME, 'docs', 'benchmarks-small.svg'),
  bars(
    'A clean commit of three files, milliseconds',
    Object.entries(clean).toSorted((a, b) => a[1] - b[1]),
  ),
);
writeFileSync(
  join(HOME, 'docs', 'benchmarks-growth.svg'),
  lines('Twice as much takes twice as long (full scan, milliseconds)', {
    'files (250 each step)': byFiles,
    'bytes (2 MB each step)': byBytes,
  }),
);

log('size of the installation');
const size = sizeSection();

const version = (...command) => run(folder, command, 'pipe').stdout.trim().split('\n')[0];
const ratio = (a, b) => `${(a / b).toFixed(2)} ×`;
const DOCUMENT = join(HOME, 'docs', 'benchmarks.md');
writeFileSync(
  DOCUMENT,
  `# Benchmarks

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${cpus()[0]?.model ?? '?'}, Node ${process.versions.node},
${version('git', '--version')}, ${version('grep', '--version')}. Whole processes, run in turn, medians of ${RUNS} runs (fewer for large commits);
\`NODE_EXTRA_CA_CERTS\` unset. Milliseconds differ from machine to machine; ratios hardly do.

## A commit of three files without candidates

![A bar for each tool](benchmarks-small.svg)

The hook filters the staged patch with \`sed\` and \`grep\`, and never starts Node. ${Object.keys(peers)
    .map((name) => SCANS[name])
    .join(' ')}
No other scanner here decodes all the formats that keyward decodes.

${table(
  ['', 'ms', 'keyward’s time'],
  Object.entries(clean).map(([name, ms]) => [
    name,
    round(ms),
    name === 'keyward' ? '' : `${ratio(clean.keyward, ms)} that`,
  ]),
)}

## Other commits

\`git hook run pre-commit\`, including the fast path.

${table(
  ['commit', 'ms', 'to `node -e 0`', 'to `git diff --cached`'],
  rows.map(([name, each]) => [
    name,
    round(each.keyward),
    ratio(each.keyward, each['node -e 0']),
    ratio(each.keyward, each['git diff --cached']),
  ]),
)}

## Large commits

${table(
  ['commit', 'keyward, s', '`git diff --cached --text`, s', 'ratio', 'Node’s peak memory'],
  [
    [`first commit of ${Math.round(bytesOf(vendored) / 1e6)} MB of npm packages`, first, firstMemory],
    [
      `the same of ${Math.round(bytesOf(plain) / 1e6)} MB with one candidate, in the last file`,
      cleanFiles,
      cleanFilesMemory,
    ],
    ['one file of 300 MB', huge, hugeMemory],
  ].map(([name, each, peak]) => [
    name,
    (each.keyward / 1000).toFixed(2),
    (each['git diff --cached --text'] / 1000).toFixed(2),
    ratio(each.keyward, each['git diff --cached --text']),
    `${Math.round(peak)} MB`,
  ]),
)}

## Beside version 1

<!-- versions -->

${readSection(DOCUMENT, 'versions')}

<!-- /versions -->

## Size of the installation

<!-- size -->

${size}

<!-- /size -->

## Growth

![Two lines that rise linearly](benchmarks-growth.svg)
`,
);
log('docs/benchmarks.md is written');
