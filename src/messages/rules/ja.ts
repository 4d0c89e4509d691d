import type { RuleTexts } from './rule-texts.ts';
import type { RuleId } from '../../rules/rule.ts';

const alone = 'この値だけで使えます。';
const derived = 'アクセスキーまたはロールから作られ、期限が切れるまで使えます。';

/** What each rule finds, in Japanese. */
export const rules: Readonly<Record<RuleId, RuleTexts>> = {
  'aws-access-key-id': {
    name: 'AWS アクセスキー ID',
    about:
      'IAM ユーザーまたはルートユーザーの長期アクセスキーの ID です。アカウントが分かり、たいてい近くにシークレットアクセスキーがあります。キーは無効化するまで使えます。',
  },
  'aws-temporary-access-key-id': {
    name: 'AWS 一時アクセスキー ID',
    about:
      '一時アクセスキーの ID です。シークレットアクセスキーとセッショントークンがそろうと、最長 36 時間使えます。',
  },
  'aws-secret-access-key': {
    name: 'AWS シークレットアクセスキー',
    about: 'アクセスキーのシークレットです。ID とそろうと、そのユーザーに許可されたことがすべてできます。',
  },
  'aws-session-token': {
    name: 'AWS セッショントークン',
    about:
      '一時アクセスキーの 3 つ目の値です。ID とシークレットアクセスキーがそろうと、最長 36 時間使えます。',
  },
  'aws-bedrock-api-key': {
    name: 'Amazon Bedrock API キー (長期)',
    about: `Amazon Bedrock の長期 API キーです。${alone}利用料は自分のアカウントに請求され、無期限のこともあります。`,
  },
  'aws-bedrock-short-term-api-key': {
    name: 'Amazon Bedrock API キー (短期)',
    about: `Amazon Bedrock の短期 API キーです (最長 12 時間有効)。${alone}`,
  },
  'aws-claude-platform-api-key': {
    name: 'Claude Platform on AWS の API キー (長期)',
    about: `Claude Platform on AWS の長期 API キーです。${alone}利用料は自分のアカウントに請求されます。`,
  },
  'aws-claude-platform-short-term-api-key': {
    name: 'Claude Platform on AWS の API キー (短期)',
    about: `Claude Platform on AWS の短期 API キーです (最長 12 時間有効)。${alone}`,
  },
  'aws-cloudwatch-logs-api-key': {
    name: 'Amazon CloudWatch Logs の API キー',
    about: `Amazon CloudWatch Logs に書き込める API キーです。${alone}`,
  },
  'aws-cloudwatch-api-key': {
    name: 'Amazon CloudWatch の API キー (メトリクス)',
    about: `Amazon CloudWatch にメトリクスを送れる API キーです。${alone}`,
  },
  'aws-xray-api-key': {
    name: 'AWS X-Ray の API キー',
    about: `AWS X-Ray にトレースを送れる API キーです。${alone}`,
  },
  'aws-kiro-api-key': {
    name: 'Kiro の API キー',
    about: `AWS のコーディングエージェント Kiro の API キーです。${alone}使われた分は自分のサブスクリプションから引かれます。`,
  },
  'aws-service-api-key': {
    name: 'AWS サービスの API キー',
    about: `AWS サービスの API キーです (構造で判定しています)。${alone}`,
  },
  'aws-ses-smtp-password': {
    name: 'Amazon SES の SMTP パスワード',
    about:
      'Amazon SES の SMTP パスワードです。ユーザー名のアクセスキー ID とそろうと、第三者が自分の名前でメールを送れます。',
  },
  'aws-codecommit-password': {
    name: 'CodeCommit または Keyspaces のパスワード',
    about:
      'サービス固有の認証情報のパスワードです。ユーザー名とそろうと、CodeCommit のリポジトリや Keyspaces のテーブルを読み書きできます。',
  },
  'aws-appsync-api-key': {
    name: 'AWS AppSync の API キー',
    about: `AWS AppSync の API キーです。エンドポイントは公開されているため、${alone}`,
  },
  'aws-mws-auth-token': {
    name: 'Amazon MWS 認証トークン',
    about:
      'Amazon マーケットプレイス Web サービス (MWS) の出品者のトークンです。サービスは 2024 年に終了しましたが、出品者を特定できます。',
  },
  'aws-presigned-url': {
    name: 'AWS 署名付き URL',
    about: '有効期限内の署名付き URL です。URL を知っていれば、誰でもそのリクエストを実行できます。',
  },
  'aws-eks-token': {
    name: 'Amazon EKS のトークン',
    about: `Amazon EKS の Kubernetes クラスターにログインするトークンです。${derived}`,
  },
  'aws-rds-auth-token': {
    name: 'AWS データベースのログイントークン',
    about: `データベースやキャッシュのパスワードとして使うトークンです。${derived}`,
  },
  'aws-dsql-auth-token': {
    name: 'Amazon Aurora DSQL のログイントークン',
    about: `Aurora DSQL クラスターのパスワードとして使うトークンです。${derived}`,
  },
  'aws-msk-auth-token': {
    name: 'Amazon MSK (Kafka) のログイントークン',
    about: `Amazon MSK の Kafka クラスターにログインするトークンです。${derived}`,
  },
  'aws-ecr-password': {
    name: 'Amazon ECR のパスワード',
    about: `Amazon ECR のコンテナレジストリのパスワードです (12 時間有効)。${derived}`,
  },
  'aws-codeartifact-token': {
    name: 'AWS CodeArtifact のトークン',
    about: `AWS CodeArtifact のパッケージリポジトリのトークンです (最長 12 時間有効)。${derived}`,
  },
  'aws-sso-token': {
    name: 'AWS サインインのトークン (SSO、Builder ID、Amazon Q、Kiro、aws login)',
    about:
      'サインインのトークンです。ユーザーが使えるすべてのアカウントとロールの認証情報や、新しいサインイントークンと交換できます。',
  },
  'aws-console-password': {
    name: 'AWS コンソールのパスワード',
    about: 'IAM ユーザーが AWS コンソールで使うパスワードです。',
  },
  'aws-private-key': {
    name: 'AWS の秘密鍵 (EC2、Lightsail、CloudFront、IoT)',
    about:
      'EC2 や Lightsail のインスタンス、CloudFront の署名付き URL、IoT デバイスの秘密鍵です。パスフレーズはありません。',
  },
};
