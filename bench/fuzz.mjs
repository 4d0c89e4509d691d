// Compares keyward's verdict with an oracle, in random repositories with random git operations: `npm run fuzz [N [SEED]]`.
//
// The oracle shares no code with keyward. It records the content of each file, has git commit it, and uses plain git commands and
// a naive search: which staged lines does no parent have, and do they contain a planted key?
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FakeCredentials } from '../dist/rules/fake-credentials.js';
import { GIT_ENVIRONMENT as ENV } from './git-environment.mjs';

const CLI = new URL('../dist/cli.cjs', import.meta.url).pathname;

const NAMES = ['a.txt', 'b c.txt', 'dir/d.txt', '鍵.txt', '-e.txt', 'we"ird.txt', '[f].txt', 'b/ g.txt'];
const FILLERS = [
  ...['x', 'y = 1', '++ b/a.txt', '-- a', '@@ -1 +1 @@', '日本語', '', '\tz', 'diff --git a/x b/x'],
];
const SETTINGS = [
  ['diff.noprefix', 'true'],
  ['diff.renames', 'copies'],
  ['color.ui', 'always'],
  ['core.autocrlf', 'false'],
  ['diff.external', '/bin/true'],
  ['core.quotePath', 'false'],
  ['diff.algorithm', 'patience'],
];

/** A repository with planted keys. */
class Trial {
  constructor(seed) {
    this.s = new FakeCredentials(seed);
    this.folder = mkdtempSync(join(tmpdir(), 'keyward-fuzz-'));
    this.keys = [];
    this.git(
      'init',
      '--quiet',
      '--initial-branch=main',
      ...(this.s.integer(6) === 0 ? ['--object-format=sha256'] : []),
    );
    for (const setting of SETTINGS) if (this.s.integer(4) === 0) this.git('config', ...setting);
    this.git('commit', '--quiet', '--allow-empty', '-m', 'start');
  }

  git(...args) {
    return execFileSync('git', args, {
      cwd: this.folder,
      env: ENV,
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });
  }

  try(...args) {
    return spawnSync('git', args, { cwd: this.folder, env: ENV, stdio: 'ignore' }).status === 0;
  }

  files() {
    return this.git('ls-files', '-z').toString().split('\0').filter(Boolean);
  }

  newKey() {
    const key = this.s.accessKeyId();
    this.keys.push(key);
    return key;
  }

  text() {
    const lines = Array.from({ length: this.s.integer(12) }, () => this.s.pick(FILLERS));
    if (this.s.integer(3) === 0)
      lines.splice(this.s.integer(lines.length + 1), 0, this.s.pick([this.newKey(), this.oldKey()]));
    return lines.join('\n') + (this.s.integer(4) === 0 ? '' : '\n');
  }

  oldKey() {
    return this.keys.length > 0 ? this.s.pick(this.keys) : 'x';
  }

