import type { TrialProblem } from '../../doctor/checkup-result.ts';
import type { Messages } from '../messages.ts';

const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

/** Why the doctor could not test a hook. */
const noTrial: Record<TrialProblem, string> = {
  'no-answer': '2 分以内に終わりませんでした',
  'manager-missing': 'フックが最初に探す場所に、フックマネージャーがインストールされていません',
  'manager-settings': 'フックマネージャーの設定に、ほかの場所ではテストできない条件があります',
  'no-hooks-run': '一時フォルダーではフックを実行できません。TMPDIR に別のフォルダーを指定してください',
};

export const diagnoses: Messages['doctor']['diagnoses'] = {
  'git-version': ({ version }) => `git ${version}`,
  'git-old': ({ version, needed }) => `git ${version} は古すぎます。${needed} 以上が必要です`,
  'node-version': ({ version }) => `Node.js ${version}`,
  'node-gone': ({ path }) => `PATH のないプログラム用に記録した Node.js が存在しません: ${path}`,
  'package-ready': () => 'package.json に keyward があり、インストールされています',
  'package-no-script': () =>
    'package.json にフックを登録するスクリプトがないため、チームの全員が手動で登録する必要があります',
  'package-global': ({ hasPackage }) =>
    `package.json ${hasPackage ? 'に keyward がない' : 'がない'}ため、グローバルの keyward を使います`,
  'package-framework': () => 'pre-commit または prek が、自身のフックのために keyward をインストールします',
  'package-not-listed': ({ path }) =>
    `${path} の package.json に keyward がないため、このブランチのコミットは検査されません`,
  'package-not-installed': ({ path }) =>
    `${path} に keyward がインストールされていないため、すべてのコミットがブロックされます`,
  'hooks-path': ({ folder, scope }) =>
    `git は ${folder} のフックを使います${scope === undefined ? '' : ` (core.hooksPath、${scope} 設定)`}`,
  'hooks-path-missing': ({ folder, scope }) =>
    `git はフックを実行しません: core.hooksPath (${scope} 設定) が指す ${folder} が存在しません`,
  'hooks-path-no-folder': ({ folder, scope }) =>
    `git はフックを実行しません: core.hooksPath (${scope} 設定) の ${folder} はフォルダーではありません`,
  'hook-blocks': ({ hook }) => `${hook}: 一時リポジトリで、keyward がダミーのキーをブロックしました`,
  'hook-missing': ({ hook, path }) => `${hook}: ${path} が存在しないため、何も実行されません`,
  'hook-dangling': ({ hook, path }) => `${hook}: ${path} のリンク先が存在しないため、何も実行されません`,
  'hook-no-file': ({ hook, path }) => `${hook}: ${path} がファイルではないため、何も実行されません`,
  'hook-not-executable': ({ hook, path }) => `${hook}: ${path} に実行権限がないため、git はスキップします`,
  'hook-without-keyward': ({ hook, path }) => `${hook}: git が実行する ${path} は keyward を呼び出しません`,
  'hook-shadowed': ({ hook, path, hidden }) =>
    `${hook}: keyward は ${hidden} にありますが、git が実行するのは ${path} です`,
  'hook-ends-early': ({ hook, path, line }) =>
    `${hook}: ダミーのキーが通過しました。${path} の ${line} 行目が keyward より先にフックを終了します`,
  'hook-manager-off': ({ hook, manager, place }) =>
    `${hook}: ダミーのキーが通過しました。${place} が ${manager} を無効にしています`,
  'hook-to-set-up': ({ hook, path, manager }) =>
    `${hook}: ${manager} の設定では keyward を実行しますが、${path} はその設定から生成されたものではありません`,
  'hook-not-in-settings': ({ hook, path, manager, file }) =>
    `${hook}: ${manager} は ${path} を ${file} から生成しますが、${file} は keyward を実行しません`,
  'hook-passes': ({ hook, path }) =>
    `${hook}: ${path} に keyward の行がありますが、ダミーのキーが通過しました`,
  'hook-allowed': ({ hook }) =>
    `${hook}: ダミーのキーが通過しました。許可リストか設定が、すべてのキーを許可しています`,
  'hook-blocks-otherwise': ({ hook, exit, said }) =>
    `${hook}: ダミーのキーは検査されず、フックは終了コード ${exit} で終わりました${said === '' ? '' : ` (「${said}」)`}`,
  'hook-behind-others': ({ hook, path, line }) =>
    `${hook}: ${path} の ${line} 行目が keyward より先に別の処理を実行するため、テストしていません`,
  'hook-by-manager': ({ hook, path, manager }) =>
    `${hook}: ${path} は ${manager} を通じて keyward を実行します。ほかのプログラムも動くため、テストしていません`,
  'hook-chained': ({ hook, path, hidden }) =>
    `${hook}: ${path} は ${hidden} を呼び出す可能性がありますが、ほかのプログラムも動くため、テストしていません`,
  'hook-by-hand': ({ hook, path }) =>
    `${hook}: ${path} が独自の方法で keyward を呼び出すため、テストしていません`,
  'hook-no-trial': ({ hook, reason }) => `${hook}: テストしていません: ${noTrial[reason]}`,
  'hook-lines-old': ({ hook, path }) =>
    `${hook}: ${path} の行は古い keyward が書いたものです。後の行がステージしたファイルは検査されません`,
  'hook-no-second-look': ({ hook, path, line }) =>
    `${hook}: ${path} の ${line} 行目がシェルを置き換えるか別の EXIT トラップを設定するため、keyward より後の行がステージしたファイルは検査されません`,
  'hook-others-after': ({ hook, after }) =>
    `${hook}: keyward の後に ${after} がステージしたファイルは検査されません。keyward を最後に実行してください`,
  'user-hooks': ({ place }) => `git はこのユーザーのすべてのリポジトリで keyward を実行します (${place})`,
  'user-none': () => 'git は、このユーザーのすべてのリポジトリで keyward を実行する設定になっていません',
  'user-elsewhere': ({ folder, scope }) =>
    `git はすべてのリポジトリで ${folder} のフックを使いますが (core.hooksPath、${scope} 設定)、そのフックは keyward を呼び出しません`,
  'user-files': ({ count, first }) =>
    `keyward のファイル ${count} 個が、存在しないか、変更されたか、実行権限がありません: ${first}`,
  'user-package-gone': ({ path }) =>
    `グローバルの keyward が ${path} に存在しないため、すべてのコミットがブロックされます`,
  'user-own-hook': () => '一時リポジトリで、リポジトリ自身のフックも実行されました',
  'user-own-hook-silent': ({ hook }) =>
    `一時リポジトリで、リポジトリ自身の ${hook} フックが実行されませんでした`,
  'user-limits': () => '対象外: 独自の core.hooksPath があるリポジトリ (husky を使うものなど)',
  'user-not-here': ({ folder }) =>
    `このフォルダーのリポジトリは対象外です。git は ${folder} のフックを使います (独自の core.hooksPath)`,
  'worktree-unreadable': ({ path }) => `git がワークツリー ${path} を読み込めません`,
  allowlist: ({ entries }) =>
    entries === 0 ? '許可リスト: 許可されている値はありません' : `許可リスト: ${entries} 件`,
  'allowlist-broken': (args) =>
    `${where(args)}: 内容に誤りがあるため、これを読み込むコミットはすべてブロックされます`,
  'allowlist-expired': ({ count, first }) => `許可リスト: ${count} 件の期限が切れています (${first})`,
  settings: ({ off }) =>
    off.length === 0 ? '設定: すべてのルールが有効です' : `設定: 無効のルール: ${off.join('、')}`,
  'settings-broken': (args) =>
    `${where(args)}: 内容に誤りがあるため、これを読み込むコミットはすべてブロックされます`,
  'agent-denies': ({ agent, file }) => `${agent}: ダミーのキーがすべてのイベントで拒否されました (${file})`,
  'agent-passes': ({ agent, event, file }) =>
    `${agent}: ${event} でダミーのキーが拒否されませんでした (${file})`,
  'agent-missing': ({ agent, file }) => `${agent}: ${file} のコマンドを起動できません`,
  'agent-unregistered': ({ agent, event, file }) => `${agent}: ${file} は ${event} で keyward を実行しません`,
  'agent-open': ({ agent, event, file }) =>
    `${agent}: ${file} の ${event} の設定では、keyward の失敗やタイムアウトの際にイベントが通ります`,
  'agent-twice': ({ agent, event }) =>
    `${agent}: ${event} に keyward が複数回登録されているため、同じイベントが重ねて検査されます`,
  'agent-trust': () =>
    'codex: このプロジェクトのフックが信頼されているかどうかは確認できません。Codex の /hooks で確認してください',
  ci: ({ file }) => `CI もすべてのコミットをスキャンします (${file})`,
  'ci-own-keyward': ({ file }) =>
    `${file} はチェックアウト内の keyward を実行しています。プルリクエストで差し替えられるため、チェックアウトの外にインストールしてください`,
  'ci-without-keyward': ({ files }) =>
    `CI が keyward を実行していないため (${files.join('、')})、フックなしのコミットは検査されません`,
  'ci-none': () => 'CI の設定ファイルが git で追跡されていないため、フックなしのコミットは検査されません',
};
