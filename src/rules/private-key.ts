import type { Evidence } from './evidence/index.ts';
import type { Match } from './match.ts';
import { type Example, type Rule } from './rule.ts';
import type { FakeCredentials } from './fake-credentials.ts';

/**
 * A private key for AWS: for an EC2 or Lightsail instance, CloudFront signed URLs or an IoT device. Most private keys have
 * nothing to do with AWS, so the key's name, file name or comment must say so. Keys with a passphrase are not reported.
 */
export const privateKey: Rule = {
  id: 'aws-private-key',
  severity: 'critical',
  // the space in PRIVATE KEY may be an escape
  keywords: [/[Emp02] ?KEY--|PuTTY/],
  pattern:
    /-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----[^-]{64,16384}(?:-----END [A-Z ]{0,16}PRIVATE KEY-----)?|PuTTY-User-Key-File-\d: [^\n]{1,40}\n(?=Encryption: none)(?:[^\n]{0,200}\n){1,60}?Private-Lines: \d{1,3}\r?\n(?:[A-Za-z0-9/+=]{4,128}\r?\n?){2,200}/g,
  // a truncated key may be followed by text
  expand: ({ value, start }) => ({ value: value.slice(0, textIn(value)), start }),
  confirm: (match, evidence) => (isKey(match.value) && hasEvidence(match, evidence) ? 'credential' : 'none'),
  canonical: bodyOf,
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html',
  revocation: 'private-key',
  examples: {
    found: [
      (s) => key(s, '', '', 'deploy/my-ec2-key.pem'),
      (s) => key(s, '', '', 'LightsailDefaultKey-ap-northeast-1.pem'),
      (s) => key(s, '', '', `pk-APKA${s.accessKeyId().slice(4)}.pem`),
      (s) => key(s, '', '', `certs/${s.hex(10)}-private.pem.key`),
      (s) => key(s, 'resource "aws_key_pair" "deploy" {\n  private = <<EOT\n', 'EOT\n}\n'),
      (s) => key(s, 'EC2_PRIVATE_KEY="', '"\n'),
      (s) => key(s, '# ssh -i key.pem ec2-user@ec2-1-2-3-4.compute-1.amazonaws.com\n', ''),
      ...keysIn([
        ['', '', 'EC2Key.pem'],
        ['', '', 'keys/myec2key.ppk.txt'],
        ['', '', 'aws-keypair.pem'],
        ['', '', 'thing.private.pem.key'],
        ['ec2_private_key: |\n', ''],
        ['ec2:\n  user: ubuntu\n  private_key: |\n', ''],
        ['cloudfront_private_key = <<EOF\n', 'EOF\n'],
        ['environment:\n    cloudFrontPrivateKey: |\n', ''],
        ['# the key of https://d1.example.org/, EC2\nkey: |\n', '', 'a.yml'],
        ['CLOUDFRONT_KEY_PAIR_ID=K2JCJMDEHXQW5F\nPRIVATE_KEY="', '"\n'],
        ['getSignedUrl({\n  keyPairId: id,\n  privateKey: `', '`,\n});\n'],
        ['const cloudfront = { domain: "x", key: { id: "y", pem: `', '`} };\n'],
        ['{"KeyFingerprint": "1f:51", "KeyMaterial": "', '", "KeyName": "x"}\n'],
        ['{"certificatePem": "", "keyPair": {"PublicKey": "", "PrivateKey": "', '"}}\n'],
        [
          'resource "tls_private_key" "a" {}\nresource "aws_key_pair" "b" {\n}\nprivate_key_pem = <<EOT\n',
          'EOT\n',
        ],
        ['resource "aws_instance" "web" {\n  connection {\n    private_key = <<EOT\n', 'EOT\n  }\n}\n'],
        ['variable "ec2_private_key" {\n  type = string\n  default = <<EOT\n', 'EOT\n}\n'],
        ['write_files:\n  - path: /home/ec2-user/.ssh/id_rsa\n    mode: "0600"\n    content: |\n', ''],
        ['env:\n- name: EC2 key\n  value: |\n', ''],
        ['#!/bin/bash\ncat > /home/ec2-user/.ssh/id_rsa <<EOF\n', 'EOF\n'],
        ['cat > k.pem <<EOF\n', 'EOF\nchmod 400 k.pem\nssh -i k.pem ec2-user@$HOST\n'],
        ['echo "', '" > ec2.pem\n'],
        ['x = """', '"""  # the EC2 key\n'],
        ['user: ubuntu\n# EC2, production\nkey: |\n', ''],
        ['## Key of the EC2 instance\n\n```pem\n', '```\n'],
        ['aws ec2 import-key-pair --key-name k\nKEY="', '"\n'],
        ['AWS_SSH_KEY="', '"\n'],
        ['IOT_DEVICE_KEY="', '"\n'],
        ['static const char AWS_IOT_PRIVATE_KEY[] = "', '";\n'],
      ]),
    ],
    passed: [
      (s) => key(s, '', '', 'server.pem').text,
      (s) => ({ text: key(s, '', '').text, path: 'test/fixtures/keys/laws.pem' }),
      (s) => ({
        text: `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${s.hex(32)}\n\n${s.bytes(400).toString('base64')}\n-----END RSA PRIVATE KEY-----\n`,
        path: 'ec2.pem',
      }),
      (s) => ({ text: key(s, '', '').text.replace(/\n[^-\n]{64}\n/, '...'), path: 'ec2.pem' }),
      (s) => key(s, `# aws\n${'\n'.repeat(8)}`, '').text,
      ...keysIn([
        ['', '', 'keys/aws/prod.pem'],
        ['', '', 'deploy/aws/tls/server.key'],
        ['', '', 'aws/jwt-private.pem'],
        ['', '', 'riot.pem'],
        ['', '', 'test/ec256-private.pem'],
        ['', '', 'es-ec256key.pem'],
        ['AWS_REGION=eu-west-1\nS3_BUCKET=uploads\nJWT_PRIVATE_KEY="', '"\n'],
        ['AWS_REGION=eu-west-1\nPRIVATE_KEY="', '"\n'],
        ['CLOUDFRONT_KEY_PAIR_ID=K2JCJMDEHXQW5F\nGITHUB_APP_PRIVATE_KEY="', '"\n'],
        ['# EC2\nFIREBASE_PRIVATE_KEY="', '"\n', 'ec2.env'],
        ['role: "arn:aws:iam::200000000001:role/x"\nserver:\n  tls:\n    key: |\n', ''],
        ['{"arn": "arn:aws:ec2:eu-west-1:200000000001:instance/i-1", "key": "', '"}\n'],
        [
          'metadata:\n  annotations:\n    service.beta.kubernetes.io/aws-load-balancer-type: nlb\ndata:\n  tls.key: |\n',
          '',
        ],
        ['Type: AWS::IAM::ServerCertificate\nProperties:\n  PrivateKey: |\n', ''],
        ['host: db.x.eu-west-1.rds.amazonaws.com\nkey: |\n', ''],
        ['{"type": "service_account", "private_key": "', '"}\n'],
        ['aws:\n  region: x\nprivate_key: |\n', ''],
        ['import boto3\n\nsso = {"saml": {"key": """', '"""}}\n'],
        ['// an idiot-proof key\nkey = "', '"\n'],
      ]),
      // a digest that holds `ec2`
      (s) => ({ text: key(s, '', '').text, path: `keystore/${s.hex(40)}0ec2${s.hex(20)}_sk` }),
      () => ({ text: '-----BEGIN RSA PRIVATE KEY-----\n…\n-----END RSA PRIVATE KEY-----', path: 'ec2.pem' }),
    ],
  },
};

