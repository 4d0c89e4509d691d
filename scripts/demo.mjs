// Shows keyward at work: a throwaway project, the packed package, real git. Everything is removed at the end.
import { spawnSync } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'keyward-demo-'));
const project = join(folder, 'shop');
const japanese = (process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || '').startsWith('ja');
const say = (en, ja) => console.log(`\n── ${japanese ? ja : en}`);

// Variables of the git or CI that may run this demo are dropped.
const inherited = Object.entries(process.env).filter(([name]) => !/^(?:GIT_|CI$|NODE_ENV$|npm_)/.test(name));
const env = {
  ...Object.fromEntries(inherited),
  GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'),
  GIT_CONFIG_NOSYSTEM: '1',
  npm_config_fund: 'false',
  npm_config_audit: 'false',
  npm_config_prefer_offline: 'true',
  npm_config_loglevel: 'error',
};

function run(command, { cwd = project, shown = command, code = 0, quiet = false } = {}) {
  if (!quiet) console.log(`\n$ ${shown}`);
  const outcome = spawnSync(command, { cwd, env, shell: true, encoding: 'utf8' });
  if (!quiet) process.stdout.write(outcome.stdout + outcome.stderr);
  if ((outcome.status === 0) !== (code === 0)) {
    process.stdout.write(outcome.stdout + outcome.stderr);
    throw new Error(`unexpected result in the demo: ${shown}`);
  }
  return outcome.stdout + outcome.stderr;
}

function write(path, text) {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** Returns a made-up key. */
function fakeKey() {
  const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const id = ['AKIA', 'T', ...Array.from({ length: 15 }, () => base32[randomInt(32)])].join('');
  return { id, secret: randomBytes(30).toString('base64') };
}

try {
  writeFileSync(
    env.GIT_CONFIG_GLOBAL,
    '[user]\n\tname = You\n\temail = you@example.com\n[init]\n\tdefaultBranch = main\n',
  );
  const tarball = run(`npm pack --silent --ignore-scripts --pack-destination "${folder}"`, {
    cwd: root,
    quiet: true,
  });
  mkdirSync(project);

  say('A project, protected with two commands', 'プロジェクトを用意し、2 つのコマンドで保護します');
  run('git init --quiet', { quiet: true });
  write('package.json', '{\n  "name": "shop",\n  "private": true\n}\n');
  write('.gitignore', 'node_modules/\n');
  run(`npm install --save-dev "${join(folder, tarball.trim())}"`, {
    shown: 'npm install --save-dev keyward',
  });
  run('npx keyward init');
  run('git add -A');
  run('git commit -m "Protect the repository"');

  say(
    'A developer pastes a key for a test, and commits it',
    '動作確認のためにキーを貼り付け、そのままコミットします',
  );
  const real = fakeKey();
  write(
    'src/s3.ts',
    `export const s3 = new S3Client({\n  accessKeyId: '${real.id}',\n  secretAccessKey: '${real.secret}',\n});\n`,
  );
  run('git add src/s3.ts');
  run('git commit -m "Upload pictures"', { code: 1 });

  say(
    'Without the key, the commit passes, and keyward is silent',
    'キーを削除すると、何も表示されずにコミットできます',
  );
  write('src/s3.ts', 'export const s3 = new S3Client({}); // credentials come from the environment\n');
  run('git add src/s3.ts');
  run('git commit -m "Upload pictures"');

  say('A test needs a value that looks like a key', 'テストに、キーに似た値が必要です');
  const fake = fakeKey();
  write('test/s3.test.ts', `const fake = { secretAccessKey: '${fake.secret}' };\n`);
  run('git add test/s3.test.ts');
  const message = run('git commit -m "Test the upload"', { code: 1 });

  say(
    'The printed command allows exactly this value, with a reason',
    '表示されたコマンドで、理由を付けてこの値だけを許可します',
  );
  run(`${/npx keyward allow .*/.exec(message)[0]} --reason "fake key of the test"`);
  run('git commit -m "Test the upload"');
  run('cat .keyward-allowlist.json');

  say('The history is clean', '履歴にキーはありません');
  run('git log --oneline');
  const history = run('git log --all --patch', { quiet: true });
  const leaked = [real.id, real.secret].filter((value) => history.includes(value));
  if (leaked.length > 0) throw new Error('the demo found the key in the history');
  say(
    'No commit contains the pasted key. The demo project is removed.',
    '貼り付けたキーはどのコミットにも含まれていません。デモ用のプロジェクトは削除しました。',
  );
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
