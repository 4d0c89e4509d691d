// Runs keyward and the scanners that can be installed here on the same texts: `npm run peers`. With a file of other texts,
// `npm run peers -- VECTORS.json` ([{ id, name, expect: 'block' | 'pass', text, path? }]), it only prints the result.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { importSource } from '../scripts/import-source.mjs';
import { table, writeSection } from './document.mjs';
import { CACHE, installSecretlint, SECRETLINT } from './secretlint.mjs';

/** Returns our own texts, with values made for this run. */
async function ownVectors() {
  const { makeVectors } = await importSource('test/vectors/made.ts');
  return makeVectors(Date.now() % 2 ** 31);
}

/** Writes each text to a separate folder, under its own name. */
function writeAll(folder, vectors) {
  return vectors.map((vector, nth) => {
    const file = join(folder, 'texts', String(nth), vector.path ?? 'file.txt');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, vector.text);
    return file;
  });
}

const indexOf = (path) => Number(/texts[\\/](\d+)[\\/]/.exec(path)?.[1]);

function keyward(folder) {
  const { stdout } = spawnSync(
    process.execPath,
    ['dist/cli.cjs', 'scan', '--files', join(folder, 'texts'), '--format', 'json'],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  return new Set(JSON.parse(stdout).findings.map(({ path }) => indexOf(path)));
}

/** Runs secretlint with its recommended AWS rules, or with its rules for IDs and accounts too. */
function secretlint(folder, enableIDScanRule) {
  const { home, bin, config } = installSecretlint(enableIDScanRule);
  // through a file: it truncates its output to a pipe
  const output = join(folder, 'secretlint.json');
  const args = [
    '--secretlintrc',
    config,
    '--format',
    'json',
    '--output',
    output,
    `${join(folder, 'texts')}/**/*`,
  ];
  spawnSync(process.execPath, [bin, ...args], { cwd: home });
  const results = JSON.parse(readFileSync(output, 'utf8'));
  return new Set(
    results.filter(({ messages }) => messages.length > 0).map(({ filePath }) => indexOf(filePath)),
  );
}

/** Runs git-secrets from Debian, with the patterns of `--register-aws`. */
function gitSecrets(folder, files) {
  const home = join(CACHE, 'git-secrets');
  if (!existsSync(join(home, 'usr'))) {
    mkdirSync(home, { recursive: true });
    execFileSync('apt-get', ['download', 'git-secrets'], { cwd: home, stdio: 'ignore' });
    const archive = readdirSync(home).find((name) => name.endsWith('.deb'));
    execFileSync('dpkg', ['-x', archive, '.'], { cwd: home });
  }
  const repository = join(folder, 'repository');
  const env = {
    ...process.env,
    PATH: `${join(home, 'usr', 'bin')}:${process.env.PATH}`,
    GIT_CONFIG_GLOBAL: '/dev/null',
    HOME: folder,
  };
  execFileSync('git', ['init', '--quiet', repository], { env });
  execFileSync('git', ['secrets', '--register-aws'], { cwd: repository, env, stdio: 'ignore' });
  const found = files.filter(
    (file) => spawnSync('git', ['secrets', '--scan', file], { cwd: repository, env }).status === 1,
  );
  return new Set(found.map(indexOf));
}

const folder = mkdtempSync(join(tmpdir(), 'keyward-peers-'));
try {
  const [given] = process.argv.slice(2);
  const vectors = given === undefined ? await ownVectors() : JSON.parse(readFileSync(given, 'utf8'));
  const files = writeAll(folder, vectors);
  const tools = {
    keyward: keyward(folder),
    'git-secrets 1.3.0': gitSecrets(folder, files),
    [`secretlint ${SECRETLINT}`]: secretlint(folder, false),
    'secretlint, IDs on': secretlint(folder, true),
  };
  const count = (found, expect) =>
    [...found].filter((nth) => vectors[nth]?.expect === expect && vectors[nth]?.contestable !== true).length;
  const all = (expect) =>
    vectors.filter((vector) => vector.expect === expect && vector.contestable !== true).length;
  const totals = table(
    ['of', ...Object.keys(tools)],
    [
      [`${all('block')} to find`, ...Object.values(tools).map((found) => `**${count(found, 'block')}**`)],
      [
        `${all('pass')} to let pass, flagged`,
        ...Object.values(tools).map((found) => `**${count(found, 'pass')}**`),
      ],
    ],
  );
  const rows = vectors.map(({ name, expect }, nth) => [
    name,
    expect,
    ...Object.values(tools).map((found) =>
      found.has(nth) === (expect === 'block')
        ? found.has(nth)
          ? '✓'
          : ''
        : expect === 'block'
          ? 'missed'
          : 'flagged',
    ),
  ]);
  const text = `${totals}\n\n${table(['text', 'must', ...Object.keys(tools)], rows)}`;
  console.log(text);
  if (given === undefined) writeSection('docs/detection.md', 'peers', text);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
