// Runs random sequences of actions on a repository: `npm run chaos [-- --sequences 500 --steps 6 --seed 1]`. After each
// step it commits a key in every worktree: the commit must be blocked, or `keyward doctor` must report a problem there.
// keyward is the packed tarball; the hook managers are the real ones from npm. If both are silent, it prints the sequence and
// exits with 1.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { FakeCredentials } from '../dist/rules/fake-credentials.js';

const { values } = parseArgs({
  options: {
    sequences: { type: 'string', default: '500' },
    steps: { type: 'string', default: '6' },
    seed: { type: 'string', default: String(Date.now() % 1e9) },
  },
});
const [sequences, steps, seed] = [values.sequences, values.steps, values.seed].map(Number);

const ROOT = join(import.meta.dirname, '..');
const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'keyward-chaos-')));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
const MANAGERS = ['husky@9', 'lefthook@2', 'simple-git-hooks@2', '@j178/prek'];
const tools = join(folder, 'tools');

/** Returns the environment of a sequence, with a clean home folder, because some actions are global. */
function environment(home) {
  const kept = Object.entries(process.env).filter(([name]) => !/^(GIT_|npm_|NODE_|HUSKY|CI$)/i.test(name));
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    GIT_CONFIG_NOSYSTEM: '1',
    PREK_HOME: join(home, 'prek'),
    ...Object.fromEntries(
      ['AUTHOR', 'COMMITTER'].flatMap((who) => [
        [`GIT_${who}_NAME`, 'A'],
        [`GIT_${who}_EMAIL`, 'a@example.com'],
      ]),
    ),
  };
}

function must(cwd, program, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout.trim();
}

/** Installs the packed keyward and the hook managers, once for all sequences. */
function prepare() {
  fs.mkdirSync(tools);
  const packed = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  const tarball = join(folder, must(ROOT, 'npm', ...packed));
  fs.writeFileSync(join(tools, 'package.json'), '{ "private": true }\n');
  must(tools, 'npm', 'install', '--silent', '--no-audit', '--no-fund', tarball, ...MANAGERS);
}

/** One repository, and the actions on it. */
class World {
  constructor(index) {
    this.sample = new FakeCredentials(seed + index);
    this.base = join(folder, `world ${index}`);
    this.home = join(this.base, 'home');
    fs.mkdirSync(join(this.base, 'repository'), { recursive: true });
    fs.mkdirSync(this.home);
    this.env = environment(this.home);
    this.main = join(this.base, 'repository');
    this.trees = [];
    this.done = [];
    this.count = 0;
    this.git('init', '--quiet', '--initial-branch=main');
    this.write(
      'package.json',
      JSON.stringify({ name: 'p', private: true, devDependencies: { keyward: '*' } }, null, 2),
    );
    this.write('.gitignore', 'node_modules\n');
    this.install();
    this.commitAll();
  }

  run(program, args, cwd = this.main) {
    const path = [join(this.main, 'node_modules/.bin'), this.env.PATH].join(delimiter);
    return spawnSync(program, args, {
      cwd,
      env: { ...this.env, PATH: path },
      encoding: 'utf8',
      timeout: 120_000,
    });
  }

  git(...args) {
    return this.run('git', args);
  }

  keyward(...args) {
    return this.run(process.execPath, [join(tools, 'node_modules/keyward/dist/cli.cjs'), ...args]);
  }

  write(path, text) {
    fs.mkdirSync(join(this.main, path, '..'), { recursive: true });
    fs.writeFileSync(join(this.main, path), text);
  }

  has(path) {
    return fs.existsSync(join(this.main, path));
  }

  manifest(change) {
    const manifest = JSON.parse(fs.readFileSync(join(this.main, 'package.json'), 'utf8'));
    change(manifest);
    this.write('package.json', JSON.stringify(manifest, null, 2));
  }

