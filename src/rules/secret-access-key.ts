import { ENDS_HERE, STARTS_HERE } from './values/base64-boundary.ts';
import { POSITIONS, SCHEMES } from './evidence/keywords.ts';
import { isPlaceholder } from './values/placeholder.ts';
import { addressAround } from './values/presigned-query.ts';
import { hasBothCases, isOfWords, looksRandom } from './values/randomness.ts';
import { isEmulatorPartner } from './evidence/emulator-evidence.ts';
import type { Evidence } from './evidence/index.ts';
import type { Match } from './match.ts';
import type { Example, Rule } from './rule.ts';
import type { FakeCredentials } from './fake-credentials.ts';

/** Positions where a slash or plus sign before a value is not part of it: after a percent escape, `//` of a comment, a key ID. */
const NOT_IN_VALUE = [
  '(?<=%(?!25|2[BbFf]|3[Dd])[0-9A-Fa-f]{2})',
  String.raw`(?<=(?:(?<![A-Za-z0-9/+])|\\[nrt])//)`,
  '(?<=(?:AKIA|ASIA)[A-Z2-7]{16}[/+])',
].join('|');

/**
 * A secret access key: 30 random bytes in base64. It has no fixed prefix and no checksum, so context decides: the variable
 * name, the function it is passed to, or a key ID nearby.
 *
 * AWS documents no format. All keys issued so far are 40 characters of `[A-Za-z0-9/+]`. As for key IDs, the left boundary
 * may be an escape such as `\n` or `%3D`.
 */
