import { encode } from 'node:querystring';
import type { FakeCredentials } from '../../src/rules/fake-credentials.ts';

/** A text that people commit, generated for each run. */
export interface Vector {
  readonly name: string;
  /** The rule that must find something; none if the text must pass. */
  readonly rule?: string;
  readonly path?: string;
  text(values: Values): string;
}

/** Fake credentials for one text. */
export interface Values {
  readonly s: FakeCredentials;
  readonly id: string;
  readonly secret: string;
}

export function textOf({ text }: Vector, s: FakeCredentials): string {
  return text({ s, id: s.accessKeyId(), secret: s.secretAccessKey() });
}

const ID = 'aws-access-key-id';
const SECRET = 'aws-secret-access-key';
const LATER = new Date('2099-12-31T00:00:00Z');
const PAST = new Date('2026-01-01T00:00:00Z');

const base64 = (text: string) => Buffer.from(text).toString('base64');
const entities = (text: string) => text.replace(/[+/]/g, (symbol) => (symbol === '+' ? '&#43;' : '&#x2F;'));

function inFiles(rule: string, vectors: Readonly<Record<string, Vector['text']>>): Vector[] {
  return Object.entries(vectors).map(([name, text]) => ({ name, rule, text }));
}

/** Texts that must block: the forms of a survey of ten scanners, in our own words. */
export const BLOCKED: readonly Vector[] = [
  ...inFiles(SECRET, {
    'a credentials file': ({ id, secret }) =>
      `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    'a .env file': ({ id, secret }) => `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`,
    'a .env file with the secret only': ({ secret }) => `AWS_SECRET_ACCESS_KEY=${secret}\n`,
    'a JavaScript client': ({ id, secret }) =>
      `new S3({ accessKeyId: '${id}', secretAccessKey: '${secret}' });\n`,
    'keyword arguments': ({ id, secret }) =>
      `boto3.client("s3", aws_access_key_id="${id}", aws_secret_access_key="${secret}")\n`,
    'a Terraform provider': ({ id, secret }) =>
      `provider "aws" {\n  access_key = "${id}"\n  secret_key = "${secret}"\n}\n`,
    'a Terraform secret alone': ({ secret }) => `provider "aws" {\n  secret_key = "${secret}"\n}\n`,
    YAML: ({ id, secret }) => `aws:\n  access_key: ${id}\n  secret_key: ${secret}\n`,
    'XML elements': ({ id, secret }) => `<accessKey>${id}</accessKey><secretKey>${secret}</secretKey>\n`,
    'an XML element alone': ({ secret }) => `<secretAccessKey>${secret}</secretAccessKey>\n`,
    'a Hadoop property': ({ secret }) =>
      `<property><name>fs.s3a.secret.key</name><value>${secret}</value></property>\n`,
    'a Java constructor': ({ id, secret }) => `new BasicAWSCredentials("${id}", "${secret}");\n`,
    'a Go call with the ID in a variable': ({ secret }) =>
      `creds := credentials.NewStaticCredentials(keyID, "${secret}", "")\n`,
    'a Ruby hash': ({ id, secret }) =>
      `AWS.config(:access_key_id => '${id}', :secret_access_key => '${secret}')\n`,
    'a PHP array': ({ id, secret }) => `'credentials' => ['key' => '${id}', 'secret' => '${secret}'],\n`,
    'a PHP secret alone': ({ secret }) => `'ses' => [\n    'secret' => '${secret}',\n],\n`,
    'Docker ENV with a space': ({ secret }) => `ENV AWS_SECRET_ACCESS_KEY ${secret}\n`,
    'docker run': ({ secret }) => `docker run -e AWS_SECRET_ACCESS_KEY=${secret} img\n`,
    'aws configure set': ({ secret }) => `aws configure set aws_secret_access_key ${secret}\n`,
    PowerShell: ({ id, secret }) => `Set-AWSCredential -AccessKey ${id} -SecretKey ${secret}\n`,
    s3cmd: ({ id, secret }) => `access_key = ${id}\nsecret_key = ${secret}\n`,
    'a percent-encoded s3 URL': ({ id, secret }) => `s3://${id}:${encodeURIComponent(secret)}@bucket/path\n`,
    'curl --user': ({ id, secret }) =>
      `curl --aws-sigv4 aws:amz:us-east-1:s3 --user "${id}:${secret}" https://x\n`,
    'a connection string': ({ id, secret }) => `AmazonSQS://;AccessKey=${id};SecretKey=${secret};Region=x\n`,
    'Spring properties': ({ secret }) => `cloud.aws.credentials.secret-key=${secret}\n`,
    'kebab-case YAML': ({ secret }) => `aws-secret-access-key: ${secret}\n`,
    'Redshift COPY': ({ id, secret }) =>
      `CREDENTIALS 'aws_access_key_id=${id};aws_secret_access_key=${secret}'\n`,
    'a secret named after S3': ({ secret }) => `S3_SECRET=${secret}\n`,
    'a secret named after Amazon': ({ secret }) => `AMAZON_SECRET=${secret}\n`,
    'a pair in a comment': ({ id, secret }) => `# old key ${id} / ${secret}\n`,
    'a secret split over two literals': ({ secret }) =>
      `aws_secret_access_key = "${secret.slice(0, 20)}" + "${secret.slice(20)}"\n`,
    'a secret split over two lines': ({ secret }) =>
      `AWS_SECRET_ACCESS_KEY=${secret.slice(0, 20)}\\\n${secret.slice(20)}\n`,
    'a credentials file in base64': ({ id, secret }) =>
      `${base64(`[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`)}\n`,
    'a Kubernetes Secret': ({ id, secret }) =>
      `kind: Secret\ndata:\n  AWS_ACCESS_KEY_ID: ${base64(id)}\n  AWS_SECRET_ACCESS_KEY: ${base64(secret)}\n`,
    'a Kubernetes variable': ({ secret }) => `- name: AWS_SECRET_ACCESS_KEY\n  value: ${secret}\n`,
    'JSON in JSON': ({ id, secret }) =>
      `${JSON.stringify(JSON.stringify({ AccessKeyId: id, SecretAccessKey: secret }))}\n`,
    'a secret in a query string': ({ secret }) => `?${encode({ secret_access_key: secret, x: 1 })}\n`,
    'a secret in HTML': ({ secret }) => `<input name="secret_access_key" value="${entities(secret)}">\n`,
    'a secret that ends with a slash': ({ secret }) => `aws_secret_access_key = "${secret.slice(1)}/"\n`,
    'a secret that starts with a slash': ({ secret }) => `AWS_SECRET_ACCESS_KEY=/${secret.slice(1)}\n`,
    'a notebook': ({ secret }) => String.raw`    "aws_secret_access_key='${secret}'\n",` + '\n',
    'a secret with a zero-width space': ({ secret }) =>
      `aws_secret_access_key = ${secret.slice(0, 20)}\u200b${secret.slice(20)}\n`,
    backticks: ({ secret }) => `const awsSecretKey = \`${secret}\`;\n`,
    'ID and secret eight lines apart': ({ id, secret }) =>
      `aws_access_key_id = ${id}\n${'x = 1\n'.repeat(8)}aws_secret_access_key = ${secret}\n`,
    CloudFormation: ({ secret }) => `SecretAccessKey: '${secret}'\n`,
    'a table with tabs': ({ id, secret }) => `prod\t${id}\t${secret}\n`,
    'a real secret in a lock file': ({ s, secret }) =>
      `"integrity": "sha512-${s.bytes(64).toString('base64')}",\n"aws_secret_access_key": "${secret}"\n`,
    'a note in Japanese': ({ secret }) => `シークレットアクセスキー：${secret}\n`,
    'a Terraform state': ({ id, secret }) =>
      `"type": "aws_iam_access_key",\n"attributes": {\n  "id": "${id}",\n  "secret": "${secret}"\n}\n`,
  }),
  ...inFiles(ID, {
    'an ID after Japanese in ISO-2022-JP': ({ id }) => `\u001B$B80\u001B(B${id}\u001B$B$G$9\u001B(B\n`,
    'coloured output of grep': ({ id }) => `a.env:\u001B[01;31m\u001B[K${id}\u001B[m\u001B[K\n`,
    'an ID in a .env file': ({ id }) => `AWS_ACCESS_KEY_ID=${id}\n`,
    'an ID alone': ({ id }) => `${id}\n`,
    'an old ID': ({ s }) => `aws_access_key_id = ${s.oldAccessKeyId()}\n`,
    'an ID split over two literals': ({ id }) => `k = "${id.slice(0, 4)}" + "${id.slice(4)}"\n`,
    'an ID after an escape': ({ id }) => String.raw`"[default]\naws_access_key_id=x\n${id}\n"` + '\n',
    'an ID between underscores': ({ id }) => `key_${id}_old\n`,
    'an ID with an escaped letter': ({ id }) => String.raw`"\u0041${id.slice(1)}"` + '\n',
    'an ID in an expired URL': ({ s }) => `${s.presignedUrl(PAST, 'AKIA')}\n`,
    'a fallback in a template': ({ id }) => `access_key_id: "<%= ENV['K'].presence || '${id}' %>"\n`,
    'a real ID next to an example': ({ id }) => `AKIAIOSFODNN7EXAMPLE ${id}\n`,
    'an ID of a canary account': ({ s }) => `aws_access_key_id = ${s.accessKeyIdOf('171436882533')}\n`,
    'an ID split over a joined list': ({ id }) => `['${id.slice(0, 4)}', '${id.slice(4)}'].join('')\n`,
  }),
  ...inFiles('aws-session-token', {
    'an STS response': ({ s, secret }) =>
      JSON.stringify({
        Credentials: {
          AccessKeyId: s.accessKeyId('ASIA'),
          SecretAccessKey: secret,
          SessionToken: s.sessionToken(),
        },
      }),
    'a session token alone': ({ s }) => `AWS_SESSION_TOKEN=${s.sessionToken()}\n`,
    'three temporary variables': ({ s, secret }) =>
      `AWS_ACCESS_KEY_ID=${s.accessKeyId('ASIA')}\nAWS_SECRET_ACCESS_KEY=${secret}\nAWS_SESSION_TOKEN=${s.sessionToken()}\n`,
    'credentials of an EC2 instance': ({ s, secret }) =>
      JSON.stringify(
        {
          Code: 'Success',
          Type: 'AWS-HMAC',
          AccessKeyId: s.accessKeyId('ASIA'),
          SecretAccessKey: secret,
          Token: s.sessionToken(),
        },
        null,
        2,
      ),
  }),
  {
    name: "the console's accessKeys.csv",
    rule: SECRET,
    path: 'accessKeys.csv',
    text: ({ id, secret }) => `Access key ID,Secret access key\n${id},${secret}\n`,
  },
  {
    name: 'an old rootkey.csv',
    rule: SECRET,
    path: 'rootkey.csv',
    text: ({ id, secret }) => `AWSAccessKeyId=${id}\nAWSSecretKey=${secret}\n`,
  },
  {
    name: 'an EC2 key pair',
    rule: 'aws-private-key',
    path: 'deploy/my-ec2-key.pem',
    text: ({ s }) =>
      `-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA${s.bytes(36).toString('base64')}\n${s.bytes(24).toString('base64')}\n-----END RSA PRIVATE KEY-----\n`,
  },
  {
    name: 'a long-term Bedrock key',
    rule: 'aws-bedrock-api-key',
    text: ({ s }) => `AWS_BEARER_TOKEN_BEDROCK=${s.bedrockApiKey()}\n`,
  },
  {
    name: 'a short-term Bedrock key',
    rule: 'aws-bedrock-short-term-api-key',
    text: ({ s }) => `AWS_BEARER_TOKEN_BEDROCK=${s.bedrockShortTermApiKey(LATER)}\n`,
  },
  {
    name: 'an MWS token',
    rule: 'aws-mws-auth-token',
    text: ({ s }) => `MWS_AUTH_TOKEN=${s.mwsAuthToken()}\n`,
  },
  { name: 'an AppSync key', rule: 'aws-appsync-api-key', text: ({ s }) => `API_KEY=${s.appsyncApiKey()}\n` },
  {
    name: 'an SES login',
    rule: 'aws-ses-smtp-password',
    text: ({ s, id }) => `SMTP_USER=${id}\nSMTP_PASS=${s.sesSmtpPassword()}\n`,
  },
  {
    name: 'a CodeCommit URL',
    rule: 'aws-codecommit-password',
    text: ({ s }) =>
      `https://dev-at-${s.digits(12)}:${encodeURIComponent(s.bytes(32).toString('base64'))}@git-codecommit.us-east-1.amazonaws.com/v1/repos/x\n`,
  },
  { name: 'an EKS token', rule: 'aws-eks-token', text: ({ s }) => `token: ${s.eksToken(LATER)}\n` },
  ...inFiles('aws-sso-token', {
    'a sign-in token in snake_case JSON': ({ s }) =>
      `{\n  "email": "dev@example.com",\n  "refresh_token": "${s.signInToken('refresh')}",\n  "auth_method": "IdC"\n}\n`,
    'a list of mail addresses and sign-in tokens': ({ s }) =>
      `dev@example.com:${s.signInToken('refresh')}\nops@example.com:${s.signInToken('refresh')}\n`,
    'a list of accounts separated by dashes': ({ s }) =>
      `dev@example.com----password----client----${s.signInToken('refresh')}\n`,
    'a sign-in token in a header': ({ s }) => `Authorization: Bearer ${s.signInToken('access')}\n`,
    'an argument in Python': ({ s }) => `client.add(refresh_token='${s.signInToken('refresh')}')\n`,
    'an aws login cache': ({ s }) =>
      `${JSON.stringify({ tokenType: 'aws_sigv4', clientId: 'arn:aws:signin:::devtools/same-device', refreshToken: s.bytes(90).toString('base64url'), dpopKey: '…' }, null, 2)}\n`,
  }),
  {
    name: 'a Kiro key',
    rule: 'aws-kiro-api-key',
    text: ({ s }) => `export KIRO_API_KEY=${s.kiroApiKey()}\n`,
  },
  ...inFiles('aws-cloudwatch-logs-api-key', {
    'a CloudWatch Logs key in a call': ({ s }) =>
      `curl "https://logs.us-east-1.amazonaws.com/v1/logs" -H "Authorization: Bearer ${s.cloudwatchLogsApiKey()}"\n`,
    'a CloudWatch Logs key in an OTLP header': ({ s }) =>
      `OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer ${s.cloudwatchLogsApiKey()}\n`,
    'a CloudWatch Logs key in an encoded OTLP header': ({ s }) =>
      `OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${encodeURIComponent(s.cloudwatchLogsApiKey())},x-aws-log-group=g"\n`,
    'a CloudWatch Logs key in the settings of an agent': ({ s }) =>
      `${JSON.stringify({ mcpServers: { otel: { url: 'https://x', headers: { Authorization: `Bearer ${s.cloudwatchLogsApiKey()}` } } } })}\n`,
  }),
  {
    name: 'a CloudWatch key in the settings of an agent',
    rule: 'aws-cloudwatch-api-key',
    path: '.claude/settings.json',
    text: ({ s }) =>
      `${JSON.stringify({ env: { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://monitoring.us-east-1.amazonaws.com/v1/metrics', OTEL_EXPORTER_OTLP_HEADERS: `Authorization=Bearer ${s.serviceApiKey('agents', [0, 1, 2])}` } }, null, 2)}\n`,
  },
  {
    name: 'an X-Ray key',
    rule: 'aws-xray-api-key',
    text: ({ s }) =>
      `endpoint: https://xray.us-east-1.amazonaws.com/v1/traces\nauthorization: Bearer ${s.serviceApiKey('ci', [0, 1, 2])}\n`,
  },
  {
    name: 'an Aurora DSQL token',
    rule: 'aws-dsql-auth-token',
    text: ({ s }) => `    password: "${s.dsqlAuthToken(LATER)}",\n`,
  },
  {
    name: 'an MSK token',
    rule: 'aws-msk-auth-token',
    text: ({ s }) => `"token": "${s.mskAuthToken(LATER)}"\n`,
  },
  ...inFiles(SECRET, {
    'the settings of an AI agent': ({ id, secret }) =>
      `${JSON.stringify({ mcpServers: { aws: { command: 'uvx', env: { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } } } }, null, 2)}\n`,
    'the arguments of an AI agent': ({ secret }) =>
      `${JSON.stringify({ mcpServers: { aws: { command: 'docker', args: ['run', '-e', `AWS_SECRET_ACCESS_KEY=${secret}`, 'img'] } } })}\n`,
    "a real pair next to an emulator's pair": ({ s, id, secret }) =>
      `[local]\naws_access_key_id = ${s.accessKeyIdOf('000000000000')}\naws_secret_access_key = ${s.secretAccessKey()}\n[prod]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
  }),
];

const passing = (vectors: Readonly<Record<string, Vector['text']>>): Vector[] =>
  Object.entries(vectors).map(([name, text]) => ({ name, text }));

/** Texts that must pass. */
export const PASSED: readonly Vector[] = passing({
  "AWS's documented pair": () =>
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
  "AWS's second documented pair": () =>
    'aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n',
  'a commit ID after key': ({ s }) => `commit_key: ${s.hex(40)}\n`,
  'a pinned action': ({ s }) => `uses: actions/checkout@${s.hex(40)}\n`,
  'the ID of a role': ({ id }) => `"RoleId": "AROA${id.slice(4)}Q"\n`,
  'the ID of a user': ({ id }) => `"UserId": "AIDA${id.slice(4)}"\n`,
  'forty x characters': () => `aws_secret_access_key = ${'x'.repeat(40)}\n`,
  'a reference to the environment': () => 'aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\n',
  'a reference in a workflow': () => 'aws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\n',
  'a reference in Terraform': () => 'secret_key = var.aws_secret_key\n',
  'npm integrity': ({ s }) => `"integrity": "sha512-${s.bytes(64).toString('base64')}",\n`,
  'an account ID': () => 'AWS_ACCOUNT_ID=123456789012\n',
  'a word that contains ASIA': () => 'TODAYINASIAASACKOFRICEFELLOVER\n',
  'a path of 40 characters': () => 'cache_key=src/main/java/com/example/aws/S3Client1\n',
  'a vault lookup': () => 'export AWS_ACCESS_KEY_ID=$(vault read -field=value path/to/aws-access-key-id)\n',
  'an ID of x characters': () => `key = AKIA${'X'.repeat(16)}\n`,
  'a placeholder of words': () => 'AWS_SECRET_ACCESS_KEY=your_aws_secret_access_key_goes_right_he\n',
  'the default credentials of MinIO': () =>
    'AWS_ACCESS_KEY_ID=minioadmin\nAWS_SECRET_ACCESS_KEY=minioadmin\n',
  'the credentials for LocalStack': () => 'AWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=test\n',
  'a hash named key': ({ s }) => `"aws_key": "${s.hex(40)}"\n`,
  'an image': () =>
    `${['iVBORw0KGgoAAAANSUhEUgAAA', 'KIAAKIAQWERTYUIOPASDFGH'].join('')}aaaaBBBBccccDDDD==\n`,
  'an ARN': () => 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab\n',
  'secrets of other services': ({ s, secret }) =>
    `DJANGO_SECRET_KEY='${secret}'\nSTRIPE_WEBHOOK_SECRET=${secret}\nclient_secret: ${secret}\nSESSION_SECRET=${s.secretAccessKey()}\nGitHub client secret: ${s.secretAccessKey()}\n`,
  'go.sum': ({ s }) => `github.com/aws/aws-sdk-go v1.44.0 h1:${s.bytes(32).toString('base64')}\n`,
  'a Terraform lock': ({ s }) =>
    `provider "registry.terraform.io/hashicorp/aws" {\n  hashes = [\n    "h1:${s.bytes(32).toString('base64')}",\n    "zh:${s.hex(64)}",\n  ]\n}\n`,
  'a value encrypted by SOPS': ({ s }) =>
    `aws_secret_access_key: ENC[AES256_GCM,data:${s.bytes(40).toString('base64')},iv:${s.bytes(32).toString('base64')},tag:${s.bytes(16).toString('base64')},type:str]\n`,
  'a source map': ({ s }) =>
    `{"version":3,"sources":["aws-secret.ts"],"mappings":"${Array.from({ length: 60 }, () => s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij', 4)).join(',')}"}\n`,
  'an image in a notebook': ({ s }) =>
    `"source": ["aws_secret_access_key = getpass()"],\n"image/png": "iVBORw0KGgo${s.bytes(600).toString('base64')}"\n`,
  "an emulator's pair": ({ s, secret }) =>
    `aws_access_key_id = ${s.accessKeyIdOf('123456789012')}\naws_secret_access_key = ${secret}\n`,
  "an emulator's STS response": ({ s, secret }) =>
    `<AccessKeyId>${s.accessKeyIdOf('000000000000', 'ASIA')}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${s.sessionToken()}</SessionToken>\n`,
  'an Amazon Location key': ({ s }) => `const apiKey = "v1.public.${s.bytes(180).toString('base64url')}";\n`,
  'a token of GetWebIdentityToken': ({ s }) =>
    `AWS_WEB_IDENTITY_TOKEN=${base64('{"alg":"ES384","typ":"JWT"}')}.${base64('{"iss":"https://x.tokens.sts.global.api.aws"}')}.${s.bytes(96).toString('base64url')}\n`,
  'IDs of service credentials': ({ id }) => `ABIA${id.slice(4)} ACCA${id.slice(4)} A3TX${id.slice(4)}\n`,
  'the beginning of a sign-in token': () => 'refreshToken: "aorAAAAAG..."\n',
  'an expired Kiro token': ({ s }) =>
    `{"accessToken": "${s.signInToken('access')}", "expiresAt": "2025-12-29T01:54:06.193Z"}\n`,
  "another company's ksk_ key": ({ s }) => `SERVICE_KEY=${s.kiroApiKey()}\n`,
  'a placeholder for a CloudWatch Logs key': () => '-H "Authorization: Bearer ACWL<token>"\n',
  'an expired Aurora DSQL token': ({ s }) => `PGPASSWORD="${s.dsqlAuthToken(PAST)}"\n`,
  'an expired MSK token': ({ s }) => `${s.mskAuthToken(PAST)}\n`,
});
