import { audit } from './audit/ja.ts';
import type { CiPlatform, ConfigProblem } from '../shared/errors.ts';
import type { UnscannedReason } from '../decode/content.ts';
import type { Messages } from './messages.ts';
import { diagnoses } from './doctor/ja.ts';

const credentials = (count: number) => `AWS の認証情報 ${count} 件`;
const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

const problems: Record<ConfigProblem, string> = {
  'not-an-object': 'ここにはオブジェクトが必要です (スキーマを参照)',
  'unknown-key': '知らないキーです。使えるキーはスキーマにあります',
  version: '"version": 1 が必要です',
  fingerprint: 'フィンガープリントが必要です: kw1_ と 0-9a-f の 32 桁。値そのものは書かないでください',
  rule: 'ルール ID が必要です。例: aws-secret-access-key',
  reason: '3 文字以上の "reason" (理由) が必要です',
  glob: 'パスのパターンが必要です: ルートからの相対パス、区切りは /、".." は不可、括弧は対にする (\\ を付けた文字はそのままの文字になります)',
  'glob-broad':
    'このパターンは全ファイルに当てはまります。フォルダーを指定するか "broad": true を付けてください',
  date: '日付が必要です: YYYY-MM-DD',
  boolean: 'true か false が必要です',
  'rules-list': '"rules" にルール ID を 1 つ以上書いてください',
  account: '12 桁の AWS アカウント ID (文字列) が必要です',
  language: '"en" か "ja" が必要です',
  url: 'Web アドレスが必要です',
  'value-in-text': '人が読む文が必要です。認証情報は書かないでください',
  text: '文字列が必要です',
};

const unsure = '今回の変更の安全は確認できていません。';

