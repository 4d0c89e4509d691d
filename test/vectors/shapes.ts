import type { Sample } from '../../src/core/sample.ts';

const ID = 'aws-access-key-id';
const SECRET = 'aws-secret-access-key';

/** What is in it, the rule that must name it, and the text. */
export const BLOCKED: readonly (readonly [string, string, (s: Sample) => string])[] = [
  [
    'a credentials file',
    SECRET,
    (s) =>
      `[default]\naws_access_key_id = ${s.accessKeyId()}\naws_secret_access_key = ${s.secretAccessKey()}\n`,
  ],
  [
    'a .env file',
    SECRET,
    (s) => `AWS_ACCESS_KEY_ID=${s.accessKeyId()}\nAWS_SECRET_ACCESS_KEY=${s.secretAccessKey()}\n`,
  ],
  ['an id alone', ID, (s) => `${s.accessKeyId()}\n`],
  ['an old id', ID, (s) => `aws_access_key_id = ${s.oldAccessKeyId()}\n`],
  [
    'the answer of STS',
    'aws-session-token',
    (s) =>
      `{"Credentials": {"AccessKeyId": "${s.accessKeyId('ASIA')}", "SecretAccessKey": "${s.secretAccessKey()}", "SessionToken": "${s.sessionToken()}"}}`,
  ],
  [
    'keyword arguments',
    SECRET,
    (s) =>
      `boto3.client("s3", aws_access_key_id="${s.accessKeyId()}", aws_secret_access_key="${s.secretAccessKey()}")`,
  ],
  [
    'a Terraform provider',
    SECRET,
    (s) =>
      `provider "aws" {\n  access_key = "${s.accessKeyId()}"\n  secret_key = "${s.secretAccessKey()}"\n}`,
  ],
  [
    'XML elements',
    SECRET,
    (s) => `<accessKey>${s.accessKeyId()}</accessKey><secretKey>${s.secretAccessKey()}</secretKey>`,
  ],
  [
    'a PHP array',
    SECRET,
    (s) => `'credentials' => ['key' => '${s.accessKeyId()}', 'secret' => '${s.secretAccessKey()}'],`,
  ],
  [
    'PowerShell',
    SECRET,
    (s) => `Set-AWSCredential -AccessKey ${s.accessKeyId()} -SecretKey ${s.secretAccessKey()}`,
  ],
  [
    "the console's CSV",
    SECRET,
    (s) => `Access key ID,Secret access key\n${s.accessKeyId()},${s.secretAccessKey()}\n`,
  ],
  ['rootkey.csv', SECRET, (s) => `AWSAccessKeyId=${s.accessKeyId()}\nAWSSecretKey=${s.secretAccessKey()}\n`],
  [
    'curl --user',
    SECRET,
    (s) => `curl --aws-sigv4 aws:amz --user "${s.accessKeyId()}:${s.secretAccessKey()}" https://x`,
  ],
  [
    'a connection string',
    SECRET,
    (s) => `AmazonSQS://;AccessKey=${s.accessKeyId()};SecretKey=${s.secretAccessKey()};Region=x`,
  ],
  [
    'Redshift COPY',
    SECRET,
    (s) => `CREDENTIALS 'aws_access_key_id=${s.accessKeyId()};aws_secret_access_key=${s.secretAccessKey()}'`,
  ],
  ['a comment', SECRET, (s) => `# old key ${s.accessKeyId()} / ${s.secretAccessKey()}`],
  [
    'JSON in JSON',
    SECRET,
    (s) =>
      JSON.stringify(JSON.stringify({ AccessKeyId: s.accessKeyId(), SecretAccessKey: s.secretAccessKey() })),
  ],
  ['an id behind an escape', ID, (s) => String.raw`"[default]\naws_access_key_id=x\n${s.accessKeyId()}\n"`],
  ['a notebook', SECRET, (s) => String.raw`    "aws_secret_access_key='${s.secretAccessKey()}'\n",`],
  [
    'a fallback in a template',
    ID,
    (s) => `access_key_id: "<%= ENV['K'].presence || '${s.accessKeyId()}' %>"`,
  ],
  [
    'an id in a signed address',
    ID,
    (s) => `https://b.s3.amazonaws.com/k?X-Amz-Credential=${s.accessKeyId()}%2F20260101%2Fus-east-1`,
  ],
  ['a real id beside an example', ID, (s) => `AKIAIOSFODNN7EXAMPLE ${s.accessKeyId()}`],
  [
    'a real secret in a lock file',
    SECRET,
    (s) =>
      `"integrity": "sha512-${s.bytes(64).toString('base64')}",\n"aws_secret_access_key": "${s.secretAccessKey()}"`,
  ],
];

export const PASSED: readonly (readonly [string, (s: Sample) => string])[] = [
  [
    "AWS's documented pair",
    () =>
      'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
  ],
  [
    "AWS's second documented pair",
    () =>
      'aws_access_key_id = AKIAI44QH8DHBEXAMPLE\naws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n',
  ],
  ['a commit id behind key', (s) => `commit_key: ${s.hex(40)}\n"aws_key": "${s.hex(40)}"\n`],
  ['a pinned action', (s) => `uses: actions/checkout@${s.hex(40)}`],
  [
    'ids of roles and users',
    (s) => `"RoleId": "AROA${s.accessKeyId().slice(4)}Q", "UserId": "AIDA${s.accessKeyId().slice(4)}"`,
  ],
  [
    'placeholders',
    () =>
      `aws_secret_access_key = ${'x'.repeat(40)}\nkey = AKIA${'X'.repeat(16)}\nAWS_SECRET_ACCESS_KEY=your_aws_secret_access_key_goes_right_he`,
  ],
  [
    'references',
    () =>
      'aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}\naws-secret-access-key: ${{ secrets.AWS_SECRET_ACCESS_KEY }}\nsecret_key = var.aws_secret_key',
  ],
  [
    'npm integrity',
    (s) => `"integrity": "sha512-${s.bytes(64).toString('base64')}", "resolved": "aws-secret"`,
  ],
  ['an account id', () => 'AWS_ACCOUNT_ID=123456789012'],
  ['a word with ASIA in it', () => 'TODAYINASIAASACKOFRICEFELLOVER'],
  ['a path', () => 'cache_key=src/main/java/com/example/aws/S3Client1'],
  [
    'emulators',
    () =>
      'AWS_ACCESS_KEY_ID=minioadmin\nAWS_SECRET_ACCESS_KEY=minioadmin\nAWS_ACCESS_KEY_ID=test\nAWS_SECRET_ACCESS_KEY=test',
  ],
  [
    'an image',
    () => `${['iVBORw0KGgoAAAANSUhEUgAAA', 'KIAAKIAQWERTYUIOPASDFGH'].join('')}aaaaBBBBccccDDDD==`,
  ],
  ['an ARN', () => 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
  [
    'another vendor',
    (s) =>
      `DJANGO_SECRET_KEY='${s.secretAccessKey()}'\nSTRIPE_WEBHOOK_SECRET=${s.secretAccessKey()}\nclient_secret: ${s.secretAccessKey()}`,
  ],
];