/** The base64 between the BEGIN and END lines, without line ends in any notation. */
function bodyOf(value: string): string {
  const text = framed(value);
  const lines = text.split('\n');
  // in a patch each line starts with a plus sign
  const isPatch = lines.length > 3 && lines.slice(1, -1).every((line) => line.startsWith('+'));
  const plain = isPatch ? lines.map((line) => line.replace(/^\+/, '')).join('\n') : text;
  return plain.replace(/\\[nrt]/g, '').replace(/[^A-Za-z0-9/+=]/g, '');
}

/** The offset of the first line of prose, or the length of the value. */
function textIn(value: string): number {
  const offset = value.startsWith('PuTTY') ? -1 : value.search(/\n[^\n]*[A-Za-z]{2} [A-Za-z]{2}/);
  return offset === -1 ? value.length : offset;
}

/**
 * True if the value is a complete private key. DER starts with a sequence, which is M in base64; the formats of OpenSSH and
 * PuTTY have other starts. Dots mean that a part was left out. Too much text that is neither base64 nor the syntax of a
 * literal means that other code follows the start of a key.
 */
function isKey(value: string): boolean {
  const body = bodyOf(value);
  const other = value.startsWith('PuTTY')
    ? 0
    : framed(value).replace(/\\[nrt]|[\sA-Za-z0-9/+=\\"'`.,&|>#]/g, '').length;
  return (
    body.length >= 64 &&
    /^(?:M[A-Za-z]|b3BlbnNzaC1r|AAA)/.test(body) &&
    !/\.{3}|…|\*{3}/.test(value) &&
    !/([A-Z0-9])\1{15}/i.test(body.slice(0, 64)) &&
    other * 20 <= body.length
  );
}

function framed(value: string): string {
  return value.startsWith('PuTTY')
    ? value.replace(/^[^]*Private-Lines: \d+/, '')
    : value.replace(/-----[A-Z ]+-----/g, '');
}

/**
 * True if the nearest evidence says that a key is for an AWS machine or service: its own name or comment, the block that it
 * is in, text that AWS tools write next to it, or its file name. A key that is named for tokens or certificates is not
 * reported, even if AWS is mentioned around it.
 */
function hasEvidence(match: Match, evidence: Evidence): boolean {
  const owner = evidence.ownerOfKey(match);
  if (owner !== 'unknown') return owner === 'aws';
  if (evidence.hasNear(match, KEY_PAIRS) || evidence.hasNear(match, MACHINES, 5)) return true;
  return evidence.ownerOfKeyByFile() === 'aws';
}

/** Text that AWS tools write next to a private key. */
const KEY_PAIRS =
  /aws_(?:lightsail_)?key_pair|AWS::EC2::KeyPair|create-key-pair|aws_cloudfront_(?:public_key|key_group)|\bAPKA[A-Z2-7]{16}|"certificatePem"|cloudfront-signer/g;

/** A login to an EC2 machine, a CloudFront key pair, or a command for either. */
const MACHINES =
  /(?:\b|(?<=\\[nrt]))(?:ec2-user\b|ec2-\d{1,3}(?:-\d{1,3}){3}|aws (?:ec2|lightsail|cloudfront|iot) [a-z])|key[_-]?pair[_-]?id/gi;

/** Returns examples with a key between two texts, in a file with a given path. */
function keysIn(
  texts: readonly (readonly [before: string, after: string, path?: string])[],
): ((s: FakeCredentials) => Example)[] {
  return texts.map(
    ([before, after, path]) =>
      (s) =>
        key(s, before, after, path),
  );
}

function key(s: FakeCredentials, before: string, after: string, path?: string): Example {
  const lines = `MIIE${s.bytes(600).toString('base64')}`.match(/.{1,64}/g) ?? [];
  const text = `-----BEGIN RSA PRIVATE KEY-----\n${lines.join('\n')}\n-----END RSA PRIVATE KEY-----`;
  const example = {
    text: `${before}${text}${/^["'`]/.test(after) ? '' : '\n'}${after}`,
    value: lines.join(''),
  };
  return path === undefined ? example : { ...example, path };
}