export const secretAccessKey: Rule = {
  id: 'aws-secret-access-key',
  severity: 'critical',
  keywords: [
    /AKIA|ASIA/,
    /secret|(?:aws|amazon)[^A-Za-z0-9]{0,40}(?:(?:access|private|sec)[_.-]?)?(?:key|sk|sak|pass|token|cred|user|login)|s3[_.-]?(?:sk|(?:access|private|sec)[_.-]?(?:sk|key))/i,
    // misspelt: escret, sercet, secrte and their kind
    /(?:aws|s3)[_.-]?e?s(?:ce?ret|e[cr][cer][cer]?t)|s(?:ce?ret|e[cr][cer][cer]?t)e?[_.-]?(?:acc|key)/i,
    // labels of the console in other languages
    /s secr|(?:riffs|gangs|heim)schl|segreta|rahasia|gizli/i,
    /s3\.keyid|secr[^A-Za-z0-9]{1,40}te/i,
    // calls; the space in `new Amazon…` may be an escape
    /Credential|connect_(?:s3|ec2|sqs|ses|sns|iam|dyn)|[mwp02] ?Amazon[A-Z]|tinys3|S3Client|setAuth|AWS4A/,
    ...POSITIONS,
  ],
  keywordTexts: ['シークレット', '秘密访问', '秘密存取', '私有访问', '私密存取', '비밀', '보안', ...SCHEMES],
  pattern: new RegExp(`(?:${STARTS_HERE}|${NOT_IN_VALUE})[A-Za-z0-9/+]{40}${ENDS_HERE}`, 'g'),
  minRun: 40,
  endsRun: true,
  confirm(match, evidence) {
    // a digest, a constant, or the name of a class or file
    if (isHex(match.value) || !hasBothCases(match.value) || isOfWords(match.value)) return 'none';
    const strength = evidence.secretKey(match);
    if (strength === 'none' || isPlaceholder(match.value) || isPart(match, evidence)) return 'none';
    // next to an ID that LocalStack or moto issued
    if (isEmulatorPartner(match, evidence)) return 'none';
    if (strength === 'strong') return 'credential';
    return looksRandom(match.value) && !goesOn(match, evidence) ? 'credential' : 'none';
  },
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  revocation: 'access-key',
  variable: 'AWS_SECRET_ACCESS_KEY',
  examples: {
    found: [
      ...named('aws_secret_access_key = ', '\n'),
      ...named('AWS_SECRET_ACCESS_KEY=', '\n'),
      ...named('const secretAccessKey: string = "', '";'),
      ...named('process.env.AWS_SECRET_ACCESS_KEY || "', '"'),
      ...named('secretAccessKey: process.env.SECRET ?? "', '"'),
      ...named('os.getenv("AWS_SECRET_ACCESS_KEY", "', '")'),
      ...named('SecretKey: aws.String("', '"),'),
      ...named('ENV AWS_SECRET_ACCESS_KEY ', '\n'),
      ...named('aws configure set aws_secret_access_key ', '\n'),
      ...named('<secretAccessKey>', '</secretAccessKey>'),
      ...named('<name>fs.s3a.secret.key</name><value>', '</value>'),
      ...named('<add key="AWSSecretKey" value="', '" />'),
      ...named('- name: AWS_SECRET_ACCESS_KEY\n  value: ', '\n'),
      ...named('aws_secret_access_key: >-\n    ', '\n'),
      ...named('credentials.NewStaticCredentials(keyID, "', '", "")'),
      ...named(String.raw`{\"SecretAccessKey\":\"`, String.raw`\"}`),
      ...bare("'secret' => '", "',"),
      ...bare('  secret_key = "', '"'),
      ...bare('secretKey: "', '",'),
      ...bare('ACCESS_SECRET=', '\n'),
      ...bare('<SecretKey>', '</SecretKey>'),
      ...bare('SECRET = isProd ? a : "', '";'),
      ...named('Secret access key: ', '\n'),
      ...named('AWS_ACCESS_KEY=', '\n'),
      ...named('"awsKey": "', '"'),
      ...named('aws_sk=', '\n'),
      ...named('conn = boto.connect_s3(key_id, "', '")'),
      ...named('new AmazonS3Client(id, "', '", RegionEndpoint.USEast1)'),
      ...named('シークレットアクセスキー: ', '\n'),
      ...named('シークレット アクセス キー\n', '\n'),
      ...named('NEXT_PUBLIC_AWS_SECRET_ACCESS_KEY=', '\n'),
      ...named('static const char AWS_SECRET_ACCESS_KEY[41] = "', '";'),
      ...named('s:17:"secret-access-key";s:40:"', '";'),
      ...named(
        'variable "aws_secret_access_key" {\n  type = string\n  sensitive = true\n  default = "',
        '"\n}',
      ),
      ...named('- value: "', '"\n  name: AWS_SECRET_ACCESS_KEY\n'),
      ...named('echo "', '" | gh secret set AWS_SECRET_ACCESS_KEY'),
      ...named('x = "', '"  # AWS_SECRET_ACCESS_KEY'),
      ...named('new BasicAWSCredentials(System.getenv("X"), "', '")'),
      ...named('new BasicAWSCredentials(\n    accessKey,\n    "', '"\n)'),
      ...named("AWS4Auth(os.environ['X'], '", "', region)"),
      ...named('AWS Secret Access Key [None]: ', '\n'),
      ...named(String.raw`AWS\_SECRET\_ACCESS\_KEY = `, '\n'),
      ...named('# AWS secret access key\nx = "', '"'),
      ...named('| Name | Secret Access Key |\n|---|---|\n| prod | ', ' |'),
      ...bare('Dim secretKey As String = "', '"'),
      ...bare('def secretKey():\n  return "', '"'),
      // another store's ID beside it, and a name that says AWS; or a key ID of AWS near it
      (s) => at(`id = ${otherId(s)}\naws_secret_access_key = `, s.secretAccessKey(), '\n'),
      // the ID of something else of AWS, such as a hosted zone
      (s) => at(`hosted_zone: ${otherId(s)}\nsecretAccessKey: `, s.secretAccessKey(), '\n'),
      (s) => at(`${s.accessKeyId()}\n${otherId(s)}\nsecretKey: `, s.secretAccessKey(), '\n'),
      (s) => at(`id: "${s.pick(NO_IDS)(s)}"\nsecretAccessKey: `, s.secretAccessKey(), '\n'),
      beside((id, secret) => `access/secret: ${id}/${secret}`),
      beside((id, secret) => `//${id}\n//${secret}`),
      beside((id, secret) => `+${id}\n+${secret}\n`),
      (s) => at(`AWS_SECRET_ACCESS_KEY_${s.pick(PURPOSES)}=`, s.secretAccessKey(), '\n'),
      (s) => at(`awsSecretKey${s.pick(['Image', 'Policy', 'Public'])}Bucket: "`, s.secretAccessKey(), '"\n'),
      (s) => at(`AwsSecretKey${s.pick(['Image', 'Store'])} = "`, s.secretAccessKey(), '"\n'),
      (s) => ({ ...at('', s.secretAccessKey(), '\n'), path: 'secrets/AWS_SECRET_ACCESS_KEY' }),
      ...named('my AWS secret is ', '\n'),
      ...named('Set-AWSCredential -SecretKey ', ' -StoreAs me'),
      beside((id, secret) => `new BasicAWSCredentials("${id}", "${secret}");`),
      beside((id, secret) => `${id},${secret}\n`),
      beside((id, secret) => `${id}\nsignatureSecretKey: ${secret}\n`),
      beside((id, secret) => `the signature is made with ${id} and\n${secret}\n`),
      beside((id, secret) => `prod\t${id}\t${secret}\n`),
      beside((id, secret) => `${secret}\n${'\n'.repeat(18)}${id}\n`),
    ],
    passed: [
      () => 'io.example.aws.secretsmanager.SecretsManagerOtherDataLocationsResolver,\\\n',
      () => 'import com.example.aws.secret.SecretAccessKeyOtherDataLocationResolvers;\n',
      () => 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      () => `aws_secret_access_key = ${'x'.repeat(40)}`,
      (s) => `aws_secret_access_key = ${s.hex(40)}`,
      (s) => `aws_secret_access_key = ${s.secretAccessKey()}A`,
      (s) =>
        `aws_secret_access_key_${s.pick(['sha256', 'hash', 'etag', 'checksum', 'nonce'])} = ${s.secretAccessKey()}`,
      (s) => `aws_secret_image = \nname: ${s.secretAccessKey()}`,
      (s) => `DJANGO_SECRET_KEY = "${s.secretAccessKey()}"`,
      (s) => `client_secret: ${s.secretAccessKey()}`,
      (s) => `SESSION_SECRET=${s.secretAccessKey()}`,
      (s) => `AWS_SECRET_ACCESS_KEY=\nAPI_KEY=${s.secretAccessKey()}`,
      // a name that says no more than secret, and no word of AWS
      (s) => `SECRET_KEY=${lettersAndDigits(s)}\nDATABASE_URL=postgres://db\n`,
      (s) => `ACCESS_SECRET=${lettersAndDigits(s)}\nREFRESH_SECRET=${lettersAndDigits(s)}\n`,
      (s) => `PAYSTACK_SECRET=${lettersAndDigits(s)}\nCRON_SECRET=${lettersAndDigits(s)}\n`,
      (s) => `var secrets = []string{\n\t"${lettersAndDigits(s)}",\n\t"${lettersAndDigits(s)}",\n}\n`,
      (s) =>
        `input: f("%s '%s'", keyword, validSecretPattern),\nwant:  []string{"${lettersAndDigits(s)}"},\n`,
      (s) =>
        `{\n  "messageId": "AzureClientSecret",\n  "data": {\n    "SECRET": "${lettersAndDigits(s)}"\n  }\n}\n`,
      (s) => `// laws, flaws, a process, uses3rdparty\nsecret = "${lettersAndDigits(s)}"\n`,
      // the pair of another S3 store
      (s) => `{\n "accessKey": "${otherId(s)}",\n "secretKey": "${s.secretAccessKey()}"\n}\n`,
      (s) =>
        `<AccessKeyId>${otherId(s)}</AccessKeyId>\n<SecretAccessKey>${s.secretAccessKey()}</SecretAccessKey>\n`,
      (s) => `s3:\n  access_key_id: ${otherId(s)}\n  secret_access_key: ${s.secretAccessKey()}\n`,
      (s) => `minio.New(url, "${otherId(s)}", "${s.secretAccessKey()}")\nS3_SECRET=${s.secretAccessKey()}\n`,
      (s) => `stripe: {\n  secretKey: "${s.secretAccessKey()}"\n}`,
      (s) => `WASABI_SECRET_KEY=${s.secretAccessKey()}`,
      (s) => `MINIO_ENDPOINT = "http://minio.internal:9000"\nSECRET = "${s.secretAccessKey()}"`,
      (s) => `secret_key = "${s.secretAccessKey()}_${s.hex(12)}"`,
      (s) => `aws_secret_access_key: ENC[AES256_GCM,data:${s.secretAccessKey()},iv:x]`,
      () => `aws_secret_access_key = ${'TestSecret'.repeat(4)}`,
      (s) => `AwsCredentials src/main/java/com/example/${s.pick(['aws', 'web', 'api'])}/Credentials`,
      (s) => `request: ${s.secretAccessKey()}\naws_secret_access_key: \${AWS_SECRET}`,
      (s) => `f(NewStaticCredentials(a, b, c), "${s.secretAccessKey()}")`,
      (s) => `the GitHub client secret is ${s.secretAccessKey()}`,
      (s) => `"integrity": "sha512-${s.bytes(64).toString('base64')}"`,
      (s) => `checksum: ${s.secretAccessKey()}`,
      () => 'secret_key = GetEcDeepInspectionConfigurationRequests',
      () => 'secret: src/main/java/com/example/aws/S3Client1',
      () => 'aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}',
      // names of AWS's own API
      (s) =>
        `{\n  "GetTemporaryGlueTableCredentialsResponse${s.pick(['$', '#', '.'])}SecretAccessKey": ""\n}\n`,
      () =>
        '{Types::GetTemporaryGlueTableCredentialsResponse#secret_access_key #secret_access_key} => String\n',
      () => 'def secret_access_key: () -> BatchGetMemberEc2DeepInspectionStatusReq',
      () => 'class AwsSecretKey { path = "com/amazonaws/services/s3/model/S3Object" }',
      (s) => `${s.accessKeyId()}\norg/apache/hadoop/fs/s3a/S3AFileSystem12\n`,
      (s) =>
        `${s.accessKeyId()}\n${s.pick(['checksum: ', '"Digest": "', 'X-Signature=', 'ETag = "', 'integrity: '])}${s.secretAccessKey()}\n`,
      (s) => `${s.accessKeyId()}\naws_secret_access_key_digest = ${s.secretAccessKey()}\n`,
      (s) => `${s.accessKeyId()}\nx-amz-checksum-sha256: ${s.secretAccessKey()}\n`,
    ],
  },
};

