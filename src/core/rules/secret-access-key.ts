import { ENDS_HERE, STARTS_HERE } from '../values/boundary.ts';
import { isPlaceholder } from '../values/placeholder.ts';
import { hasBothCases, looksRandom } from '../values/randomness.ts';
import type { Example, Rule } from '../rule.ts';
import type { Sample } from '../sample.ts';

/**
 * The secret half of an access key: 30 random bytes in base64. It has no prefix and no checksum, so it counts only with
 * evidence: the name it is given, a call that takes it, or a key id near it.
 *
 * AWS states no grammar. That it is 40 characters of `[A-Za-z0-9/+]`, and nothing beside, is what every key issued so
 * far has been; the left boundary lets an escape such as `\n` or `%3D` pass, as for key ids.
 */
export const secretAccessKey: Rule = {
  id: 'aws-secret-access-key',
  severity: 'critical',
  sentinel:
    /secret|credential|AKIA|ASIA|(?:aws|amazon)[_.-]?(?:(?:access|private)[_.-]?)?(?:key|sk|pass|token)|(?:S3|EC2|SQS|SES)Connection|connect_(?:s3|ec2|sqs|ses|sns|iam|dynamodb)|new Amazon|シークレット|秘密|私有访问|私密存取|비밀|보안/i,
  pattern: new RegExp(
    String.raw`(?:${STARTS_HERE}|(?<=\\[bfnrtv]|%(?!25)[0-9A-Fa-f]{2}))[A-Za-z0-9/+]{40}${ENDS_HERE}`,
    'g',
  ),
  confirm(match, evidence) {
    if (!hasBothCases(match.value)) return 'none';
    const strength = evidence.secretKey(match);
    if (strength === 'none' || isPlaceholder(match.value)) return 'none';
    return strength === 'strong' || looksRandom(match.value) ? 'credential' : 'none';
  },
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
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
      ...named("'secret' => '", "',"),
      ...named('  secret_key = "', '"'),
      ...named('Secret access key: ', '\n'),
      ...named('AWS_ACCESS_KEY=', '\n'),
      ...named('"awsKey": "', '"'),
      ...named('aws_sk=', '\n'),
      ...named('conn = boto.connect_s3(key_id, "', '")'),
      ...named('new AmazonS3Client(id, "', '", RegionEndpoint.USEast1)'),
      ...named('シークレットアクセスキー: ', '\n'),
      ...named('my AWS secret is ', '\n'),
      ...named('Set-AWSCredential -SecretKey ', ' -StoreAs me'),
      beside((id, secret) => `new BasicAWSCredentials("${id}", "${secret}");`),
      beside((id, secret) => `${id},${secret}\n`),
      beside((id, secret) => `prod\t${id}\t${secret}\n`),
      beside((id, secret) => `${secret}\n${'\n'.repeat(18)}${id}\n`),
    ],
    passed: [
      () => 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      () => `aws_secret_access_key = ${'x'.repeat(40)}`,
      (s) => `aws_secret_access_key = ${s.hex(40)}`,
      (s) => `aws_secret_access_key = ${s.secretAccessKey()}A`,
      (s) => `aws_secret_access_key_sha256 = ${s.secretAccessKey()}`,
      (s) => `DJANGO_SECRET_KEY = "${s.secretAccessKey()}"`,
      (s) => `client_secret: ${s.secretAccessKey()}`,
      (s) => `SESSION_SECRET=${s.secretAccessKey()}`,
      (s) => `the GitHub client secret is ${s.secretAccessKey()}`,
      (s) => `"integrity": "sha512-${s.bytes(64).toString('base64')}"`,
      (s) => `checksum: ${s.secretAccessKey()}`,
      () => 'secret_key = GetEcDeepInspectionConfigurationRequests',
      () => 'secret: src/main/java/com/example/aws/S3Client1',
      () => 'aws_secret_access_key = ${AWS_SECRET_ACCESS_KEY}',
    ],
  },
};

/** A shape with a name, three times: as it is, and with the symbols of base64 at either end. */
function named(before: string, after: string): ((sample: Sample) => Example)[] {
  const at = (value: string) => ({ text: before + value + after, value });
  return [
    (s) => at(s.secretAccessKey()),
    (s) => at(`/${s.secretAccessKey().slice(1)}`),
    (s) => at(`${s.secretAccessKey().slice(1)}+`),
  ];
}

function beside(text: (id: string, secret: string) => string): (sample: Sample) => Example {
  return (s) => {
    const value = s.secretAccessKey();
    return { text: text(s.accessKeyId(), value), value };
  };
}