  /** Does the same as `npm install`, without the network: installs packages, and runs the root's own script. */
  install() {
    fs.rmSync(join(this.main, 'node_modules'), { recursive: true, force: true });
    fs.cpSync(join(tools, 'node_modules'), join(this.main, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    let script;
    this.manifest(({ scripts }) => (script = scripts?.prepare));
    if (script !== undefined) this.run('sh', ['-c', script]);
  }

  /** Commits everything without hooks, so that the check begins with a clean index. */
  commitAll() {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--no-verify', '--allow-empty', '-m', 'all');
  }

  pick(list) {
    return list[Math.floor(this.sample.next() * list.length)];
  }

  /** Commits a key in each worktree; returns whether it was blocked, and if not, the report of the doctor. */
  check() {
    return [this.main, ...this.trees].filter((tree) => fs.existsSync(tree)).map((tree) => this.checkIn(tree));
  }

  checkIn(tree) {
    this.count += 1;
    const before = this.run('git', ['rev-parse', 'HEAD'], tree).stdout;
    fs.writeFileSync(join(tree, 'leak.env'), `AWS_ACCESS_KEY_ID=${this.sample.accessKeyId()}\n`);
    this.run('git', ['add', '--force', 'leak.env'], tree);
    const commit = this.run('git', ['commit', '-m', 'leak'], tree);
    const isBlocked = this.run('git', ['rev-parse', 'HEAD'], tree).stdout === before;
    if (!isBlocked) this.run('git', ['reset', '--quiet', '--soft', 'HEAD~1'], tree);
    this.run('git', ['rm', '--quiet', '--force', '--cached', 'leak.env'], tree);
    fs.rmSync(join(tree, 'leak.env'), { force: true });
    if (isBlocked) return { verdict: 'blocked' };
    const cli = join(tools, 'node_modules/keyward/dist/cli.cjs');
    const doctor = this.run(process.execPath, [cli, 'doctor'], tree);
    const output = doctor.stdout + doctor.stderr;
    // a doctor that crashes counts as silent
    const isSilent = doctor.status === 0 || !/^keyward( doctor)?: /m.test(output) || / broke \(/.test(output);
    return {
      verdict: isSilent ? 'SILENT' : 'let through, doctor not ok',
      output: `${commit.stderr}\n${output}`,
      tree,
    };
  }
}

const HOOK = '.git/hooks/pre-commit';
const OTHER = '#!/bin/sh\nexit 0\n';

/** The actions, by the name that is printed. */
const ACTIONS = {
  init: (w) => w.keyward('init'),
  'init --husky': (w) => w.keyward('init', '--husky'),
  install: (w) => w.keyward('install'),
  uninstall: (w) => w.keyward('uninstall'),
  'doctor --fix': (w) => w.keyward('doctor', '--fix'),
  'npm install': (w) => w.install(),
  'delete node_modules': (w) => fs.rmSync(join(w.main, 'node_modules'), { recursive: true, force: true }),
  'delete node_modules/keyward': (w) =>
    fs.rmSync(join(w.main, 'node_modules/keyward'), { recursive: true, force: true }),
  'add husky': (w) => {
    w.run('sh', ['-c', 'husky']);
    w.write('.husky/pre-commit', 'echo from husky\n');
    w.manifest(
      (manifest) =>
        (manifest.scripts = {
          ...manifest.scripts,
          prepare: `husky${manifest.scripts?.prepare?.includes('keyward') ? ' && keyward install' : ''}`,
        }),
    );
  },
  'remove husky': (w) => {
    w.git('config', '--unset', 'core.hooksPath');
    fs.rmSync(join(w.main, '.husky'), { recursive: true, force: true });
    w.manifest((manifest) => delete manifest.scripts);
  },
  'delete .husky/_': (w) => fs.rmSync(join(w.main, '.husky/_'), { recursive: true, force: true }),
  'add lefthook': (w) => {
    w.write('lefthook.yml', 'post-commit:\n  jobs:\n    - run: echo from lefthook\n');
    w.run('lefthook', ['install', '--force']);
  },
  'paste into lefthook': (w) => {
    if (!w.has('lefthook.yml')) return;
    const { status, stderr } = w.keyward('init');
    if (status !== 2 || !stderr.includes('lefthook.yml')) return;
    fs.appendFileSync(join(w.main, 'lefthook.yml'), stderr.slice(stderr.indexOf('\n\n') + 2));
    w.run('lefthook', ['install', '--force']);
  },
  'remove lefthook': (w) => {
    w.run('lefthook', ['uninstall']);
    fs.rmSync(join(w.main, 'lefthook.yml'), { force: true });
  },
  'add simple-git-hooks': (w) => {
    w.manifest((manifest) => (manifest['simple-git-hooks'] = { 'pre-commit': 'echo from simple-git-hooks' }));
    w.run('simple-git-hooks', []);
  },
  'paste into simple-git-hooks': (w) => {
    const { status, stderr } = w.keyward('init');
    if (status !== 2 || !stderr.includes('simple-git-hooks')) return;
    const lines = JSON.parse(`{${stderr.slice(stderr.indexOf('\n\n') + 2)}}`);
    w.manifest((manifest) => Object.assign(manifest, lines));
    w.run('simple-git-hooks', []);
  },
  'remove simple-git-hooks': (w) => {
    w.manifest((each) => delete each['simple-git-hooks']);
    fs.rmSync(join(w.main, HOOK), { force: true });
  },
  'add prek': (w) => {
    w.write('.pre-commit-config.yaml', 'repos: []\n');
    w.git('add', '.pre-commit-config.yaml');
    w.run('prek', ['install']);
  },
  'remove prek': (w) => {
    w.run('prek', ['uninstall']);
    fs.rmSync(join(w.main, '.pre-commit-config.yaml'), { force: true });
  },
  'replace the hook': (w) => {
    fs.rmSync(join(w.main, HOOK), { force: true });
    w.write(HOOK, OTHER);
    fs.chmodSync(join(w.main, HOOK), 0o755);
  },
  'end the hook before keyward': (w) => {
    if (!w.has(HOOK)) return;
    const text = fs.readFileSync(join(w.main, HOOK), 'utf8');
    w.write(HOOK, text.replace('\n', '\nexit 0\n'));
  },
  'delete the hook': (w) => fs.rmSync(join(w.main, HOOK), { force: true }),
  'empty the hook': (w) => w.has(HOOK) && w.write(HOOK, ''),
  'make the hook not executable': (w) => w.has(HOOK) && fs.chmodSync(join(w.main, HOOK), 0o644),
  'replace the hook by a dangling link': (w) => {
    fs.rmSync(join(w.main, HOOK), { force: true });
    fs.mkdirSync(join(w.main, '.git/hooks'), { recursive: true });
    fs.symlinkSync('/nowhere/pre-commit', join(w.main, HOOK));
  },
  'set core.hooksPath of the repository': (w) => {
    w.write('githooks/pre-commit', OTHER);
    fs.chmodSync(join(w.main, 'githooks/pre-commit'), 0o755);
    w.git('config', 'core.hooksPath', 'githooks');
  },
  'set core.hooksPath of the user': (w) => {
    const hooks = join(w.home, 'hooks');
    fs.mkdirSync(hooks, { recursive: true });
    w.git('config', '--global', 'core.hooksPath', w.pick([hooks, '~/hooks', '/nowhere']));
  },
  'unset core.hooksPath': (w) => {
    for (const scope of ['--local', '--global']) w.git('config', scope, '--unset-all', 'core.hooksPath');
  },
  'set HUSKY=0 permanently': (w) => {
    fs.mkdirSync(join(w.home, '.config/husky'), { recursive: true });
    fs.writeFileSync(join(w.home, '.config/husky/init.sh'), 'export HUSKY=0\n');
  },
  'move the repository': (w) => {
    const to = join(w.base, `moved ${w.done.length}`);
    fs.renameSync(w.main, to);
    w.main = to;
  },
  'add a worktree': (w) => {
    const tree = join(w.base, `tree ${w.done.length}`);
    if (w.git('worktree', 'add', '--quiet', '-b', `b${w.done.length}`, tree).status === 0) w.trees.push(tree);
  },
  'repair worktrees': (w) => w.git('worktree', 'repair', ...w.trees),
  'remove a worktree': (w) => {
    const tree = w.trees.pop();
    if (tree !== undefined) w.git('worktree', 'remove', '--force', tree);
  },
  'check out a branch without keyward': (w) => {
    w.git('checkout', '--quiet', '-B', 'without');
    w.manifest((manifest) => delete manifest.devDependencies);
  },
  'check out main': (w) => w.git('checkout', '--quiet', '--force', 'main'),
  'break the allowlist': (w) => w.write('.keyward-allowlist.json', '{'),
  'delete the allowlist': (w) => fs.rmSync(join(w.main, '.keyward-allowlist.json'), { force: true }),
  'delete package.json': (w) => fs.rmSync(join(w.main, 'package.json'), { force: true }),
  'restore package.json': (w) => {
    if (!w.has('package.json'))
      w.write('package.json', JSON.stringify({ devDependencies: { keyward: '*' } }));
  },
};

prepare();
const verdicts = new Map();
let failures = 0;
for (let index = 0; index < sequences; index += 1) {
  const world = new World(index);
  for (let step = 0; step < steps; step += 1) {
    const name = step === 0 && world.sample.next() < 0.7 ? 'init' : world.pick(Object.keys(ACTIONS));
    world.done.push(name);
    try {
      ACTIONS[name](world);
    } catch (error) {
      // an action on a missing file does nothing
      if (!(error instanceof SyntaxError) && error.code === undefined) throw error;
    }
    world.commitAll();
    for (const { verdict, output, tree } of world.check()) {
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict !== 'SILENT') continue;
      failures += 1;
      console.log(
        `not ok: --seed ${seed + index} --sequences 1: ${world.done.join(', ')}\n  in ${tree}\n${output}`,
      );
    }
  }
  fs.rmSync(world.base, { recursive: true, force: true });
}
console.log(`${sequences} sequences of ${steps} steps, seed ${seed}`);
for (const [verdict, count] of verdicts) console.log(`  ${verdict}: ${count}`);
if (failures > 0 || !verdicts.has('blocked') || !verdicts.has('let through, doctor not ok'))
  process.exitCode = 1;
