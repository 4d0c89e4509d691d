import type { AuditMessages } from '../messages.ts';

export const audit: AuditMessages = {
  found: (count) => `keyward: まだ公開しないでください: 履歴に AWS の認証情報が ${count} 件あります`,
  clean: (objects, notUnfolded) =>
    `keyward: ${objects} 個のオブジェクト (ファイル・コミット・タグ) に AWS の認証情報はありません${notUnfolded === 0 ? '' : ` (中を調べられなかったものが ${notUnfolded} 件、下記)`}`,
  limited: (limit, objects) =>
    ({
      shallow: `keyward: まだ判断できません: 浅いクローンのため、古いコミットがここにありません (手元の ${objects} 個のオブジェクトに AWS の認証情報はありません)。実行: git fetch --unshallow`,
      partial: `keyward: まだ判断できません: 部分クローンのため、一部のファイルがここにありません (手元の ${objects} 個のオブジェクトに AWS の認証情報はありません)。実行: git fetch --refetch --no-filter`,
      'too-many-paths': `keyward: すべてのファイル名は確認できませんでした: 監査で確認できる数より多くのパスを持つファイルがあります (${objects} 個のオブジェクトの内容に AWS の認証情報はありません)`,
    })[limit],
  limit: {
    shallow: '浅いクローンなので、ほかにもあるかもしれません。実行: git fetch --unshallow',
    partial: '部分クローンなので、ほかにもあるかもしれません。実行: git fetch --refetch --no-filter',
    'too-many-paths':
      '監査で確認できる数より多くのパスを持つファイルがあるため、確認していないファイル名があります。ファイルの内容はすべて確認しました。',
  },
  crowded: (path) =>
    `確認していないパスの例: ${path}。誤って同じフォルダーが繰り返されている場合は、履歴から取り除いて (git filter-repo --invert-paths --path フォルダー)、keyward audit をもう一度実行してください`,
  submodules: (paths) =>
    `サブモジュールは別のリポジトリです。それぞれで keyward audit を実行してください: ${paths}`,
  allowed: (count) => `keyward: .keyward-allowlist.json が許可: ${count} 件`,
  morePlaces: (count) => `ほか ${count} か所`,
  first: (date, id, author) => `最初     ${date}  ${id}  ${author}`,
  last: (date, id, author) => `最後     ${date}  ${id}  ${author}`,
  now: (references) => `現在もある ${references}`,
  history: (references, isNow) =>
    isNow ? `履歴にもある ${references}` : `今のファイルにはないが、履歴に残っている: ${references}`,
  kept: {
    reference: '',
    stash: 'stash の中だけにあります',
    index: 'ステージ済みで、まだコミットされていません',
    reflog: 'reflog の中だけにあります (どのブランチからもたどれません)',
    nothing: 'どこからもたどれませんが、git が掃除するまで残ります',
  },
  look: (command) => `内容を見る  ${command}`,
  pushed: (remotes) => `push 済み ${remotes}`,
  wasPushed: 'push されたことがあります (今のリモートのブランチにはありません)',
  notPushed:
    'ここで分かるリモートのブランチにはありません。タグ、ミラー、プルリクエストで渡ったかどうかは分かりません',
  tagMessage: 'タグのメッセージ',
  unnamed: (id) => `名前のないファイル (git cat-file -p ${id})`,
  stepsTitle: '次の順に進めてください:',
  deactivate: 'まずキーを無効にします。履歴がどうであれ、見た人はそれまで使えます:',
  rotate:
    'まだ必要なら新しいキーを作り、リポジトリの外に置きます (シークレット管理、環境変数、できればキーのいらないロール)。',
  rewrite:
    '公開する場合や、ほかの人に読ませたくない場合だけ、その後で履歴を書き換えます。新しくクローンしたフォルダで git-filter-repo 2.47 以降 (https://github.com/newren/git-filter-repo、古い版では --sensitive-data-removal を外す) を使います。アーカイブ・base64・UTF-16 の中は置き換えられないので、ファイルごと取り除きます。replace.txt には値ごとに 1 行「値==>removed」と書き、終わったら消してください:',
  rewritePaths: 'ファイルごと不要なら:',
  oddPaths: (count) =>
    `ここに書けない名前のファイルが ${count} 個あります。git filter-repo は名前をファイルからも読みます: --paths-from-file FILE`,
  push: 'そのクローンから push し、全員がクローンし直します (古いクローンから戻ってしまいます)。',
  dropStash: 'stash の中のもの:',
  unstage: 'ステージ済みのもの:',
  forgetLocal:
    'どこからもたどれないものは次で消えます。古い stash など、ブランチからたどれないものもすべて消えます:',
  more: (count) => `… ほか ${count} 件 (--format json ですべて)`,
  stays:
    'force-push しても、フォーク・他人のクローン・キャッシュ・プルリクエストには残ります。ホスト側に削除を依頼してください: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
  allow: '本物のキーでなければ、値を許可して許可リストをコミットします:',
  progress: (done, all) => `keyward: ${done} / ${all} オブジェクト`,
  interrupted: 'keyward: 中断しました。次の audit は続きから始まります。',
  looked: (objects) => `${objects} 個のオブジェクト (ファイル・コミット・タグ)`,
  timeline: '期間',
  label: {
    account: 'AWS アカウント',
    place: '場所',
    paths: 'ファイル',
    first: '最初',
    last: '最後',
    now: '現在もある',
    history: '履歴にある',
    pushed: 'push',
  },
};