function isHex(value: string): boolean {
  return /^[0-9a-fA-F]{40}$/.test(value);
}

/** True if a value is part of something else: a ciphertext, a presigned URL, a reCAPTCHA key or a class path. */
function isPart(match: Match, evidence: Evidence): boolean {
  return (
    (/^[A-Z][A-Za-z]*$/.test(match.value) && /\w\.$/.test(evidence.before(match, 2))) ||
    /ENC\[[A-Z0-9_]{1,20},data:$/.test(evidence.before(match, 40)) ||
    /^6L.{6}AAAAA/.test(match.value) ||
    /X-Amz-(?:Security-Token|Signature)(?:=|%3D)/i.test(addressAround(match, evidence.fragment.text).value)
  );
}

/** True if a dash or underscore joins the value to a longer word. */
function goesOn(match: Match, evidence: Evidence): boolean {
  const isDefault = /\$\{\w{1,70}-$/.test(evidence.before(match, 80));
  const before = evidence.before(match, 2);
  return (/[A-Za-z0-9][_-]$/.test(before) && !isDefault) || /^[_-][A-Za-z0-9]/.test(evidence.after(match, 2));
}

/** Words that say what a key is for, as in `AWS_SECRET_ACCESS_KEY_IMAGE`. In other names, they say that the value is no secret. */
const PURPOSES: readonly [string, ...string[]] = [
  'IMAGE_UPLOADS',
  ...['IMAGE', 'FILE', 'STORE', 'PUBLIC', 'TEMPLATE', 'POLICY', 'STATUS', 'ENGINE', 'PROVIDER', 'CLASS'],
  ...['BINARY', 'BASE', 'VERSION', 'TYPE', 'NAME', 'MANAGER', 'LABEL', 'COUNT', 'URL', 'REF', 'PATH', 'URI'],
];

/** Three examples with a name: a random value, and one with a base64 symbol at each end. */
function named(before: string, after: string): ((sample: FakeCredentials) => Example)[] {
  return [
    (s) => at(before, s.secretAccessKey(), after),
    (s) => at(before, `/${s.secretAccessKey().slice(1)}`, after),
    (s) => at(before, `${s.secretAccessKey().slice(1)}+`, after),
  ];
}

/** Examples with a name that only says *secret*: with base64 symbols in the value, or with AWS mentioned far away or in the path. */
function bare(before: string, after: string): ((sample: FakeCredentials) => Example)[] {
  return [
    (s) => at(before, `${lettersAndDigits(s).slice(0, 20)}/${lettersAndDigits(s).slice(0, 19)}`, after),
    (s) => at(before, lettersAndDigits(s), `${after}${'x\n'.repeat(200)}client("s3")\n`),
    (s) => at(`# AWS\n${'x\n'.repeat(200)}${before}`, lettersAndDigits(s), after),
    (s) => at(`region: eu-west-1\n${'x\n'.repeat(99)}${before}`, lettersAndDigits(s), after),
    (s) => ({
      ...at(before, lettersAndDigits(s), after),
      path: s.pick(['aws/a.py', 'src/s3-upload.ts', '.s3cfg']),
    }),
  ];
}

/** A secret access key without `/` and `+`, like 28 % of all keys. */
function lettersAndDigits(s: FakeCredentials): string {
  return s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', 40);
}

/** An access key ID of another S3 store. */
function otherId(s: FakeCredentials): string {
  return `${s.pick(['Q3', 'DO', 'W9'])}${s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 17)}7`;
}

/** The ID of a hosted zone, and masked IDs. */
const NO_IDS: readonly [(s: FakeCredentials) => string, ...((s: FakeCredentials) => string)[]] = [
  (s) => `Z0${otherId(s).slice(2)}`,
  (s) => 'X'.repeat(16) + otherId(s).slice(16),
  () => `${'0'.repeat(16)}ABCD`,
];

function at(before: string, value: string, after: string): Example {
  return { text: before + value + after, value };
}

function beside(text: (id: string, secret: string) => string): (sample: FakeCredentials) => Example {
  return (s) => {
    const value = s.secretAccessKey();
    return { text: text(s.accessKeyId(), value), value };
  };
}
