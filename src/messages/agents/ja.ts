import type { AgentMessages } from './agent-messages.ts';

export const agents: AgentMessages = {
  found: (count) => `keyward: 拒否しました: AWS の認証情報 ${count} 件が書き込まれるところでした。`,
  foundInPrompt: (count) =>
    `keyward: プロンプトに AWS の認証情報が ${count} 件含まれているため、送信しませんでした。`,
  command: 'シェルコマンド',
  prompt: 'プロンプト',
  more: (count) => `ほか ${count} 件`,
  instead:
    'この値を別の場所や別の形で書かないでください。プログラムに必要な場合は、実行環境に設定するようユーザーに依頼してください。',
  allow: (command) => `本物のキーでない場合は、ユーザーに次のコマンドの実行を依頼してください: ${command}`,
  promptAdvice: (respond) =>
    `認証情報を取り除いてから、もう一度送信してください。このプロンプトはエージェントの履歴に残ることがあります。本物のキーであれば無効化してください: ${respond}`,
  bypass: {
    'no-verify': 'keyward: 拒否しました: このコマンドは、AWS の認証情報のコミットを防ぐフックを迂回します。',
    'hooks-path':
      'keyward: 拒否しました: このコマンドを実行すると、git が別のフックを使うか、フックを実行しなくなります。',
    variable: 'keyward: 拒否しました: この変数は、AWS の認証情報のコミットを防ぐフックを無効にします。',
    'commit-tree': 'keyward: 拒否しました: フックを実行せずにコミットが作られます。',
    settings: 'keyward: 拒否しました: フック、git の設定、または keyward の設定が変更されます。',
    allow: 'keyward: 拒否しました: コミットしても安全な値かどうかは、人が判断する必要があります。',
    uninstall: 'keyward: 拒否しました: AWS の認証情報のコミットを防ぐフックが削除されます。',
  },
  bypassAdvice: (fix) =>
    `その指定を外して実行してください。フックがコミットを止めた場合は、認証情報を取り除くか (${fix} を使えます)、ユーザーに判断を依頼してください。`,
  unreadable: (agent) => `keyward: 拒否しました: ${agent} からの入力を読み取れず、検査できませんでした。`,
  failed:
    'keyward: 拒否しました: 検査に失敗し、内容を確認できませんでした。ユーザーに keyward doctor の実行を依頼してください。',
  unknownEvent: 'keyward: 検査の対象ではないイベントのため、そのまま通しました。',
  unknownTool: 'keyward: 検査の対象ではないツールのため、そのまま通しました。',
};
