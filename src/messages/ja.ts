import { advice } from './advice/ja.ts';
import { audit } from './audit/ja.ts';
import type { UnscannedReason } from '../decode/content.ts';
import { help } from './help/ja.ts';
import type { Messages } from './messages.ts';
import { diagnoses } from './doctor/ja.ts';
import { errors } from './errors/ja.ts';
import { rules as ruleTexts } from './rules/ja.ts';

const credentials = (count: number) => `AWS の認証情報 ${count} 件`;

/** Why keyward could not look inside a file. */
const unscannedReasons: Record<UnscannedReason, string> = {
  corrupt: '壊れたアーカイブ',
  encrypted: '暗号化されたアーカイブ',
  'too-large': 'サイズの上限を超過',
  'too-deep': '入れ子が深すぎる',
  'unknown-method': '未知の圧縮方式',
  '7z': '7z アーカイブ',
  arj: 'arj アーカイブ',
  bzip2: 'bzip2',
  cab: 'cab アーカイブ',
  compress: 'compress (.Z)',
  'git-delta': '差分として保存された git オブジェクト',
  lz4: 'lz4',
  lzh: 'lzh アーカイブ',
  lzip: 'lzip',
  lzma: 'lzma',
  lzo: 'lzo',
  rar: 'rar アーカイブ',
  snappy: 'snappy',
  xz: 'xz',
  zstd: 'zstd',
  'git-lfs': 'Git LFS のオブジェクト',
};

