import type { TrialProblem } from '../../doctor/checkup-result.ts';
import type { Messages } from '../messages.ts';

const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

/** Why a hook was not tried. */
const noTrial: Record<TrialProblem, string> = {
  'no-answer': '2 分たっても終わりませんでした',
  'manager-missing': 'フックマネージャーが、そのフックが最初に探す場所にありません',
  'manager-settings': 'フックマネージャーの設定に、ほかの場所では試せない条件があります',
  'no-hooks-run': '一時フォルダーではフックを実行できません。TMPDIR で別の場所を指定してください',
};

export const diagnoses: Messages['doctor']['diagnoses'] = {
  'git-version': ({ version }) => `git ${version}`,
  'git-old': ({ version, needed }) => `git ${version} は古すぎます。${needed} 以上が必要です`,
  'node-version': ({ version }) => `Node.js ${version}`,
  'node-gone': ({ path }) => `PATH を持たないプログラムのために記録した Node.js がありません: ${path}`,
  'package-ready': () => 'package.json に keyward があり、インストールされています',
  'package-no-script': () =>
    'package.json にフックを登録するスクリプトがないため、チームの各自が手で登録することになります',
  'package-global': () => 'package.json がないため、マシン全体の keyward を使います',
  'package-not-listed': ({ path }) =>
    `${path} の package.json に keyward がないため、このブランチのコミットは検査されません`,
  'package-not-installed': ({ path }) =>
    `${path} に keyward がインストールされていないため、すべてのコミットが止まります`,
  'hooks-path': ({ folder, scope }) =>
    `git は ${folder} のフックを使います${scope === undefined ? '' : ` (core.hooksPath、${scope} 設定)`}`,
  'hooks-path-missing': ({ folder, scope }) =>
    `git はフックを 1 つも実行しません: core.hooksPath (${scope} 設定) の ${folder} がありません`,
  'hook-blocks': ({ hook }) => `${hook}: 使い捨てのリポジトリーで、作り物のキーを keyward が止めました`,
  'hook-missing': ({ hook, path }) => `${hook}: ${path} がないため、何も実行されません`,
  'hook-dangling': ({ hook, path }) => `${hook}: ${path} のリンク先がないため、何も実行されません`,
  'hook-no-file': ({ hook, path }) => `${hook}: ${path} がファイルではないため、何も実行されません`,
  'hook-not-executable': ({ hook, path }) => `${hook}: ${path} に実行権限がないため、git は無視します`,
  'hook-without-keyward': ({ hook, path }) => `${hook}: git が実行する ${path} は keyward を呼び出しません`,
  'hook-shadowed': ({ hook, path, hidden }) =>
    `${hook}: keyward は ${hidden} にありますが、git が探すのは ${path} です`,
  'hook-ends-early': ({ hook, path, line }) =>
    `${hook}: 作り物のキーが通りました。${path} の ${line} 行目が keyward より先にフックを終わらせます`,
  'hook-manager-off': ({ hook, manager, place }) =>
    `${hook}: 作り物のキーが通りました。${place} が ${manager} を無効にしています`,
  'hook-to-set-up': ({ hook, path, manager }) =>
    `${hook}: ${manager} の設定は keyward を実行しますが、git が実行する ${path} はその設定から作られたフックではありません`,
  'hook-not-in-settings': ({ hook, path, manager, file }) =>
    `${hook}: ${manager} は ${path} を ${file} から作りますが、${file} は keyward を実行しません`,
  'hook-passes': ({ hook, path }) => `${hook}: ${path} に keyward の行があるのに、作り物のキーが通りました`,
  'hook-allowed': ({ hook }) =>
    `${hook}: 作り物のキーが通りました。許可リストか設定が、どのキーも通しています`,
  'hook-blocks-otherwise': ({ hook, exit, said }) =>
    `${hook}: 作り物のキーは検査されず、フックは ${exit} で終わりました${said === '' ? '' : `「${said}」`}`,
  'hook-behind-others': ({ hook, path, line }) =>
    `${hook}: ${path} の ${line} 行目が keyward より先に別のことをするため、試していません`,
  'hook-by-manager': ({ hook, path, manager }) =>
    `${hook}: ${path} は keyward を ${manager} に任せています。ほかの処理も動くため、試していません`,
  'hook-chained': ({ hook, path, hidden }) =>
    `${hook}: ${path} が ${hidden} を呼び出すかもしれませんが、ほかの処理も動くため、試していません`,
  'hook-by-hand': ({ hook, path }) =>
    `${hook}: ${path} が独自の方法で keyward を呼び出すため、証明できません`,
  'hook-no-trial': ({ hook, reason }) => `${hook}: 試していません: ${noTrial[reason]}`,
  'hook-lines-old': ({ hook, path }) =>
    `${hook}: ${path} の行は古い keyward が書いたものです。後の行がステージしたファイルは検査されません`,
  'hook-no-second-look': ({ hook, path, line }) =>
    `${hook}: ${path} の ${line} 行目がシェルを置き換えるか独自の終了時 trap を設定するため、keyward より後の行がステージしたファイルは検査されません`,
  'hook-others-after': ({ hook, after }) =>
    `${hook}: keyward の後に ${after} がステージしたファイルは検査されません。keyward を最後に実行してください`,
  'worktree-unreadable': ({ path }) => `${path} が何なのか、git が答えられません`,
  allowlist: ({ entries }) =>
    entries === 0 ? '許可リスト: 許可されている値はありません' : `許可リスト: ${entries} 件`,
  'allowlist-broken': (args) => `${where(args)}: 正しくないため、これを必要とするコミットはすべて止まります`,
  'allowlist-expired': ({ count, first }) => `許可リスト: ${count} 件の期限が切れています (${first})`,
  settings: ({ off }) =>
    off.length === 0 ? '設定: すべてのルールが有効です' : `設定: 無効のルール: ${off.join('、')}`,
  'settings-broken': (args) => `${where(args)}: 正しくないため、これを必要とするコミットはすべて止まります`,
  ci: ({ file }) => `CI もすべてのコミットを調べます (${file})`,
  'ci-own-keyward': ({ file }) =>
    `${file} はチェックアウト内の keyward を実行しています。プルリクエストで差し替えられるため、チェックアウトの外にインストールしてください`,
  'ci-without-keyward': ({ files }) =>
    `CI が keyward を呼び出していません (${files.join('、')})。フックのない人に気付けません`,
  'ci-none': () => 'CI の設定が追跡されていません。フックのない人に気付けません',
};
