import type { RuleHelpMessages } from './rule-help-messages.ts';

const alone = 'この値だけで使えます。';
const derived = 'アクセスキーまたはロールから作られ、期限が切れるまで使えます。';

export const ruleHelp: RuleHelpMessages = {
  about: {
    'aws-access-key-id':
      'IAM ユーザーまたはルートユーザーの長期アクセスキーの ID です。アカウントが分かり、たいてい近くにシークレットアクセスキーがあります。キーは無効化するまで使えます。',
    'aws-temporary-access-key-id':
      '一時アクセスキーの ID です。シークレットアクセスキーとセッショントークンがそろうと、最長 36 時間使えます。',
    'aws-secret-access-key':
      'アクセスキーのシークレットです。ID とそろうと、そのユーザーに許可されたことがすべてできます。',
    'aws-session-token':
      '一時アクセスキーの 3 つ目の値です。ID とシークレットアクセスキーがそろうと、最長 36 時間使えます。',
    'aws-bedrock-api-key': `Amazon Bedrock の長期 API キーです。${alone}利用料は自分のアカウントに請求され、無期限のこともあります。`,
    'aws-bedrock-short-term-api-key': `Amazon Bedrock の短期 API キーです (最長 12 時間有効)。${alone}`,
    'aws-claude-platform-api-key': `Claude Platform on AWS の長期 API キーです。${alone}利用料は自分のアカウントに請求されます。`,
    'aws-claude-platform-short-term-api-key': `Claude Platform on AWS の短期 API キーです (最長 12 時間有効)。${alone}`,
    'aws-cloudwatch-logs-api-key': `Amazon CloudWatch Logs に書き込める API キーです。${alone}`,
    'aws-cloudwatch-api-key': `Amazon CloudWatch にメトリクスを送れる API キーです。${alone}`,
    'aws-xray-api-key': `AWS X-Ray にトレースを送れる API キーです。${alone}`,
    'aws-kiro-api-key': `AWS のコーディングエージェント Kiro の API キーです。${alone}使われた分は自分のサブスクリプションから引かれます。`,
    'aws-service-api-key': `AWS サービスの API キーです (構造で判定しています)。${alone}`,
    'aws-ses-smtp-password':
      'Amazon SES の SMTP パスワードです。ユーザー名のアクセスキー ID とそろうと、第三者が自分の名前でメールを送れます。',
    'aws-codecommit-password':
      'サービス固有の認証情報のパスワードです。ユーザー名とそろうと、CodeCommit のリポジトリや Keyspaces のテーブルを読み書きできます。',
    'aws-appsync-api-key': `AWS AppSync の API キーです。エンドポイントは公開されているため、${alone}`,
    'aws-mws-auth-token':
      'Amazon マーケットプレイス Web サービス (MWS) の出品者のトークンです。サービスは 2024 年に終了しましたが、出品者を特定できます。',
    'aws-presigned-url':
      '有効期限内の署名付き URL です。URL を知っていれば、誰でもそのリクエストを実行できます。',
    'aws-eks-token': `Amazon EKS の Kubernetes クラスターにログインするトークンです。${derived}`,
    'aws-rds-auth-token': `データベースやキャッシュのパスワードとして使うトークンです。${derived}`,
    'aws-dsql-auth-token': `Aurora DSQL クラスターのパスワードとして使うトークンです。${derived}`,
    'aws-msk-auth-token': `Amazon MSK の Kafka クラスターにログインするトークンです。${derived}`,
    'aws-ecr-password': `Amazon ECR のコンテナレジストリのパスワードです (12 時間有効)。${derived}`,
    'aws-codeartifact-token': `AWS CodeArtifact のパッケージリポジトリのトークンです (最長 12 時間有効)。${derived}`,
    'aws-sso-token':
      'サインインのトークンです。ユーザーが使えるすべてのアカウントとロールの認証情報を取得したり、トークン自体を更新したりできます。',
    'aws-console-password': 'IAM ユーザーが AWS コンソールで使うパスワードです。',
    'aws-private-key':
      'EC2 や Lightsail のインスタンス、CloudFront の署名付き URL、IoT デバイスの秘密鍵です。パスフレーズはありません。',
  },
  revoke: {
    'access-key':
      'アクセスキーを無効化します: IAM コンソール →「ユーザー」→ そのユーザー →「セキュリティ認証情報」→「アクション」→「無効化」。コミットを消しても、無効化するまでキーは使えます。',
    session:
      'ロールのセッションを取り消します: IAM コンソール →「ロール」→ そのロール →「セッションの取り消し」。期限切れを待たないでください。',
    'service-credential':
      '無効化します: IAM コンソール →「ユーザー」→ そのユーザー →「セキュリティ認証情報」。ユーザーのアクセスキーを無効化するだけでは足りません。',
    signed:
      '作るのに使ったアクセスキーを無効化するか、ロールのセッションを取り消します。そうでなければ期限切れを待ちます。',
    'sign-in':
      'セッションを終了します: IAM Identity Center →「ユーザー」→ そのユーザー →「アクティブなセッション」。AWS Builder ID では、パスワードを変更してすべてのセッションを終了します。',
    kiro: 'Kiro ポータルの API キーの画面で失効させます。',
    smtp: 'ユーザー名になっている ID のアクセスキーを無効化します。パスワードも同時に使えなくなります。',
    appsync: '削除します: AWS AppSync コンソール → その API →「設定」→「API キー」。',
    password:
      'パスワードを変更または削除します: IAM コンソール →「ユーザー」→ そのユーザー →「セキュリティ認証情報」。',
    'private-key':
      '対応する公開鍵を取り除きます: すべてのインスタンスの `authorized_keys` から、または CloudFront のキーグループから。IoT では証明書を無効にします。',
    mws: '失効の必要はありません。MWS は終了しています。',
  },
  title: {
    first: 'まず使えなくする',
    remove: '次にコミットから取り除く',
    allow: '本物ではない場合',
    more: 'ドキュメント',
  },
  guide: '使われたかどうかの調査も含む全手順:',
  remove:
    '削除するコミットを追加しても、履歴には残ります。実行するコマンドは `npx keyward scan` のレポートに表示されます。',
  allow:
    'この値だけを許可します。フィンガープリント (kw1_…) はメッセージの最後にあります。理由は同僚のために書いてください:',
};