export const ja: Messages = {
  language: 'ja',
  rules: ruleTexts,
  report: {
    blocked: (count, place) =>
      `keyward: コミットをブロックしました: ${place} に AWS の認証情報が ${count} 件あります`,
    pushBlocked: (count, place) =>
      `keyward: プッシュをブロックしました: ${place} に AWS の認証情報が ${count} 件あります`,
    found: (count, place) => `keyward: ${place} に AWS の認証情報が ${count} 件見つかりました`,
    message: 'コミットメッセージ',
    header: 'コミットヘッダー (作成者、コミッター、タグ作成者)',
    commit: (id) => `コミット ${id}`,
    inName: 'ファイル名の中',
    inRefName: 'ブランチ名またはタグ名の中',
    account: (id, own) =>
      `AWS アカウント ${id}${own === true ? ' (自分のもの)' : own === false ? ' (自分のものではない)' : ''}`,
    canary: 'カナリアトークンです。このキーを使うと (試すだけでも) 所有者に通知されます',
    onRemotes: (refs) => `このクローンの情報では、すでに ${refs} にあります`,
    expired: ({ reason, expires }) => `許可リストのエントリーは ${expires} に期限が切れました (${reason})`,
    inFiles: (count, names) => `${count} 個のファイル (${names.join('、')})`,
    more: (count) => `… ほか ${count} 件:`,
    deactivateLink:
      'https://docs.aws.amazon.com/ja_jp/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
    deactivateCommand: 'aws iam update-access-key --user-name USER --access-key-id KEY-ID --status Inactive',
    allowed: (count, reasons) => `keyward: ${credentials(count)}は許可済みです (${reasons})`,
    unscanned: (path, reason) => `keyward: ${path}: 中身はスキャンしていません (${unscannedReasons[reason]})`,
    rulesOff: (rules) => `.keyward.json で無効になっているルール: ${rules}`,
    newRuleOff: (rule) => `このコミット範囲は .keyward.json でルールを無効にしています: ${rule}`,
    newSetting: (setting) => `このコミット範囲は .keyward.json の設定を変更しています: ${setting}`,
    newEntry: (entry) => `このコミット範囲は .keyward-allowlist.json にエントリーを追加しています: ${entry}`,
    outOfDate: (place, what) => `keyward: ${place}: ${what}、期限切れ`,
    impossible: (place, preview) =>
      `keyward: ${place}: ${preview} は AWS が発行したアクセスキー ID ではありません (0、1、8、9 は使われません)`,
    unscannedStrict:
      'keyward: コミットをブロックしました: "strict" が有効で、上のファイルの中身をスキャンできませんでした',
    annotation: (isCommitted) =>
      isCommitted
        ? 'キーを無効化してから、コミットから取り除いてください。'
        : '取り除いてください。キーを誰かに渡したことがあれば、先に無効化してください。',
    summaryColumns: ['場所', '種類', '値', 'コミット'],
    summaryUnscanned: 'keyward: スキャンできない内容があります ("strict" が有効です)',
    summaryCut: 'レポートが長すぎるため、サマリーには表示できません。このステップのログにすべてあります。',
    commitsClean: (count) => `keyward: AWS の認証情報はありません (${count} コミット)`,
    filesClean: (count, kind) =>
      `keyward: ${{ staged: 'ステージされた ', tracked: '追跡中の ', given: '' }[kind]}${count} ファイルに AWS の認証情報はありません`,
    scanned: (files, lines, bytes) =>
      `keyward: AWS の認証情報はありません (${files} ファイル、追加 ${lines} 行、${bytes} バイト)`,
  },
  advice,
  errors,
  allow: {
    added: (count, file) => `keyward: ${count} 件の値を ${file} で許可し、ステージしました。`,
    nextCommit: 'もう一度コミットしてください。',
    commitIt: 'コミットすると有効になります。',
    nothingFound: 'keyward: レポートに検出結果がないため、何も書き込んでいません。',
    willAllow: (count) => `keyward: 次の ${count} 件の値を許可します:`,
    confirm: 'すべて許可しますか? [y/N]',
    declined: '何も書き込んでいません。',
    why: 'コミットしても安全な理由を入力してください:',
    entry: (fingerprint, { rule, path, reason, expires }, isExpired) =>
      `${fingerprint}  ${rule}${path === undefined ? '' : `  対象 ${path}`}${expires === undefined ? '' : `  ${isExpired === true ? '期限切れ' : '期限'} ${expires}`}  ${reason}`,
    pathEntry: (glob, rules, reason) => `${glob}  ${rules}  ${reason}`,
    empty: 'keyward: 許可されている値はありません。',
    fine: (count) => `keyward: 許可リストに問題はありません (${count} 件)。`,
    stale: (name) => `${name}: 一致する値がなくなりました`,
    expired: (name, date) => `${name}: ${date} に期限が切れました`,
    broad: (name) => `${name}: すべてのファイルに一致します`,
    repeated: (name, line) => `${name}: 重複しています (2 つ目は ${line} 行目)。後のエントリーが有効です`,
    problems: (count) => `keyward: 許可リストに、確認が必要なエントリーが ${count} 件あります`,
    prune: (command) => `不要なもの、期限切れ、重複を削除するには:  ${command}`,
    pruned: (count, file) =>
      count === 0
        ? 'keyward: 削除するものはありません。'
        : `keyward: ${file} から ${count} 件を削除し、ステージしました。`,
  },
  audit,
  install: {
    registered: (hook) => `keyward: これからはコミットのたびに検査します (${hook})。`,
    unchanged: (hook) => `keyward: 設定済みです (${hook})。`,
    script: (name) =>
      `package.json: "${name}" スクリプトが、npm install などを実行した全員の環境にフックを登録します。`,
    dependency: (command) => `keyward: ${command}`,
    commitThese: (files) => `${files} をコミットすると、チーム全員が使えるようになります。`,
    ciWritten: (path) => `keyward: ${path} が、新しいコミットをすべて CI でスキャンします。`,
    ciUnchanged: (path) => `keyward: ${path} は、すでに CI で keyward を実行しています。`,
    agentsRegistered: (files) =>
      `keyward: コーディングエージェントの書き込み、コマンドの実行、プロンプトを事前に検査します (${files})。`,
    agentsUnchanged: (files) => `keyward: コーディングエージェントには登録済みです (${files})。`,
    codexTrust:
      'Codex がプロジェクトのフックを実行するには信頼の設定が必要です。Codex で /hooks を開いてください。',
    ciLeft: (paths) => `keyward: CI 用のファイルは残ります: ${paths}。不要なら削除してください。`,
    tryIt: (command) =>
      `すでにコミットされたキーは履歴に残っています。公開する前に調べてください: ${command}`,
    skipped: (reason) =>
      `keyward: フックを登録しませんでした: ${
        {
          'no-git': 'git が見つかりません',
          'no-repository': 'git リポジトリではありません',
          unsafe: '別のユーザーが所有するリポジトリのため、git が信頼していません。詳細の表示: keyward init',
          'line-break': 'パスに改行が含まれています。詳細の表示: keyward init',
          ci: 'CI 環境です',
          production: '本番用のインストールです',
          'hooks-path': 'git はこのリポジトリの外のフックを使います。詳細の表示: keyward init',
          dependency: 'node_modules の中のパッケージです',
          'husky-missing': 'husky がまだ設定されていません。husky を実行してください',
          paste: 'このリポジトリのフックマネージャーが keyward を実行しません。詳細の表示: keyward init',
          'set-up': 'このリポジトリのフックマネージャーがまだ設定されていません。詳細の表示: keyward init',
        }[reason]
      }`,
    removed: (paths) =>
      `keyward: ${paths} から削除しました。devDependency は残っています。パッケージマネージャーで削除してください。`,
    user: {
      registered: (place) => `keyward: これからは、このマシンでのすべてのコミットを検査します (${place})。`,
      unchanged: (place) => `keyward: 設定済みです (${place})。`,
      limits:
        '独自の core.hooksPath があるリポジトリ (husky を使うものなど) は対象外です。そこで keyward init を実行してください。',
      teammates: (command) =>
        `守られるのは、このマシンの自分のコミットだけです。チームメンバーも、それぞれ次を実行してください: ${command}`,
      check: '動作を確認するには: keyward doctor --global',
      removed: (places) =>
        `keyward: ${places} から削除しました。パッケージは残っています。削除するには: npm uninstall --global keyward`,
      left: (path) =>
        `keyward: ${path} は keyward のファイルではないため、残しました。git はもう実行しません。`,
    },
    nothingToRemove: 'keyward: 削除するものはありません。',
    foreignLeft: (path) => `keyward: ${path} は別のツールが変更したため、そのまま残しました。`,
    pastedLeft: (path) => `keyward: ${path} に貼り付けた行は、自分で削除してください。`,
  },
  doctor: {
    verdict: (rules, failed) =>
      failed === 0
        ? `keyward: ${rules} 個のルールすべてが、検出例を見つけ、似ているだけの値を無視しました`
        : `keyward: ${rules} 個のルールのうち ${failed} 個が検出例のテストに失敗しました。報告してください。`,
    guarded: 'keyward doctor: このリポジトリは守られています',
    guardedForUser: 'keyward doctor: このユーザーのリポジトリは守られています',
    notGuarded: (count) => `keyward doctor: 守られていません: 問題が ${count} 件あります`,
    unsure: (count) => `keyward doctor: 問題は見つかりませんでしたが、${count} 件は確認できませんでした`,
    worktree: (path) => `ワークツリー ${path}`,
    fix: (command) => `修正:  ${command}`,
    fixable: (command) => `安全な修正をまとめて実行:  ${command}`,
    blockedExample:
      'コミットがブロックされると、次のように表示されます。これは一時リポジトリでダミーのキーを使った例なので、対応は不要です:',
    diagnoses,
  },
  help,
};
