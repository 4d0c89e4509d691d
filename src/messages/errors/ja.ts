import type { CiPlatform, ConfigProblem, ErrorArgs } from '../../shared/errors.ts';
import { topPathspec } from '../../shared/pathspec.ts';
import { shellWord } from '../../shared/shell-quote.ts';
import type { Messages } from '../messages.ts';

const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

const problems: Record<ConfigProblem, string> = {
  'not-an-object': 'オブジェクトを指定してください (スキーマを参照)',
  'unknown-key': '不明なキーです。使えるキーはスキーマを参照してください',
  version: '"version": 1 が必要です',
  fingerprint: 'フィンガープリント (kw1_ と 16 進数 32 桁) が必要です。値そのものは書かないでください',
  rule: 'ルール ID が必要です。例: aws-secret-access-key',
  reason: '3 文字以上の "reason" (理由) が必要です',
  glob: 'パスのパターンが必要です: ルートからの相対パス、区切りは /、".." は不可、括弧は対にする (\\ の次の文字は文字どおりに扱います)',
  'glob-broad':
    'このパターンはすべてのファイルに一致します。フォルダーを指定するか "broad": true を付けてください',
  date: '日付が必要です: YYYY-MM-DD',
  boolean: 'true か false が必要です',
  'rules-list': '"rules" にルール ID を 1 つ以上書いてください',
  account: '12 桁の AWS アカウント ID (文字列) が必要です',
  language: '"en" か "ja" が必要です',
  url: 'http または https の URL が必要です',
  'value-in-text': '認証情報を含まない文が必要です',
  text: '文字列が必要です',
};

const unchecked = '今回の変更は検査できていません。';

/** The text for a problem in a settings file. */
const problemIn = ({ problem, key, nearest }: ErrorArgs['config-invalid']) =>
  key === undefined || nearest === undefined
    ? problems[problem]
    : `不明なキー "${key}" です ("${nearest}" の間違いではありませんか?)`;

/** How to complete a shallow clone. */
const shallowFixes: Record<CiPlatform, string> = {
  github: 'actions/checkout に次の行を追加してください: with: { fetch-depth: 0 }',
  gitlab: 'ジョブに次の変数を追加してください: GIT_DEPTH: "0"',
  other: '次を実行してください: git fetch --unshallow',
};