/** Why content was not looked into. */
const notUnfoldedReasons: Record<UnscannedReason, string> = {
  corrupt: '壊れたアーカイブ',
  encrypted: '暗号化されたアーカイブ',
  'too-large': '展開できる大きさを超過',
  'too-deep': '入れ子が深すぎる',
  'unknown-method': '未知の圧縮方式',
  '7z': '7z アーカイブ',
  arj: 'arj アーカイブ',
  bzip2: 'bzip2',
  cab: 'cab アーカイブ',
  compress: 'compress (.Z)',
  'git-delta': 'ほかのオブジェクトとの差分で保存された git オブジェクト',
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

/** shallow clone を補うもの。 */
const shallowFixes: Record<CiPlatform, string> = {
  github: 'actions/checkout に次の行を加えてください: with: { fetch-depth: 0 }',
  gitlab: 'ジョブに次の変数を加えてください: GIT_DEPTH: "0"',
  other: '次を実行してください: git fetch --unshallow',
};

export const ja: Messages = {
  language: 'ja',
  rules: {
    'aws-access-key-id': 'AWS アクセスキー ID',
    'aws-temporary-access-key-id': 'AWS 一時アクセスキー ID',
    'aws-secret-access-key': 'AWS シークレットアクセスキー',
    'aws-session-token': 'AWS セッショントークン',
    'aws-bedrock-api-key': 'Amazon Bedrock API キー (長期)',
    'aws-bedrock-short-term-api-key': 'Amazon Bedrock API キー (短期)',
    'aws-claude-platform-api-key': 'Claude Platform on AWS の API キー (長期)',
    'aws-claude-platform-short-term-api-key': 'Claude Platform on AWS の API キー (短期)',
    'aws-cloudwatch-logs-api-key': 'Amazon CloudWatch Logs の API キー',
    'aws-cloudwatch-api-key': 'Amazon CloudWatch の API キー (メトリクス)',
    'aws-xray-api-key': 'AWS X-Ray の API キー',
    'aws-kiro-api-key': 'Kiro の API キー',
    'aws-service-api-key': 'AWS サービスの API キー',
    'aws-ses-smtp-password': 'Amazon SES の SMTP パスワード',
    'aws-codecommit-password': 'CodeCommit または Keyspaces のパスワード',
    'aws-appsync-api-key': 'AWS AppSync の API キー',
    'aws-mws-auth-token': 'Amazon MWS 認証トークン',
    'aws-presigned-url': '有効期限内の AWS 署名付き URL',
    'aws-eks-token': 'Amazon EKS のトークン',
    'aws-rds-auth-token': 'AWS データベースのログイントークン',
    'aws-dsql-auth-token': 'Amazon Aurora DSQL のログイントークン',
    'aws-msk-auth-token': 'Amazon MSK (Kafka) のログイントークン',
    'aws-ecr-password': 'Amazon ECR のパスワード',
    'aws-codeartifact-token': 'AWS CodeArtifact のトークン',
    'aws-sso-token': 'AWS サインインのトークン (SSO、Builder ID、Amazon Q、Kiro、aws login)',
    'aws-console-password': 'AWS コンソールのパスワード',
    'aws-private-key': 'AWS の秘密鍵 (EC2、Lightsail、CloudFront、IoT)',
  },
  report: {
    blocked: (count, place) => `keyward: コミットを止めました: ${credentials(count)} (${place})`,
    pushBlocked: (count, place) => `keyward: push を止めました: ${credentials(count)} (${place})`,
    found: (count, place) => `keyward: ${credentials(count)}が見つかりました (${place})`,
    message: 'コミットメッセージ',
    header: 'コミットヘッダー (作成者、コミッター、タグの作成者)',
    commit: (id) => `コミット ${id}`,
    inName: 'ファイル名の中',
    inRefName: 'ブランチ名またはタグ名の中',
    account: (id, own) =>
      `AWS アカウント ${id}${own === true ? ' (自分のもの)' : own === false ? ' (登録されていないアカウント)' : ''}`,
    canary: 'カナリアトークンです。このキーを使うと (試すだけでも) 持ち主に通知されます',
    alreadyCommitted:
      '以前のコミットに既に入っています。ここから消しても履歴には残ります (調べるには: npx keyward audit)',
    onRemotes: (refs) => `このクローンの情報では ${refs} に既にあります`,
    fetchFirst: (command) =>
      `push 先にこれらのコミットが既にある場合は、次のコマンドでリモートの情報を更新してから、もう一度 push してください:  ${command}`,
    expired: ({ reason, expires }) => `許可リストの項目は ${expires} に期限が切れました (${reason})`,
    more: (count) => `… ほか ${count} 件 (keyward scan --staged --verbose で全件表示)`,
    stepsTitle: '次にすること:',
    takeOut: 'ファイルから取り除き、代わりに次のように書く:',
    takeOutOfName: 'キーを含まない名前にファイルを変えてください。',
    renameRef: 'ブランチ名またはタグ名を、キーを含まない名前に変えてから push してください。',
    takeOutOfMessage: 'メッセージから取り除いて、もう一度コミットしてください。',
    takeOutOfCommits:
      'コミットそのものから取り除いてください。上にコミットを重ねて消しても、履歴には残ります:',
    keepOut: '(リポジトリーの外に置く: シークレットストアか、.gitignore に書いたファイル)',
    thenStage: (command) => `続けて:  ${command}`,
    deactivate: (link) =>
      `一度でも push・送信・共有しましたか? その場合は先に無効化してください:\n     ${link}`,
    deactivateNow: (link) =>
      `外に出ていれば、もう誰かが手に入れています。最初に無効化してください:\n     ${link}`,
    deactivateLink:
      'https://docs.aws.amazon.com/ja_jp/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
    deactivateCommand: 'aws iam update-access-key --user-name USER --access-key-id KEY-ID --status Inactive',
    respond: (command) => `続きの手順:  ${command}`,
    allow: (count) =>
      `本物のキーではない場合は、${count === 1 ? 'この値だけ' : 'これらの値'}を許可してもう一度コミット:`,
    allowCommitted: (count) =>
      `本物のキーではない場合は、${count === 1 ? 'この値だけ' : 'これらの値'}を許可し、許可リストをコミット:`,
    allowNotStaged: (command) => `手元の許可リストにはありますが、ステージされていません:  ${command}`,
    allowPathCommit: (command) => `許可リストも一緒にコミットしてください:  ${command}`,
    help: (url) => `チームの案内: ${url}`,
    sampleReason: 'テスト用の値で本物のキーではない',
    allowed: (count, reasons) => `keyward: ${credentials(count)}は許可済みです (${reasons})`,
    notUnfolded: (path, reason) => `keyward: ${path}: 中身は調べていません (${notUnfoldedReasons[reason]})`,
    rulesOff: (rules) => `.keyward.json で無効になっているルール: ${rules}`,
    newRuleOff: (rule) => `このコミット範囲は .keyward.json でルールを無効にしています: ${rule}`,
    newSetting: (setting) => `このコミット範囲は .keyward.json の設定を変更しています: ${setting}`,
    newEntry: (entry) => `このコミット範囲は .keyward-allowlist.json に項目を追加しています: ${entry}`,
    outOfDate: (place, what) => `keyward: ${place}: ${what}、期限切れ`,
    notUnfoldedStrict:
      'keyward: コミットを止めました: "strict" が有効で、上のファイルの中身を調べられませんでした',
    commitsClean: (count) => `keyward: AWS の認証情報はありません (${count} コミット)`,
    scanned: (files, lines, bytes) =>
      `keyward: AWS の認証情報はありません (${files} ファイル、追加 ${lines} 行、${bytes} バイト)`,
  },
  errors: {
    'git-missing': () => 'git が見つかりません。git をインストールするか PATH に入れてください。',
    'git-failed': ({ command, exit }) =>
      `${command} が失敗しました (終了コード ${exit})。${unsure}もう一度実行し、続くようなら git fsck を実行してください。`,
    'git-killed': ({ command }) => `${command} が強制終了しました。${unsure}もう一度実行してください。`,
    'git-silent': ({ command, seconds }) =>
      `${command} が ${seconds} 秒間応答しません。${unsure}もう一度実行してください。`,
    'git-short': ({ command }) =>
      `${command} の出力が途中で切れています。${unsure}git fsck を実行してください。`,
    'git-too-much': ({ command, megabytes }) =>
      `${command} の出力が ${megabytes} MB を超えたため、一度に調べられません。コミットを分けて調べるか、プッシュしてください。1 つのコミットにこれだけのファイルがある場合は、同じフォルダーが繰り返されていないか確認してください。`,
    'too-many-copies': ({ path, count }) =>
      `${path} と同じファイルが 1 つのコミットの ${count} か所にあるため、調べきれません。繰り返されているフォルダーをコミットから取り除いて、もう一度実行してください。`,
    'not-a-repository': () =>
      'ここは git リポジトリーではありません。リポジトリーに移動するか、git init で作成してから、もう一度実行してください。',
    'no-work-tree': () =>
      'ここは git の作業ツリーではありません。クローンかワークツリーの中で実行してください。',
    'work-tree-unknown': () =>
      'GIT_DIR が設定されていますが、このフォルダーは git の作業ツリーに含まれていません。GIT_DIR を解除するか、GIT_WORK_TREE に作業ツリーの絶対パスを設定してください。',
    'unsafe-repository': ({ path }) =>
      `${path} は別のユーザーの所有のため、git が信頼していません。何も書き込んでいません。信頼できる場合は次を実行してください: git config --global --add safe.directory '${path}'`,
    'line-break-in-path': () =>
      'リポジトリーかプロジェクトのパスに改行が含まれているため、フックから扱えません。何も書き込んでいません。フォルダー名を変更してから keyward init を実行してください。',
    'object-missing': ({ path }) =>
      `${path} の内容がこのリポジトリーにありません。git fetch --refetch で取得してからコミットしてください。`,
    'unmerged-path': ({ path }) => `${path} に競合があります。解決して git add してください。`,
    'range-unknown': () =>
      'この範囲のコミットがここにありません。取得してからもう一度実行してください: git fetch --unshallow || git fetch --all',
    'range-shallow': ({ platform }) =>
      `shallow clone のため、範囲のコミットが足りません。${shallowFixes[platform]}`,
    'ci-unknown': () =>
      'GitHub Actions でも GitLab CI でもないようです。範囲を指定してください: keyward scan --range A..B',
    'ci-event': ({ platform }) =>
      `${platform === 'github' ? 'GitHub' : 'GitLab'} から、今回新しいコミットの範囲が分かりません。指定してください: keyward scan --range A..B`,
    'unreadable-file': ({ path, reason }) => `${path} を読めませんでした (${reason})。`,
    'unwritable-file': ({ path, reason }) => `${path} に書けませんでした (${reason})。`,
    'link-elsewhere': ({ path }) =>
      `${path} は、このワークツリーの外のファイルを指すシンボリックリンクです。何も書き込んでいません。リンクを消してから、もう一度実行してください。`,
    'usage-unknown-command': () => 'そのようなコマンドはありません。参照: keyward --help',
    'usage-unexpected-word': ({ command }) => `引数が多いか足りません。参照: keyward ${command} --help`,
    'usage-unknown-option': ({ command }) =>
      `知らないオプションか、値がありません。参照: keyward ${command} --help`,
    'usage-missing-option': ({ option }) => `${option} が必要です。`,
    'usage-conflict': ({ options }) => `${options} は同時に指定できません。`,
    'usage-bad-value': ({ option, expected }) => `${option} に指定できるのは ${expected} です。`,
    'config-syntax': (args) =>
      `${where(args)}: JSON として読めません。直して git add ${args.file} してください`,
    'config-conflict': (args) =>
      `${where(args)}: 競合マーカーがあります。両方の行を残してマーカーを消し、git add ${args.file} してください`,
    'config-invalid': (args) =>
      `${where(args)}: ${problems[args.problem]}。直して git add ${args.file} してください`,
    'allow-not-found': () =>
      'このフィンガープリントは、直前に止めたコミットにもステージ済みの内容にもありません。メッセージから写してください。',
    'allow-nothing-blocked': () =>
      '止めたコミットの記録がありません。まずコミットすると、メッセージにコマンドが出ます。',
    'allow-path-elsewhere': ({ path, glob }) =>
      `検出されたファイルは ${path} で、--path の範囲に含まれません。何も書き込んでいません。パスはリポジトリーのルートから書いてください。例: --path ${glob}`,
    'init-no-package': () =>
      'package.json がありません。npm install --global keyward の後で keyward init を実行してください',
    'init-hooks-path': ({ hooksPath, scope, block }) =>
      `git は ${hooksPath} のフックを使います (core.hooksPath、${scope} 設定)。このリポジトリーのものではないので、何も書き込んでいません。\n次の 3 つの方法があります:\n  1. そこのフックに下の行を貼り付ける。他のリポジトリーでは何もしません。\n  2. git 2.54 以上にして keyward init をやり直す。このリポジトリーの設定に書いたフックが一緒に動きます。\n  3. このリポジトリー専用のフックにする: git config core.hooksPath .githooks && keyward init。${hooksPath} のフックは、.githooks から呼ばない限りここでは動かなくなります。\n\n${block}`,
    'init-paste': ({ manager, file, lines, command }) =>
      `ここのフックは ${manager} が上書きします。何も書き込んでいません。\n次の行を ${file} に貼り付け (同じキーがあればそこに足し)、実行してください: ${command}\n\n${lines}`,
    'init-set-up': ({ manager, hook, command }) =>
      `${manager} 用の行はありますが、git の ${hook} フックがまだ実行しません。実行してください: ${command}`,
    'init-husky-silences': ({ hooks }) =>
      `husky にすると今のフックが動かなくなります: ${hooks}。何も書き込んでいません。先に .husky/ へ移すか、--husky なしで実行してください。`,
    'init-husky-gone': ({ hooksPath }) =>
      `core.hooksPath の ${hooksPath} がないため、git はフックを一切実行しません。何も書き込んでいません。husky を使うなら、インストールして npx husky。使わないなら git config --local --unset core.hooksPath。その後 keyward init を実行してください`,
    'init-husky-global': ({ hooksPath }) =>
      `husky にすると ${hooksPath} のフックが動かなくなります (core.hooksPath)。何も書き込んでいません。--husky なしで実行してください。`,
    'init-command-failed': ({ command }) =>
      `次のコマンドが失敗しました。自分で実行してから keyward init をやり直してください: ${command}`,
    'hook-foreign': ({ path }) =>
      `${path} に組み込めません。何も書き込んでいません。読み書きの権限を確認してください。`,
    'hook-is-folder': ({ path }) =>
      `${path} がフォルダーのため、git はフックとして実行できません。何も書き込んでいません。別の場所に移してから keyward init を実行してください。`,
    'package-json': ({ path }) =>
      `${path} が JSON として読めません。直してから keyward init をやり直してください。`,
    'respond-no-key-id': () =>
      'アクセスキー ID ではありません。AKIA か ASIA の後に A-Z と 2-7 の 16 文字が続くものです。AIDA… や AROA… はユーザーやロールの ID です。ID なしでも使えます: keyward respond',
    'respond-secret': () =>
      'キー ID にしては長く、シークレットかもしれません。使用も保存もしていません。シェルの履歴から消し、ID だけ (AKIA… か ASIA…) を指定するか、何も指定しないでください。',
    'file-exists': ({ path }) =>
      `${path} は既にあるので上書きしません。--output に別の名前を指定してください。`,
    'node-too-old': ({ found }) => `Node.js 20.19 以上が必要です (現在 ${found})。`,
    internal: ({ at }) => `スキャンが途中で壊れました (${at})。${unsure}この行を報告してください。`,
  },
  allow: {
    added: (count, file) => `keyward: ${count} 件の値を ${file} で許可し、ステージしました。`,
    nextCommit: 'もう一度コミットしてください。',
    entry: (mark, { rule, path, reason, expires }) =>
      `${mark}  ${rule}${path === undefined ? '' : `  対象 ${path}`}${expires === undefined ? '' : `  期限 ${expires}`}  ${reason}`,
    pathEntry: (glob, rules, reason) => `${glob}  ${rules}  ${reason}`,
    empty: 'keyward: 許可されている値はありません。',
    fine: (count) => `keyward: 許可リストに問題はありません (${count} 件)。`,
    stale: (name) => `${name}: もう何にも当てはまりません。削除: keyward allowlist prune`,
    expired: (name, date) => `${name}: ${date} に期限が切れました`,
    broad: (name) => `${name}: 全ファイルに当てはまります`,
    repeated: (name, line) => `${name}: 2 回書かれています (${line} 行目)。後の方が有効です`,
    problems: (count) => `keyward: 許可リストの ${count} 件に確認が必要です`,
    pruned: (count) => `keyward: ${count} 件を削除しました。`,
  },
  audit,
  install: {
    registered: (hook) => `keyward: これからはコミットのたびに検査します (${hook})。`,
    unchanged: (hook) => `keyward: 設定済みです (${hook})。`,
    script: (name) => `package.json: "${name}" スクリプトが、インストールする全員にフックを登録します。`,
    dependency: (command) => `keyward: ${command}`,
    commitThese: (files) => `${files} をコミットすると、チーム全員に行き渡ります。`,
    tryIt: '既にコミットされたキーはそのまま残っています。公開する前に調べてください: npx keyward audit',
    skipped: (reason) =>
      `keyward: フックを登録しませんでした: ${
        {
          'no-git': 'git が見つかりません',
          'no-repository': 'git リポジトリーではありません',
          unsafe: '別のユーザーのリポジトリーのため、git が信頼していません。参照: keyward init',
          'line-break': 'パスに改行が含まれています。参照: keyward init',
          ci: 'CI です',
          production: '本番用のインストールです',
          'hooks-path': 'git はこのリポジトリーの外のフックを使います。参照: keyward init',
          dependency: 'node_modules の中のパッケージです',
          'husky-missing': 'husky がまだ設定されていません。husky を実行してください',
          paste: 'このリポジトリーのフック管理ツールが keyward を実行しません。参照: keyward init',
          'set-up': 'このリポジトリーのフック管理ツールがまだ設定されていません。参照: keyward init',
        }[reason]
      }`,
    removed: (paths) => `keyward: ${paths} から取り除きました。devDependency は残っています。`,
    nothingToRemove: 'keyward: 取り除くものはありません。',
    foreignLeft: (path) => `keyward: ${path} は別のツールが変更したため、そのままにしました。`,
    pastedLeft: (path) => `keyward: 貼り付けた行は ${path} から自分で取り除いてください。`,
  },
  doctor: {
    verdict: (rules, failed) =>
      failed === 0
        ? `keyward: ${rules} 個のルールすべてが、自分の例を見つけ、似ているだけの値は通しました`
        : `keyward: ${rules} 個のルールのうち ${failed} 個が自分の例に失敗しました。報告してください。`,
    guarded: 'keyward doctor: このリポジトリーは守られています',
    notGuarded: (count) => `keyward doctor: 守られていません: 問題が ${count} 件あります`,
    unsure: (count) => `keyward doctor: 問題は見つかりませんでしたが、${count} 件は確かめられませんでした`,
    worktree: (path) => `ワークツリー ${path}`,
    fix: (command) => `直すには:  ${command}`,
    fixable: (command) => `このうち安全なものをまとめて実行:  ${command}`,
    diagnoses,
  },
  help: {
    usage: '使い方',
    commands: 'コマンド',
    options: 'オプション',
    command: {
      init: 'このリポジトリーに keyward を設定する (チーム全員分)',
      install: 'フックを登録する (init が書くスクリプトから呼ばれる)',
      uninstall: 'init と install が入れたものを取り除く',
      scan: 'ステージ済みの内容・コミット・ファイル・標準入力から AWS の認証情報を探す',
      allow: '本物のキーではない値を 1 つ許可する',
      allowlist: '許可リストの確認・一覧・整理',
      audit: '公開する前に、履歴のすべてを調べる',
      doctor: 'git がここで実行するフックが本当にキーを止めるかを確かめ、直し方を示す',
      respond: 'キーが漏れたときにすることを順に示す',
      hook: 'git のフックから呼ばれる',
    },
    option: {
      husky: 'フックの管理に husky を採用する',
      hooks:
        'フックの種類をコンマ区切りで: pre-commit, pre-push (既定はこの 2 つ), commit-msg, pre-merge-commit, prepare-commit-msg',
      staged: 'ステージ済みの内容を調べる (既定)',
      range: '範囲のすべてのコミットを調べる',
      ci: 'GitHub Actions か GitLab CI の今回の実行で新しいコミットを調べる',
      message: '作成中のコミットのメッセージを調べる',
      files: '指定したファイルとフォルダーを調べる',
      stdin: '標準入力を調べる',
      format: 'レポートの形式',
      output: 'このファイルに書く',
      verbose: '何を調べたかを表示し、全件を出す',
      reason: '漏えいではない理由 (必須)',
      path: '当てはまるファイルだけで許可する',
      expires: '有効な最後の日、YYYY-MM-DD',
      fix: '直すコマンドのうち安全なものを実行して、もう一度確かめる',
      rules: '検出ルールをそれぞれの例で試す',
      last: '直前に止めたコミットで見つかったものすべて',
      lang: 'en か ja (既定: LC_ALL、LC_MESSAGES、LANG)',
      help: 'この説明を表示する',
      version: 'バージョンを表示する',
    },
  },
};
