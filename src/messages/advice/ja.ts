import type { AdviceMessages } from './advice-messages.ts';

const inFile = (path: string | undefined) => (path === undefined ? '' : `${path} では、`);
const listed = (words: readonly string[]) => words.join(' と ');

export const advice: AdviceMessages = {
  label: { remove: '削除', leaked: '漏えい?', fake: '誤検知?', note: '補足', help: 'ヘルプ' },
  followed: (sentence) => `${sentence}。続けて:`,
  next: '続けて:',
  writeInstead: (codes, path) => `${inFile(path)}代わりに ${listed(codes)} を使ってください`,
  leaveOut: (variables, path) =>
    `${inFile(path)}値を消してください (${listed(variables)} は、コードに書かなくても環境変数から読み込まれます)`,
  sameIn: (paths) => `${paths} でも、同じように置き換えてください`,
  keepOut: (path) =>
    `${inFile(path)}値を削除し、シークレットストアか、.gitignore で除外したファイルに移してください`,
  archive: (path) => `${path} から取り除いて作り直すか、アーカイブを git の管理から外してください:`,
  unwanted: (paths) => `${paths} を手元に残したまま、git の管理から外してください:`,
  name: (path) => `${path} はファイル名に認証情報を含みます。名前を変えてください。`,
  message:
    'メッセージから消して、前と同じオプション (-a、--amend) でもう一度コミットしてください。入力した文章は残っています:',
  fix: 'keyward に任せる場合:',
  inCommits: '新しいコミットで消しても履歴に残ります。コミットそのものを書き換えてください:',
  checkOut:
    '先に、これらのコミットがあるブランチに切り替えてください (git switch BRANCH)。次のコマンドは現在のブランチを書き換えます。',
  stopAt: (commits) => `開いた一覧で、${commits} の前の "pick" を "edit" に変えてください。`,
  reword: (commits) =>
    `開いた一覧で、${commits} の前の "pick" を "reword" に変え、メッセージから消してください。`,
  thenAmend: 'git がそこで止まったら、',
  header:
    '名前とメールアドレスを、認証情報を含まないものに設定してください (git config user.name、user.email)。',
  tag: (name) => `タグ ${name} のメッセージを書き直してください:`,
  refName: 'キーを含まないブランチ名またはタグ名でプッシュしてください。',
  pushAgain: 'コミットの書き換えが済んだら:',
  leaked: 'このキーを一度でも外に出した (プッシュ、チャット、メール) なら、先に無効化してください:',
  leakedOther: 'この値を一度でも外に出した (プッシュ、チャット、メール) なら、先に失効させてください:',
  leakedCommits: 'これらのコミットを読める人は、このキーを使えます。先に無効化してください:',
  leakedCommitsOther: 'これらのコミットを読める人は、この値を使えます。先に失効させてください:',
  commitPaths: '許可リストも一緒にコミットしてください:',
  allowNotStaged: '作業ツリーの許可リストでは許可されていますが、ステージされていません:',
  alreadyCommitted: '以前のコミットにも含まれているため、履歴への対応も必要です:',
  canary: 'カナリアトークンです。このキーを使うと (試すだけでも) 所有者に通知されます。',
  pullDeletes:
    'git の管理から外したファイルは、ほかの人の環境では次の git pull で削除されます。コピーを残すよう伝えてください。',
  incompleteComment: '許可コメントには、フィンガープリントと理由 (… の部分) が必要です:',
  fetchFirst: 'プッシュ先にこれらのコミットがすでにある場合は、フェッチしてからもう一度プッシュしてください:',
};
