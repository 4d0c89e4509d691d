import type { AuditMessages } from '../messages.ts';

export const audit: AuditMessages = {
  found: (count) => `keyward: まだ公開しないでください: 履歴に AWS の認証情報が ${count} 件あります`,
  leftOver: (count) =>
    `keyward: どのコミットにもないオブジェクトに AWS の認証情報が ${count} 件あります。プッシュでは送られませんが、このフォルダーをコピーすると含まれます`,
  clean: (objects, unscanned) =>
    `keyward: ${objects} 個のオブジェクト (ファイル・コミット・タグ) に AWS の認証情報はありません${unscanned === 0 ? '' : ` (中身をスキャンしていないものが ${unscanned} 件、下記参照)`}`,
  limited: (limit, objects) =>
    ({
      shallow: `keyward: 未完了: shallow clone のため、古いコミットがありません (手元の ${objects} 個のオブジェクトに AWS の認証情報はありません)。次を実行してください: git fetch --unshallow`,
      partial: `keyward: 未完了: partial clone のため、一部のファイルがありません (手元の ${objects} 個のオブジェクトに AWS の認証情報はありません)。次を実行してください: git fetch --refetch --no-filter`,
      'too-many-paths': `keyward: すべてのファイル名は確認できませんでした: 監査で確認できる数より多くのパスを持つファイルがあります (${objects} 個のオブジェクトの内容に AWS の認証情報はありません)`,
    })[limit],
  limit: {
    shallow:
      'shallow clone のため、ほかにもある可能性があります。次を実行してください: git fetch --unshallow',
    partial:
      'partial clone のため、ほかにもある可能性があります。次を実行してください: git fetch --refetch --no-filter',
    'too-many-paths':
      '監査で確認できる数より多くのパスを持つファイルがあるため、確認していないファイル名があります。ファイルの内容はすべて確認しました。',
  },
  crowded: (path) =>
    `確認していないパスの例: ${path}。誤って同じフォルダーが繰り返されている場合は、履歴から削除して (git filter-repo --invert-paths --path フォルダー)、keyward audit をもう一度実行してください`,
  submodules: (paths) =>
    `サブモジュールは別のリポジトリです。それぞれで keyward audit を実行してください: ${paths}`,
  shard: (index, count) =>
    `keyward: これは履歴全体ではなく、${count} 個に分けたシャードの ${index} 番目です。すべて終わったら、各シャードの JSON レポートを指定してください: keyward audit --merge REPORT…`,
  allowed: (count) => `keyward: AWS の認証情報 ${count} 件は .keyward-allowlist.json で許可されています`,
  morePlaces: (count) => `ほか ${count} か所`,
  first: (date, id, author) => `最初        ${date}  ${id}  ${author}`,
  last: (date, id, author) => `最後        ${date}  ${id}  ${author}`,
  now: (references) => `現在もある  ${references}`,
  history: (references, isNow) =>
    isNow
      ? `ほかに      ${references} の履歴にもあります`
      : `削除済み    ${references} の履歴には残っています`,
  kept: {
    reference: '',
    stash: 'stash の中だけにあります',
    index: 'ステージ済みで、まだコミットされていません',
    reflog: 'reflog の中だけにあります (どのブランチからも参照されていません)',
    nothing: 'どこからも参照されていませんが、git の次のクリーンアップまで残ります',
  },
  look: (command) => `内容を見る  ${command}`,
  pushed: (remotes) => `プッシュ先  ${remotes}`,
  wasPushed: 'プッシュされたことがあります (今はどのリモートブランチにもありません)',
  notPushed:
    'このクローンが知っているリモートブランチにはありません (タグ、ミラー、プルリクエストは確認できません)',
  tagMessage: 'タグのメッセージ',
  unnamed: (id) => `名前のないファイル (git cat-file -p ${id})`,
  stepsTitle: '次の順に進めてください:',
  deactivate: 'まず、それぞれのキーを無効化します。履歴を書き換えても、見た人は無効化されるまで使えます:',
  deactivateIfSeen:
    'キーを一度でも外に出した (プッシュ、チャット、メール、このフォルダーのコピー) なら、無効化してください:',
  rotate:
    'まだ必要な場合は新しいキーを作成し、リポジトリの外に置きます (シークレットストア、環境変数、できればキーが不要なロール)。',
  rewrite:
    '公開する場合や、ほかの人に読ませたくない場合だけ、その後で履歴を書き換えます。新しくクローンしたフォルダーで git-filter-repo 2.47 以降 (https://github.com/newren/git-filter-repo、古いバージョンでは --sensitive-data-removal を外す) を使います。アーカイブ・base64・UTF-16 の中は置き換えられないため、ファイルごと削除します。そのクローンの中ではなく隣に replace.txt を作り、値ごとに 1 行「値==>removed」と書いて (終わったら削除してください)、クローンの中で実行します:',
  mailmap:
    '名前またはメールアドレスにキーが含まれています。同じく隣に作る mailmap.txt に「新しい名前 <新しいアドレス> 古い名前 <古いアドレス>」を 1 行ずつ書きます。',
  rewritePaths:
    'または、ファイルを最新も含むすべてのコミットから丸ごと削除します。まだ使うファイルはコマンドから外してください:',
  oddPaths: (count) =>
    `ここに表示できない名前のファイルが ${count} 個あります。git filter-repo は名前をファイルからも読み込めます: --paths-from-file FILE`,
  push: 'そのクローンから、クローン元のアドレス (ADDRESS) にプッシュし、全員がクローンし直します (古いクローンからプッシュすると、キーが戻ってしまいます)。',
  dropStash: 'stash の中: 一覧のうちキーを含むもの (STASH。例: stash@{0}) ごとに実行します。',
  unstage: 'ステージ済みのファイル:',
  forgetLocal:
    '監査したこのリポジトリで次を実行し、参照されていないオブジェクトを削除します。古い stash など、ブランチから参照されていないものもすべて削除されます:',
  more: (count) => `… ほか ${count} 件 (--format json ですべて)`,
  stays:
    '強制プッシュ (force push) しても、フォーク・ほかの人のクローン・キャッシュ・プルリクエストには残ります。ホスティングサービスに削除を依頼してください: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
  allow: '本物のキーではない場合は、値を許可して許可リストをコミットします:',
  progress: (done, all) => `keyward: ${done} / ${all} オブジェクト`,
  interrupted: 'keyward: 中断しました。次の監査は続きから始まります。',
  looked: (objects) => `${objects} 個のオブジェクト (ファイル・コミット・タグ)`,
  contents: '目次 (急ぐものから)',
  timeline: '期間',
  detached: 'ブランチなし',
  takenOut: 'その後削除済み',
  label: {
    account: 'AWS アカウント',
    place: '場所',
    paths: 'ファイル',
    first: '最初',
    last: '最後',
    now: '現在もある',
    history: '履歴にある',
    pushed: 'プッシュ',
  },
};
