// Shows keyward at work: a throwaway project, the packed package, real git. `npm run demo`, in Japanese with LANG=ja_JP.UTF-8.
// Every scene checks what it shows, and the demo fails if a check fails. Everything is removed at the end.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FakeCredentials } from '../dist/rules/fake-credentials.js';

const PAUSE_MS = 4000;
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keyward-demo-'));
const project = join(folder, 'shop');
const remote = join(folder, 'remote.git');
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
process.once('SIGINT', () => process.exit(130));

const japanese = (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '').startsWith('ja');
const isWatched = process.stdin.isTTY && process.stdout.isTTY && !process.env.CI;

// Variables of the git or CI that may run this demo are dropped.
const inherited = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|CI$|NODE_ENV$|npm_)/.test(name));
const env = {
  ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
  ...Object.fromEntries(inherited),
  GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
  npm_config_prefer_offline: 'true',
  npm_config_loglevel: 'error',
};

const fake = new FakeCredentials(randomInt(2 ** 31));
const makeKey = () => ({ id: fake.accessKeyId(), secret: fake.secretAccessKey() });
const [oldKey, pastedKey, testKey] = [makeKey(), makeKey(), makeKey()];
const values = [oldKey, pastedKey, testKey].flatMap(({ id, secret }) => [id, secret]);

const scenes = [
  {
    en: 'Two commands protect a project',
    ja: '2 つのコマンドでプロジェクトを保護します',
    play() {
      run(`npm install --save-dev "${pack()}"`, { shown: 'npm install --save-dev keyward' });
      run('npx keyward init');
      run('git add -A');
      run('git commit -m "Protect the repository"');
    },
  },
  {
    en: 'A developer pastes a key for a test, and commits it',
    ja: '動作確認のためにキーを貼り付け、そのままコミットします',
    play() {
      write('src/upload.ts', client(pastedKey));
      run('git add src/upload.ts');
      run('git commit -m "Upload pictures"', { code: 1, mentions: pastedKey });
    },
  },
  {
    en: 'keyward takes the key out of the commit. The value moves to .env, which git ignores',
    ja: 'keyward がコミットからキーを取り除きます。値は、git が無視する .env に移ります',
    play() {
      run('npx keyward fix --yes');
      run('git commit -m "Upload pictures"');
    },
  },
  {
    en: 'A test needs a value that looks like a key. The printed command allows only this value, with a reason',
    ja: 'テストに、キーに似た値が必要です。表示されたコマンドで、理由を付けてこの値だけを許可します',
    play() {
      write('test/upload.test.ts', `const fake = { secretAccessKey: '${testKey.secret}' };\n`);
      run('git add test/upload.test.ts');
      const message = run('git commit -m "Test the upload"', { code: 1 });
      run(`${printed(message, /npx keyward allow(?: kw1_[\da-f]+)+/)} --reason "made up for this test"`);
      run('git commit -m "Test the upload"');
      run('git show :.keyward-allowlist.json');
    },
  },
  {
    en: 'An old branch holds a key. For a cherry-pick, git runs no pre-commit hook, so the push is stopped',
    ja: '古いブランチにキーがあります。cherry-pick では pre-commit フックが実行されないため、プッシュの段階で止めます',
    play() {
      run('git cherry-pick old-branch');
      const message = run('git push origin main', { code: 1, mentions: oldKey });
      write('src/s3.ts', 'export const s3 = new S3Client({}); // credentials come from the environment\n');
      run(printed(message, /git add \S+ && git commit --amend --no-edit/));
      run('git push origin main');
    },
  },
  {
    en: 'Before the repository goes public, the audit finds every key that git still has, even from the blocked commit',
    ja: 'リポジトリを公開する前の監査では、ブロックされたコミットのものを含め、git に残るすべてのキーが見つかります',
    play() {
      run('npx keyward audit', { code: 1, mentions: oldKey });
    },
  },
  {
    en: 'The doctor checks that the hooks really block',
    ja: 'doctor は、フックが本当にブロックするかを確かめます',
    play() {
      run('npx keyward doctor');
    },
  },
  {
    en: 'The remote repository has none of the keys, only the value that was allowed',
    ja: 'リモートリポジトリにキーはなく、あるのは許可した値だけです',
    play() {
      run(`git --git-dir="${remote}" log --oneline`, { shown: 'git log --oneline origin/main' });
      const pushed = run(`git --git-dir="${remote}" log --all --patch`, { isQuiet: true });
      if (!pushed.includes('new S3Client')) throw new Error('the demo has pushed nothing');
      // the value of the test was allowed
      if (values.some((value) => value !== testKey.secret && pushed.includes(value)))
        throw new Error('the demo found a key in the remote repository');
    },
  },
];

