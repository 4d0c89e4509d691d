import type { Evidence } from '../evidence/index.ts';
import type { Match } from '../match.ts';
import { type Example, type Rule } from '../rule.ts';
import type { Sample } from '../sample.ts';

/**
 * A private key that opens something at AWS: an EC2 or Lightsail instance, CloudFront's signed addresses, an IoT device.
 * Private keys as such are not AWS's business, so the file's name or the text near it must say so. One under a pass phrase
 * is none.
 */
export const privateKey: Rule = {
  id: 'aws-private-key',
  severity: 'critical',
  // the blank of PRIVATE KEY may be an escape
  sentinels: [/[Emp02] ?KEY--|PuTTY/],
  pattern:
    /-----BEGIN (?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----[^-]{64,16384}(?:-----END [A-Z ]{0,16}PRIVATE KEY-----)?|PuTTY-User-Key-File-\d: [^\n]{1,40}\n(?=Encryption: none)(?:[^\n]{0,200}\n){1,60}?Private-Lines: \d{1,3}\r?\n(?:[A-Za-z0-9/+=]{4,128}\r?\n?){2,200}/g,
  // a key that was cut off may stand before a text
  expand: ({ value, start }) => ({ value: value.slice(0, textIn(value)), start }),
  confirm: (match, evidence) => (isKey(match.value) && hasEvidence(match, evidence) ? 'credential' : 'none'),
  canonical: bodyOf,
  shows: 'start',
  docs: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html',
  examples: {
    found: [
      (s) => key(s, '', '', 'deploy/my-ec2-key.pem'),
      (s) => key(s, '', '', 'LightsailDefaultKey-ap-northeast-1.pem'),
      (s) => key(s, '', '', `pk-APKA${s.accessKeyId().slice(4)}.pem`),
      (s) => key(s, '', '', `certs/${s.hex(10)}-private.pem.key`),
      (s) => key(s, 'resource "aws_key_pair" "deploy" {\n  private = <<EOT\n', 'EOT\n}\n'),
      (s) => key(s, 'EC2_PRIVATE_KEY="', '"\n'),
      (s) => key(s, '', '', 'keys/aws/prod.pem'),
      (s) => key(s, '# ssh -i key.pem ec2-user@ec2-1-2-3-4.compute-1.amazonaws.com\n', ''),
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
      () => ({ text: '-----BEGIN RSA PRIVATE KEY-----\n…\n-----END RSA PRIVATE KEY-----', path: 'ec2.pem' }),
    ],
  },
};

/** The base64 between the frame's lines, without line ends, however they are written. */
function bodyOf(value: string): string {
  const text = framed(value);
  const lines = text.split('\n');
  // every line of a patch begins with a sign
  const isPatch = lines.length > 3 && lines.slice(1, -1).every((line) => line.startsWith('+'));
  const plain = isPatch ? lines.map((line) => line.replace(/^\+/, '')).join('\n') : text;
  return plain.replace(/\\[nrt]/g, '').replace(/[^A-Za-z0-9/+=]/g, '');
}

/** Where lines of words begin in it, or its end. */
function textIn(value: string): number {
  const at = value.startsWith('PuTTY') ? -1 : value.search(/\n[^\n]*[A-Za-z]{2} [A-Za-z]{2}/);
  return at === -1 ? value.length : at;
}

/**
 * DER begins with a sequence, which in base64 is M; OpenSSH's own form and PuTTY's begin otherwise. Dots stand for a part
 * left out; and what is not base64 in between, but for what code puts there, is code that follows on the start of a key.
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

function hasEvidence(match: Match, evidence: Evidence): boolean {
  return (
    evidence.isIn(KEY_FILE) || evidence.hasNear(match, AWS_WORDS) || evidence.hasNear(match, LOOSE_WORDS, 5)
  );
}

/** A file or folder that is named after AWS or a service with keys of its own, and what their consoles hand out. */
const KEY_FILE =
  /(?:^|\/)(?:[^/]{0,80}[^A-Za-z/])?(?:aws|amazon|ec2|lightsail|cloudfront)[^/]{0,80}$|(?:^|\/)\.?(?:aws|ec2|lightsail|cloudfront)\/|(?:^|\/)(?:LightsailDefaultKey[^/]{0,80}|(?:pk|rsa)-APKA[A-Z0-9]{16,17}\.pem)|-private\.pem\.key$|\.private\.key$/i;

/** What says so by itself, up to the evidence distance. */
const AWS_WORDS =
  /aws_key_pair|ec2-user|ec2-[\d-]{7,15}|amazonaws\.com|lightsail|cloudfront|AKIA[A-Z2-7]{16}|APKA[A-Z2-7]{16}|dpopKey|aws:ec2|"KeyMaterial"/gi;

/** What says so close to the key; not in the middle of a word or of base64. */
const LOOSE_WORDS =
  /(?:(?<![A-Za-z0-9+/=])|(?<=\\[nrt]))(?:aws|AWS|Aws|amazon|Amazon|ec2|EC2|Ec2)(?![a-z0-9+/=])|_(?:AWS|aws|EC2|ec2)\b/g;

function key(s: Sample, before: string, after: string, path?: string): Example {
  const lines = `MIIE${s.bytes(600).toString('base64')}`.match(/.{1,64}/g) ?? [];
  const text = `-----BEGIN RSA PRIVATE KEY-----\n${lines.join('\n')}\n-----END RSA PRIVATE KEY-----`;
  const example = { text: `${before}${text}\n${after}`, value: lines.join('') };
  return path === undefined ? example : { ...example, path };
}
