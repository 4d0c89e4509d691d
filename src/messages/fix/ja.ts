import type { FixMessages, RemovedCount } from './fix-messages.ts';

function listed({ whole, parts }: RemovedCount, all: number): string {
  if (whole === 0) return `AWS の認証情報 ${parts} 件の値の一部`;
  const first = `AWS の認証情報 ${all} 件${whole === all ? '' : `のうち ${whole} 件`}`;
  return parts === 0 ? first : `${first}と、別の ${parts} 件の値の一部`;
}

export const fix: FixMessages = {
  title: (removed, all) => `keyward fix: ${listed(removed, all)}を取り除きます`,
  clean:
    'keyward fix: ステージ済みの変更に AWS の認証情報はありません。git commit -a や git commit PATH がブロックされた場合は、先に git add でステージしてください。',
  notUnderstood: 'keyward fix: 何も変更していません。次のものは自動では修正できません:',
  unstaged: 'git の管理から外します。ファイルは残り、以後は無視されます',
  stagedOnly: 'ステージ済みの内容だけを変更します。ステージしていない変更はそのままです',
  stagedWhole: '未追跡だったため、ファイル全体をステージします',
  env: (isNew) =>
    isNew ? '新規作成。自分だけが読め、git は無視します' : '末尾に追記します。git は無視します',
  problems: {
    tracked:
      '.env が git で管理されているため、コード内の値を移せません。先に管理から外してください: git rm --cached :/.env (その後、もう一度 keyward fix を実行)',
    'not-a-file': '.env が通常のテキストファイルではないため、コード内の値を移せません。',
    'not-ignored': '.gitignore で .env を無視できないため、コード内の値を移せません。',
  },
  dryRun: '何も変更していません (--dry-run)。',
  needsConsent: (command) =>
    `確認できるターミナルがないため、何も変更していません。適用するには次を実行してください: ${command}`,
  question: 'この変更を適用しますか? [y/N] ',
  declined: '何も変更していません。',
  done: (removed) =>
    `keyward fix: ステージ済みの変更から ${listed(removed, removed.whole)}を取り除きました。`,
  loaderTitle: '.env を読み込む方法:',
  loaders: {
    'node-dotenv': () =>
      `最初の import として import 'dotenv/config' を追加 (または require('dotenv').config())`,
    'node-framework': () => 'フレームワークまたはランタイムが .env を自動で読み込みます',
    'node-env-file': () => 'node --env-file=.env ファイル',
    'python-dotenv': () => 'from dotenv import load_dotenv; load_dotenv()',
    python: () => 'pip install python-dotenv を実行してから、from dotenv import load_dotenv; load_dotenv()',
    'ruby-dotenv': () => `require 'dotenv/load'`,
    compose: () => 'docker compose が .env を自動で読み込みます',
    github: (variables) =>
      `GitHub Actions は .env を読みません。値を登録してください: ${variables.map((name) => `gh secret set ${name}`).join('; ')}`,
    shell: () => 'set -a; . ./.env; set +a',
  },
  leaked: (command) => `キーが一度でもこのマシンの外に出ていたら、無効化してください: ${command}`,
  committed: (command) => `過去のコミットにも含まれる値があります。調べるには: ${command}`,
};