prepare();
for (const [index, { en, ja, play }] of scenes.entries()) {
  if (index > 0) await pause();
  console.log(`\n── ${index + 1}/${scenes.length}  ${japanese ? ja : en}`);
  play();
}
console.log(`\n── ${japanese ? 'デモ用のプロジェクトは削除されます' : 'The demo project is removed'}`);

/** Makes a project with an empty remote repository, and a branch from before keyward with a key. */
function prepare() {
  const settings = '[user]\n\tname = You\n\temail = you@example.com\n[init]\n\tdefaultBranch = main\n';
  writeFileSync(env.GIT_CONFIG_GLOBAL, settings);
  write('package.json', '{\n  "name": "shop",\n  "private": true\n}\n');
  write('.gitignore', 'node_modules/\n');
  const start = ['git init', 'git add -A', 'git commit -m "Start"', 'git checkout -b old-branch'];
  for (const command of [...start, `git init --bare "${remote}"`, `git remote add origin "${remote}"`])
    run(command, { isQuiet: true });
  write('src/s3.ts', client(oldKey));
  for (const command of ['git add src', 'git commit -m "Try S3"', 'git checkout main'])
    run(command, { isQuiet: true });
}

/** Packs keyward, and returns the path of the tarball. */
function pack() {
  const command = `npm pack --silent --ignore-scripts --pack-destination "${folder}"`;
  return join(folder, run(command, { cwd: root, isQuiet: true }).trim());
}

function client({ id, secret }) {
  return `export const s3 = new S3Client({\n  accessKeyId: '${id}',\n  secretAccessKey: '${secret}',\n});\n`;
}

function write(path, text) {
  const file = join(project, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * Runs a command and prints it with its output, which it returns. Fails if the exit code is another one, if the output does not
 * mention a key that it must report, or if it shows a whole one.
 */
function run(command, { cwd = project, shown = command, code = 0, mentions, isQuiet = false } = {}) {
  if (!isQuiet) console.log(`\n$ ${shown}`);
  const { status, stdout } = spawnSync(`${command} 2>&1`, { cwd, env, shell: true, encoding: 'utf8' });
  const isShown = !isQuiet || status !== code;
  if (isShown)
    process.stdout.write(values.reduce((text, value) => text.replaceAll(value, '(a whole key)'), stdout));
  if (status !== code) throw new Error(`unexpected exit code ${status} in the demo: ${shown}`);
  if (isShown && values.some((value) => stdout.includes(value)))
    throw new Error(`the demo printed a key: ${shown}`);
  if (mentions !== undefined && !stdout.includes(mentions.id.slice(-4)))
    throw new Error(`the demo did not report a key: ${shown}`);
  return stdout;
}

/** Returns a command that a message has printed. */
function printed(message, command) {
  const [found] = command.exec(message) ?? [];
  if (found === undefined) throw new Error(`the demo found no command ${command}`);
  return found;
}

/** Gives people time to read. Enter continues at once. */
async function pause() {
  if (!isWatched) return;
  console.log(japanese ? '\n(Enter: 次へ)' : '\n(Enter: continue)');
  process.stdin.resume();
  await once(process.stdin, 'data', { signal: AbortSignal.timeout(PAUSE_MS) }).catch(() => undefined);
  process.stdin.pause();
}
