import type { FakeCredentials } from '../../src/rules/fake-credentials.ts';

const WORDS =
  `access account action archive array auth backup balance base batch bucket build button cache call card catalog
  center change channel chart check client cloud cluster code color column command common component config connection
  container content context control core counter create cursor customer dashboard data database date default delete deploy
  detail device dialog directory document domain download driver editor element email engine entity entry environment error
  event example export factory feature field file filter folder format frame function gateway global graph group handler
  header helper history image import index info input instance interface invoice item job key label language layer layout
  library limit line link list loader local location log login main manager map message method metric migration mock model
  module monitor network node notification object option order output package page panel parser password path payment
  permission plugin policy pool port process product profile project property provider proxy query queue read record region
  registry report repository request resource response result role root route rule scanner schema scope search security
  select server service session setting shape share source stack state status storage store stream string style subscription
  summary system table target task template test text theme thread time token tool topic trace transaction type update
  upload user utils validator value version video view widget window worker workflow wrapper write`
    .trim()
    .split(/\s+/);

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Returns a value without `/` and `+`, like 28 % of all secret access keys. */
const lettersAndDigits = (s: FakeCredentials) => s.string(`${LETTERS}0123456789`, 40);

/** Returns a key ID of another S3 store. */
const otherId = (s: FakeCredentials) =>
  `${s.pick(['Q3', 'DO', 'W9', '4K'])}${s.string('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', 17)}7`;

/** Returns a word for a part of a name. */
const part = (s: FakeCredentials) =>
  s.pick([
    'app',
    'paystack',
    'cron',
    'enigma',
    'my',
    'nocaptcha',
    'user',
    'acme',
    'rollbar',
    'billing',
    'flask',
  ]);

/** Returns a name that says only secret, in some language. */
const bareName = (s: FakeCredentials) =>
  s.pick([
    `${part(s)}_secret = "%"`,
    `${part(s).toUpperCase()}_SECRET=%`,
    'SECRET_KEY=%',
    'ACCESS_SECRET=%',
    'secretKey: "%",',
    "'secret' => '%',",
    '"SECRET": "%"',
    '$secret = "%";',
    'secret: process.env.SECRET || "%",',
    `<${part(s)}Secret>%</${part(s)}Secret>`,
    'var secrets = []string{\n\t"x",\n\t"%",\n}',
    'want: []string{validSecretPattern, "%"},',
    '--secret-key %',
    'secret is %',
    'export const secret = "%";',
    'data:\n  secret:\n    default: "%"',
  ]);

/** Returns lines of code that do not mention AWS. */
const otherCode = (s: FakeCredentials) =>
  Array.from(
    { length: s.integer(60) },
    () =>
      `${word(s)}.${word(s)}(${word(s)}) // ${s.pick(['laws', 'flaws', 'process', 'uses3', 'niamey', 'hours'])}`,
  ).join('\n');

const pem = (s: FakeCredentials) =>
  `-----BEGIN PRIVATE KEY-----\nMIIE${s.bytes(600).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END PRIVATE KEY-----`;

/** Returns lines that mention AWS, but not the owner of a private key near them. */
const awsNearby = (s: FakeCredentials) =>
  s.pick([
    'AWS_REGION=eu-west-1\n',
    'S3_BUCKET=uploads\n',
    'role: arn:aws:iam::200000000001:role/x\n',
    '# host: db.x.eu-west-1.rds.amazonaws.com\n\n',
    'service.beta.kubernetes.io/aws-load-balancer-type: nlb\n',
    'arn = "arn:aws:ec2:eu-west-1:200000000001:instance/i-0"\n',
    'Type: AWS::IAM::ServerCertificate\n',
    'aws:\n  profile: dev\n',
    'image: 200000000001.dkr.ecr.eu-west-1.amazonaws.com/x\n',
  ]);