/** The messages of errors. An argument is escaped before it gets here. */
export const errors: Messages['errors'] = {
  'git-missing': () => 'git が見つかりません。git をインストールするか、PATH に追加してください。',
  'git-failed': ({ command, exit }) =>
    `${command} が失敗しました (終了コード ${exit})。${unchecked}もう一度実行し、再び失敗する場合は git fsck を実行してください。`,
  'git-killed': ({ command }) => `${command} が強制終了されました。${unchecked}もう一度実行してください。`,
  'git-silent': ({ command, seconds }) =>
    `${command} から ${seconds} 秒間データが届きません。${unchecked}もう一度実行してください。`,
  'git-short': ({ command }) =>
    `${command} の出力が途中で切れています。${unchecked}git fsck を実行してください。`,
  'git-too-much': ({ command, megabytes }) =>
    `${command} の出力が ${megabytes} MB を超えたため、一度にスキャンできません。一度にスキャンまたはプッシュするコミットを減らしてください。1 つのコミットにこれだけのファイルがある場合は、同じフォルダーのコピーが繰り返されていないか確認してください。`,
  'too-many-copies': ({ path, count }) =>
    `${path} と同じファイルが 1 つのコミットの ${count} か所にあり、多すぎるためスキャンできません。繰り返されているフォルダーをコミットから削除して、もう一度実行してください。`,
  'not-a-repository': () =>
    'このフォルダーは git リポジトリではありません。リポジトリに移動するか、git init で作成してから、もう一度実行してください。',
  'no-work-tree': () =>
    'このフォルダーは git の作業ツリーではありません。クローンかワークツリーに移動して実行してください。',
  'work-tree-unknown': () =>
    'GIT_DIR が設定されていますが、このフォルダーは git の作業ツリーに含まれていません。GIT_DIR を解除するか、GIT_WORK_TREE に作業ツリーの絶対パスを設定してください。',
  'unsafe-repository': ({ path }) =>
    `${path} は別のユーザーが所有しているため、git が信頼していません。何も書き込んでいません。信頼できる場合は次を実行してください: git config --global --add safe.directory ${shellWord(path)}`,
  'line-break-in-path': () =>
    'リポジトリまたはプロジェクトのパスに改行が含まれているため、フックで扱えません。何も書き込んでいません。フォルダー名を変更してから keyward init を実行してください。',
  'object-missing': ({ path }) =>
    `${path} の内容がこのクローンにありません。git fetch --refetch で取得してから、もう一度コミットしてください。`,
  'unmerged-path': ({ path }) => `${path} にマージの競合があります。先に解決して git add してください。`,
  'out-of-time': ({ budget }) =>
    `${budget} 秒以内にスキャンが終わらなかったため、プッシュを受け付けませんでした。コミットを分けてプッシュするか、--budget の時間を延ばしてください。`,
  'range-unknown': () =>
    '指定された範囲のコミットが、このクローンにありません。名前を確かめ、正しければ取得してから、もう一度実行してください: git fetch --unshallow || git fetch --all',
  'range-shallow': ({ platform }) =>
    `shallow clone のため、範囲のコミットが足りません。${shallowFixes[platform]}`,
  'ci-unknown': () =>
    'GitHub Actions でも GitLab CI でもありません。範囲を指定してください: keyward scan --range A..B',
  'ci-event': ({ platform }) =>
    `${platform === 'github' ? 'GitHub' : 'GitLab'} の情報からは、今回の実行でどのコミットが新しいのか分かりません。範囲を指定してください: keyward scan --range A..B`,
  'unreadable-file': ({ path, reason }) => `${path} を読めませんでした (${reason})。`,
  'unwritable-file': ({ path, reason }) => `${path} に書き込めませんでした (${reason})。`,
  'link-elsewhere': ({ path }) =>
    `${path} は、この作業ツリーの外のファイルを指すシンボリックリンクです。何も書き込んでいません。リンクを削除してから、もう一度実行してください。`,
  'usage-unknown-command': ({ word, nearest }) =>
    `不明なコマンドです${word === undefined ? '' : `: ${word}`} (${nearest === undefined ? '' : `${nearest} の間違いではありませんか? `}参照: keyward --help)`,
  'usage-unexpected-argument': ({ word, usage }) =>
    `余分な引数があります${word === undefined ? '' : `: "${word}"`} (使い方: ${usage})`,
  'usage-missing-argument': ({ usage }) => `引数が足りません (使い方: ${usage})`,
  'usage-unknown-option': ({ option, nearest, command }) =>
    `不明なオプションです${option === undefined ? '' : `: ${option}`} (${nearest === undefined ? `参照: keyward ${command} --help` : `${nearest} の間違いではありませんか?`})`,
  'usage-missing-value': ({ option, command }) =>
    `${option} には値が必要です (参照: keyward ${command} --help)`,
  'usage-unexpected-value': ({ option, command }) =>
    `${option} には値を指定できません (参照: keyward ${command} --help)`,
  'usage-missing-option': ({ option }) => `${option} が必要です。`,
  'usage-conflict': ({ options }) => `${options} は同時に指定できません。`,
  'usage-bad-value': ({ option, expected }) => `${option} の値が正しくありません (指定できる値: ${expected})`,
  'config-syntax': (args) =>
    `${where(args)}: JSON の構文エラーです。修正して git add ${args.file} を実行してください`,
  'config-conflict': (args) =>
    `${where(args)}: 競合マーカーがあります。両方の行を残してマーカーを削除し、git add ${args.file} を実行してください`,
  'config-invalid': (args) =>
    `${where(args)}: ${problemIn(args)}。修正して git add ${args.file} を実行してください`,
  'allow-not-found': () =>
    'このフィンガープリントの値は、リポジトリにも履歴にも見つかりません。メッセージからコピーしてください。',
  'allow-invalid': ({ option, problem }) => `${option}: ${problems[problem]}。何も書き込んでいません。`,
  'allow-nothing-blocked': () =>
    'ブロックしたコミットの記録がありません。まずコミットしてください。メッセージにコマンドが表示されます。',
  'allow-ambiguous': ({ word }) =>
    `${word} で始まるフィンガープリントが複数あります。もう少し長く指定してください。何も書き込んでいません。`,
  'allow-hidden': ({ count }) =>
    `メッセージに表示されなかった値が ${count} 件あります。全件を確認してください: keyward scan --staged --verbose。その後、個別に許可するか --all を付けてください。何も書き込んでいません。`,
  'allow-unconfirmed': () =>
    'ターミナルではないため、許可してよいかを確認できません。上の一覧を確かめてから --yes を付けてください。何も書き込んでいません。',
  'allow-no-reason': () =>
    '後で読む人のために理由が必要です。--reason "コミットしても安全な理由" を付けてください。何も書き込んでいません。',
  'allow-expired': () => '--expires の日付が過ぎています。何も書き込んでいません。',
  'allow-not-a-report': ({ path }) =>
    `${path} は keyward の JSON レポートではありません。作成するには: keyward audit --format json --output ${shellWord(path)}`,
  'allow-path-elsewhere': ({ path, glob }) =>
    `検出されたファイルは ${path} で、--path に一致しません。何も書き込んでいません。パスはリポジトリのルートから書いてください。例: --path ${glob}`,
  'merge-not-a-shard': ({ path }) =>
    `${path} はシャードのレポートではありません。次のコマンドで作成してください: keyward audit --shard K/N --output ${path}`,
  'merge-twice': ({ path, index }) =>
    `シャード ${index} が 2 回指定されています (2 回目: ${path})。各シャードを 1 回ずつ指定してください。`,
  'merge-missing': ({ indices, count }) =>
    `${count} 個のシャードのうち、${indices} がありません。統合は行っていません。残りを実行してから、すべてのレポートを指定してください。`,
  'merge-other-audit': ({ path }) =>
    `${path} は別の監査のレポートです (シャードの数かコミットが異なります)。同じクローンのコピーで、N をそろえて、すべてのシャードを実行し直してください。`,
  'merge-other-rules': ({ path }) =>
    `${path} は別のバージョンの keyward で作られています。シャードのスキャンも統合も、すべて同じバージョンで実行してください。`,
  'merge-other-commits': () =>
    'このクローンのコミット・ブランチ・タグが、シャードを実行したクローンと異なります。同じクローンのコピーで統合するか、すべてのシャードを実行し直してください。',
  'merge-packed-otherwise': () =>
    'クローンごとにパックの構成が異なるため、シャードを合わせても履歴全体になりません。1 つのクローンのコピー (git bundle で作れます) で、すべてのシャードを実行し直してください。',
  'merge-lost': ({ path }) =>
    `${path} で見つかったものの一部が、このクローンにありません。git lfs fetch --all を実行してから、もう一度統合してください。それでも解決しない場合は、すべてのシャードを実行し直してください。`,
  'fix-outdated': () =>
    '処理中にインデックス、.env、.gitignore のいずれかが変更されたため、何も書き込んでいません。もう一度 keyward fix を実行してください。',
  'fix-not-ignored': ({ path }) =>
    `.gitignore に行を追加しても、git は ${path} を無視しません。何も書き込んでいません。優先されているルールを確認してください: git check-ignore --no-index -v ${shellWord(topPathspec(path))}`,
  'init-no-agents': ({ names }) =>
    `このプロジェクトにはコーディングエージェントの設定がありません。使うものを指定してください: keyward init --agents ${names}`,
  'init-no-package': () =>
    'package.json がありません。このマシンに一度インストールしてください: npm install --global keyward && keyward init',
  'init-hooks-path': ({ hooksPath, scope, block }) =>
    `git は ${hooksPath} のフックを使います (core.hooksPath、${scope} 設定)。このリポジトリのものではないので、何も書き込んでいません。\n次の 3 つの方法があります:\n  1. そのフックに下の行を貼り付けます。ほかのリポジトリでは何もしません。\n  2. git 2.54 以降で keyward init をもう一度実行します。git はこのリポジトリの設定にあるフックも実行します。\n  3. このリポジトリ専用のフックにします: git config core.hooksPath .githooks && keyward init。${hooksPath} のフックは、.githooks から呼ばない限りここでは動かなくなります。\n\n${block}`,
  'init-hooks-path-global': ({ hooksPath, scope, block }) =>
    `git はすべてのリポジトリで ${hooksPath} のフックを使います (core.hooksPath、${scope} 設定)。keyward が置いたものではないので、何も書き込んでいません。\nそのフックの 1 行目の後に下の行を貼り付け、次を実行してください: keyward init --global\n\n${block}`,
  'init-not-global': () =>
    '--global には、すべてのプロジェクト用にインストールした keyward が必要です。この keyward はプロジェクトの node_modules か一時キャッシュにあるため、何も書き込んでいません。次を実行してください: npm install --global keyward && keyward init --global',
  'init-paste': ({ manager, file, lines, command }) =>
    `このリポジトリのフックは ${manager} が上書きします。何も書き込んでいません。\n次の行を ${file} に貼り付け (同じキーがある場合はそこに追加し)、次を実行してください: ${command}\n\n${lines}`,
  'init-set-up': ({ manager, hook, command }) =>
    `${manager} の設定には keyward の行がありますが、git の ${hook} フックではまだ実行されません。次を実行してください: ${command}`,
  'init-husky-silences': ({ hooks }) =>
    `husky を採用すると、今のフックが動かなくなります: ${hooks}。何も書き込んでいません。先に .husky/ へ移すか、--husky なしで keyward init を実行してください。`,
  'init-husky-gone': ({ hooksPath }) =>
    `core.hooksPath の ${hooksPath} が存在しないため、git はフックを一切実行しません。何も書き込んでいません。husky を使う場合は、インストールして npx husky を、使わない場合は git config --local --unset core.hooksPath を実行してください。その後、keyward init を実行してください。`,
  'init-husky-global': ({ hooksPath }) =>
    `husky を採用すると ${hooksPath} のフックが動かなくなります (core.hooksPath)。何も書き込んでいません。--husky なしで keyward init を実行してください。`,
  'init-command-failed': ({ command }) =>
    `次のコマンドが失敗しました。自分で実行してから、もう一度 keyward init を実行してください: ${command}`,
  'init-ci-exists': ({ path }) =>
    `${path} はすでに存在し、keyward が書いたものではないため、変更していません。名前を変えてから、もう一度実行してください。`,
  'init-ci-paste': ({ path, file, lines }) =>
    `${path} を用意しましたが、GitLab はまだ読み込みません。次の行を ${file} に貼り付けてから、もう一度実行してください (include: がすでにあればそこに追加してください。workflow: があれば、マージリクエストのパイプラインを許可する必要があります)。\n\n${lines}`,
  'hook-foreign': ({ path }) =>
    `${path} がすでにあるため、今のフックをその名前に変更できません。何も書き込んでいません。そのファイルを別の場所に移してから、もう一度 keyward init を実行してください。`,
  'hook-is-folder': ({ path }) =>
    `${path} がフォルダーのため、git はフックとして実行できません。何も書き込んでいません。別の場所に移してから keyward init を実行してください。`,
  'package-json': ({ path }) =>
    `${path} は正しい JSON ではありません。修正してから、もう一度 keyward init を実行してください。`,
  'respond-no-key-id': () =>
    'アクセスキー ID ではありません。アクセスキー ID は AKIA か ASIA で始まり、A-Z と 2-7 の 16 文字が続きます。AIDA… や AROA… はユーザーやロールの ID です。ID なしでも使えます: keyward respond',
  'respond-secret': () =>
    'キー ID としては長すぎるため、シークレットの可能性があります。使用も保存もしていません。シェルの履歴から削除し、ID (AKIA… か ASIA…) だけを指定するか、何も指定しないでください。',
  'file-exists': ({ path }) =>
    `${path} はすでに存在するため、上書きしていません。--output に別の名前を指定してください。`,
  'node-too-old': ({ found }) => `Node.js 20.19 以上が必要です (現在 ${found})。`,
  internal: ({ at }) => `スキャンが異常終了しました (${at})。${unchecked}この行を報告してください。`,
};