  write(name, content) {
    const path = join(this.folder, name);
    rmSync(path, { force: true, recursive: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  /** Makes one random change to the index. */
  step() {
    const files = this.files();
    const name = this.s.pick(NAMES);
    const some = files.length > 0 ? this.s.pick(files) : undefined;
    switch (this.s.integer(8)) {
      case 0:
      case 1:
        this.write(name, this.text());
        return this.try('add', '--', `:(literal)${name}`);
      case 2: {
        if (some === undefined) return false;
        const old = this.git('show', `:${some}`).toString();
        const lines = old.split('\n');
        lines.splice(
          this.s.integer(lines.length),
          this.s.integer(2),
          this.s.integer(3) === 0 ? this.newKey() : this.s.pick(FILLERS),
        );
        this.write(some, lines.join('\n'));
        return this.try('add', '--', `:(literal)${some}`);
      }
      case 3:
        return some !== undefined && this.try('rm', '--quiet', '--cached', '--', `:(literal)${some}`);
      case 4:
        return some !== undefined && this.try('mv', '--force', '--', some, `moved ${this.s.integer(3)}.txt`);
      case 5:
        return (
          some !== undefined && this.try('update-index', `--chmod=${this.s.pick(['+x', '-x'])}`, '--', some)
        );
      case 6: {
        const path = join(this.folder, `link ${this.s.integer(2)}`);
        try {
          unlinkSync(path);
        } catch {
          // there was no such file
        }
        symlinkSync(this.s.integer(2) === 0 ? this.newKey() : 'a.txt', path);
        return this.try('add', '--', path);
      }
      default:
        // a file in the working tree only
        this.write(`untracked ${this.s.integer(2)}`, `${this.newKey()}\n`);
        return true;
    }
  }

  /** Merges a side branch, sometimes with conflicts that are resolved at random. */
  merge() {
    this.try('reset', '--quiet', '--hard');
    this.git('checkout', '--quiet', '-b', 'side');
    for (let n = 0; n < 3; n += 1) this.step();
    this.git('commit', '--quiet', '--allow-empty', '-m', 'side');
    this.git('checkout', '--quiet', '--force', 'main');
    for (let n = 0; n < 3; n += 1) this.step();
    this.git('commit', '--quiet', '--allow-empty', '-m', 'main');
    this.try('merge', '--no-commit', '--no-ff', 'side');
    const unmerged = this.git('diff', '--name-only', '--diff-filter=U', '-z', '--no-ext-diff', '--no-color')
      .toString()
      .split('\0')
      .filter(Boolean);
    for (const name of unmerged) {
      this.write(name, this.text());
      if (!this.try('add', '--', `:(literal)${name}`))
        this.try('rm', '--quiet', '--cached', '--force', '--', `:(literal)${name}`);
    }
    this.git('branch', '--quiet', '-D', 'side');
    return true;
  }

  parents() {
    const read = (name) =>
      spawnSync('git', ['rev-parse', '--quiet', '--verify', name], {
        cwd: this.folder,
        env: ENV,
        encoding: 'utf8',
      }).stdout.trim();
    return [read('HEAD'), read('MERGE_HEAD')].filter(Boolean);
  }

  /** Returns the result of a naive search: keys on lines that the file has in no parent, as `path\0key`. */
  expected() {
    const added = this.parents().map((parent) => this.addedAgainst(parent));
    const [first = new Set(), ...others] = added;
    return new Set([...first].filter((each) => others.every((other) => other.has(each))));
  }

  addedAgainst(parent) {
    const found = new Set();
    const raw = this.git(
      'diff-index',
      '--cached',
      '--raw',
      '-z',
      '-M50%',
      '-l1000',
      '--no-abbrev',
      parent,
      '--',
    )
      .toString()
      .split('\0');
    for (let at = 0; at < raw.length - 1;) {
      const [, oldId, newId, status] = /^:\d+ \d+ (\w+) (\w+) (\w)/.exec(raw[at]);
      const isPair = /[RC]/.test(status);
      const path = raw[at + (isPair ? 2 : 1)];
      at += isPair ? 3 : 2;
      if (status === 'D' || newId === oldId) continue;
      const lines = /[ACT]/.test(status)
        ? this.git('cat-file', 'blob', newId).toString().split('\n')
        : this.linesOf(oldId, newId);
      for (const key of this.keys) if (lines.some((line) => line.includes(key))) found.add(`${path}\0${key}`);
    }
    return found;
  }

  linesOf(oldId, newId) {
    const patch = this.git(
      'diff',
      '--unified=0',
      '--text',
      '--no-ext-diff',
      '--no-textconv',
      '--no-color',
      '--diff-algorithm=myers',
      oldId,
      newId,
    ).toString();
    const body = patch.slice(Math.max(patch.indexOf('\n@@ '), 0)).split('\n');
    return body.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
  }

  scan(format) {
    return spawnSync(process.execPath, [CLI, 'scan', '--format', format], {
      cwd: this.folder,
      env: ENV,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  }

  actual() {
    const { status, stdout, stderr } = this.scan('json');
    const report = JSON.parse(stdout || '{}');
    if (!report.complete) throw new Error(`not complete: ${stdout}${stderr}`);
    if ((status === 1) !== report.findings.length > 0)
      throw new Error(`exit ${status} with ${report.findings.length} findings`);
    // without counting lines, as in the hook, fewer git commands run
    const { results } = JSON.parse(this.scan('sarif').stdout).runs[0];
    const inHook = results.filter(({ suppressions = [] }) => suppressions.length === 0).length;
    if (inHook !== report.findings.length)
      throw new Error(
        `${inHook} findings where lines are not counted, ${report.findings.length} where they are`,
      );
    const marks = new Map(this.keys.map((key) => [`${key.slice(0, 4)}************${key.slice(-4)}`, key]));
    return new Set(
      report.findings
        .filter(({ preview }) => marks.has(preview))
        .map(({ path, preview }) => `${path}\0${marks.get(preview)}`),
    );
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Compares a number of verdicts; returns the differences. */
export function fuzz(count, seed) {
  const differences = [];
  let verdicts = 0;
  for (let n = 0; verdicts < count; n += 1) {
    const trial = new Trial(seed + n);
    try {
      for (let round = 0; round < 5 && verdicts < count; round += 1) {
        if (trial.s.integer(4) === 0) trial.merge();
        else for (let step = 0; step <= trial.s.integer(4); step += 1) trial.step();
        const [expected, actual] = [trial.expected(), trial.actual()];
        verdicts += 1;
        if (expected.size !== actual.size || [...expected].some((each) => !actual.has(each)))
          differences.push({ seed: seed + n, round, expected: [...expected], actual: [...actual] });
        trial.git('commit', '--quiet', '--allow-empty', '--no-verify', '-m', 'next');
      }
    } catch (error) {
      differences.push({ seed: seed + n, error: String(error.message).slice(0, 400) });
      verdicts += 1;
    } finally {
      trial.remove();
    }
  }
  return { verdicts, differences };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [count = 2000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
  const { verdicts, differences } = fuzz(count, seed);
  for (const difference of differences.slice(0, 10)) console.log(JSON.stringify(difference));
  console.log(`${verdicts} verdicts from seed ${seed}, ${differences.length} differ from the oracle`);
  if (differences.length > 0) process.exitCode = 1;
}