/** Returns the name of a key for another purpose. */
const otherKey = (s: FakeCredentials) =>
  s.pick([
    'JWT_PRIVATE_KEY="%"',
    'tls.key: "%"',
    'ssl_key = "%"',
    '"githubAppPrivateKey": "%"',
    'FIREBASE_PRIVATE_KEY="%"',
    'service_account_key: "%"',
    'saml:\n  key: "%"',
    'certificate = { key = "%" }',
    '# the TLS key\nkey = "%"',
    'PRIVATE_KEY="%"',
    'key: "%"',
  ]);

const word = (s: FakeCredentials) => WORDS[s.integer(WORDS.length)] ?? 'word';
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Returns concatenated words, cut to a number of characters. */
function chain(s: FakeCredentials, length: number, join: (word: string, at: number) => string): string {
  let text = '';
  for (let at = 0; text.length < length; at += 1) text += join(word(s), at);
  return text.slice(0, length);
}

/** Returns a label that says secret, but not its owner; a value after it must look random to count. */
const weak = (s: FakeCredentials) =>
  s.pick([
    'secret_key = ',
    'secret: ',
    "'secret' => ",
    'secretKey="',
    'SECRET_KEY=',
    '"secret": "',
    'aws_key: ',
  ]);

/** Returns any label, with strong or weak evidence. */
const any = (s: FakeCredentials) =>
  s.pick([
    'aws_secret_access_key = ',
    'AWS_SECRET_ACCESS_KEY=',
    'secretAccessKey: "',
    'awsKey: ',
    'key=',
    'secret: ',
  ]);

/** Texts that must pass, by kind. */
export const LOOK_ALIKES: Readonly<Record<string, (s: FakeCredentials) => string>> = {
  'hexadecimal digits of any length': (s) => any(s) + s.hex(20 + s.integer(110)),
  'hexadecimal digits, upper case': (s) => any(s) + s.hex(40).toUpperCase(),
  'a UUID': (s) => any(s) + [8, 4, 4, 4, 12].map((length) => s.hex(length)).join('-'),
  'decimal digits': (s) => any(s) + s.digits(40),
  'lower case and digits': (s) => any(s) + s.string('abcdefghijklmnopqrstuvwxyz0123456789', 40),
  'a path': (s) => weak(s) + chain(s, 40, (each) => `${each}/`).replace(/\/$/, 'x'),
  'a path with capitals': (s) => weak(s) + chain(s, 40, (each, at) => (at > 3 ? capital(each) : `${each}/`)),
  'a name in camel case': (s) => weak(s) + chain(s, 40, (each, at) => (at === 0 ? each : capital(each))),
  'a name in Pascal case': (s) => weak(s) + chain(s, 40, capital),
  'a name with numbers': (s) => weak(s) + chain(s, 38, capital) + s.digits(2),
  'base64 of English': (s) =>
    weak(s) +
    Buffer.from(chain(s, 60, (each) => `${each} `))
      .toString('base64')
      .slice(0, 40),
  'a digest in base64': (s) => any(s) + s.bytes(s.pick([16, 20, 32, 48, 64])).toString('base64'),
  'a longer value': (s) => any(s) + s.bytes(33 + 3 * s.integer(20)).toString('base64'),
  'a shorter value': (s) => any(s) + s.bytes(27).toString('base64'),
  'a digest named so': (s) =>
    `${s.pick(['aws_secret_access_key_sha', 'secret_hash', 'checksum', 'etag', 'secretKeyDigest'])}: ${s.secretAccessKey()}`,
  'a value without a label': (s) =>
    `${s.pick(['x = ', 'value: ', 'id="', 'commit ', ''])}${s.secretAccessKey()}`,
  'integrity of a lock file': (s) =>
    `"aws-sdk": {\n  "integrity": "sha512-${s.bytes(64).toString('base64')}"\n}`,
  'an SSH public key': (s) =>
    `aws_secret: see below\nssh-rsa AAAAB3NzaC1yc2E${s.bytes(270).toString('base64')} ec2-user`,
  'a certificate': (s) =>
    `# for amazonaws.com\n-----BEGIN CERTIFICATE-----\n${s.bytes(480).toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----`,
  'a picture': (s) => `aws-logo: data:image/png;base64,iVBORw0KGgo${s.bytes(300).toString('base64')}`,
  'an id with a digit that none has': (s) => {
    const id = s.accessKeyId();
    const at = 4 + s.integer(16);
    return `aws_access_key_id = ${id.slice(0, at)}${s.pick(['0', '1', '8', '9'])}${id.slice(at + 1)}`;
  },
  'an id in lower case': (s) => `aws_access_key_id = ${s.accessKeyId().toLowerCase()}`,
  'an id in a longer word': (s) => s.pick(['x', 'Q', '7']) + s.accessKeyId(s.pick(['AKIA', 'ASIA'])),
  'an id that goes on': (s) => s.accessKeyId(s.pick(['AKIA', 'ASIA'])) + s.pick(['x', 'Q', '7', 'QQQQ']),
  'the id of something else': (s) =>
    `"Id": "${s.pick(['AIDA', 'AROA', 'AGPA', 'AIPA', 'ANPA', 'ANVA', 'APKA', 'ASCA', 'ABIA', 'ACCA'])}${s.accessKeyId().slice(4)}${s.pick(['', 'Q'])}"`,
  'an example with another beginning': (s) =>
    `aws_access_key_id = AKIA${s.accessKeyId().slice(4, 13)}EXAMPLE`,
  'a reference': (s) =>
    any(s) +
    s.pick([
      '${AWS_SECRET_ACCESS_KEY}',
      '{{ aws.secret_access_key }}',
      'process.env.AWS_SECRET_ACCESS_KEY',
      '<your-secret-key>',
      'var.secret_key',
      '$(vault read -field=secret aws/creds/deploy)',
      '!Ref SecretAccessKey',
      'ENC[AES256_GCM,data:abc=,type:str]',
    ]),
  'a placeholder': (s) =>
    any(s) +
    s.pick([
      'x'.repeat(40),
      'X'.repeat(40),
      'abcd'.repeat(10),
      '1234567890'.repeat(4),
      'your_aws_secret_access_key_goes_right_he',
      '0'.repeat(40),
      'REDACTED'.repeat(5),
      'EXAMPLEKEY'.repeat(4),
      'AbCd'.repeat(10),
    ]),
  'random letters beside a public word': (s) => `bucket-owner-id: ${s.string(LETTERS, 40)}`,
  'a private key of someone else': (s) =>
    `tls:\n  key: |\n    -----BEGIN PRIVATE KEY-----\n    MIIE${s.bytes(600).toString('base64')}\n    -----END PRIVATE KEY-----`,
  'a private key of someone else near words of AWS': (s) =>
    awsNearby(s) + otherKey(s).replace('%', () => pem(s)) + s.pick(['', `\n${awsNearby(s)}`]),
  'a bare secret where nothing says AWS': (s) =>
    `${otherCode(s)}\n${bareName(s).replace('%', () => lettersAndDigits(s))}\n${otherCode(s)}`,
  'the pair of another S3 store': (s) => {
    const [key, secret] = s.pick([
      ['accessKey', 'secretKey'],
      ['access_key_id', 'secret_access_key'],
      ['AccessKeyId', 'SecretAccessKey'],
      ['S3_ACCESS_KEY', 'S3_SECRET_KEY'],
      ['aws.accessKey', 's3.secretKey'],
      ['id', 'secret'],
    ]);
    return `${s.pick(['', 's3:\n', '# AWS\n'])}  ${key}: "${otherId(s)}",\n${'  region: x\n'.repeat(s.integer(4))}  ${secret}: "${s.secretAccessKey()}"\n`;
  },
  'an address that has run out': (s) => `curl '${s.presignedUrl(new Date('2020-05-05T05:05:05Z'))}'`,
  'tokens that have run out': (s) =>
    `token: ${s.eksToken(new Date('2021-01-01T00:00:00Z'))}\nAWS_BEARER_TOKEN_BEDROCK=${s.bedrockShortTermApiKey(new Date('2025-09-01T00:00:00Z'))}\n`,
};
