import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { messagesFor } from '../../src/messages/index.ts';
import { jsonReport } from '../../src/report/json.ts';
import { textReport } from '../../src/report/text.ts';
import { reportContext } from '../helpers/report-context.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn, scanText } from '../helpers/text.ts';

const options = { seed, numRuns: 400 };
const anyKey = fc.integer().map((n) => new FakeCredentials(n));

/** Assignments of a secret key to a name that indicates AWS, with % for the value. */
const NAMED = [
  ...[
    'aws_secret_access_key = %',
    'AWS_SECRET_ACCESS_KEY=%',
    'export AWS_SECRET_ACCESS_KEY="%"',
    "aws_secret_access_key: '%'",
  ],
  ...[
    '"SecretAccessKey": "%",',
    'secretAccessKey: "%" });',
    'const awsSecret = `%`;',
    'let secretAccessKey: string = "%"',
  ],
  ...[
    'ENV AWS_SECRET_ACCESS_KEY %',
    'docker run -e AWS_SECRET_ACCESS_KEY=% img',
    'aws configure set aws_secret_access_key %',
  ],
  ...[
    '<secretAccessKey>%</secretAccessKey>',
    '<name>fs.s3a.secret.key</name><value>%</value>',
    'cloud.aws.credentials.secret-key=%',
  ],
  ...[
    'AWS.config(:secret_access_key => "%")',
    'process.env.AWS_SECRET_ACCESS_KEY || "%"',
    'x = os.environ.get("AWS_SECRET_ACCESS_KEY", "%")',
  ],
  ...[
    '?aws_secret_access_key=%&x=1',
    'S3_SECRET=%',
    'AMAZON_SECRET = "%"',
    'var AwsSecretKey = Some("%")',
    '--aws-secret-key %',
  ],
];

const filler = fc.array(fc.constantFrom('', 'x = 1', '// 日本語のコメント', '\tindent {', 'é'), {
  maxLength: 30,
});

describe('a random secret access key', () => {
  test('is found by its name in every syntax, at its line and column', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyKey,
        fc.constantFrom(...NAMED),
        filler,
        fc.constantFrom('\n', '\r\n'),
        async (s, shape, lines, eol) => {
          const value = s.secretAccessKey();
          const at = shape.indexOf('%');
          const text = [...lines, shape.replace('%', () => value), ...lines].join(eol);
          const found = (await findingsIn(text)).filter(({ ruleId }) => ruleId === 'aws-secret-access-key');
          expect(found).toMatchObject([
            { line: lines.length + 1, column: at + 1, endColumn: at + 41, fingerprint: fingerprint(value) },
          ]);
        },
      ),
      options,
    );
  });

  test('is found with an access key ID nearby, before or after it', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, fc.nat(18), fc.boolean(), async (s, distance, idFirst) => {
        const [value, id] = [s.secretAccessKey(), s.accessKeyId(s.pick(['AKIA', 'ASIA']))];
        const ends = idFirst ? [id, `k: "${value}"`] : [`k: "${value}"`, id];
        const text = [ends[0], ...Array<string>(distance).fill('…'), ends[1]].join('\n');
        const found = (await findingsIn(text)).map((finding) => finding.fingerprint);
        expect(found.toSorted()).toEqual([fingerprint(value), fingerprint(id)].toSorted());
      }),
      options,
    );
  });

  test('is found in UTF-16 at the same position, with and without a byte order mark', async () => {
    await fc.assert(
      fc.asyncProperty(anyKey, filler, fc.boolean(), fc.boolean(), async (s, lines, mark, bigEndian) => {
        const value = s.secretAccessKey();
        const text = [...lines, `[default]\naws_secret_access_key = ${value}`].join('\n');
        const bytes = Buffer.from(mark ? `\uFEFF${text}` : `[profile one]\n`.repeat(20) + text, 'utf16le');
        const [found] = await findingsIn(bigEndian ? bytes.swap16() : bytes);
        const line = lines.length + 2 + (mark ? 0 : 20);
        expect(found).toMatchObject({ line, column: 25, fingerprint: fingerprint(value) });
      }),
      options,
    );
  });
});

test('no report contains more of a value than the contract allows', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyKey,
      fc.constantFrom('en' as const, 'ja' as const),
      fc.boolean(),
      async (s, language, verbose) => {
        const values = [
          s.secretAccessKey(),
          s.accessKeyId(),
          s.accessKeyId('ASIA'),
          s.sessionToken(),
          s.bedrockApiKey(),
        ];
        const [secret, id, temporary, token, bedrock] = values;
        const text = `aws_secret_access_key=${secret}\n${id} ${temporary}\nt=${token}\nb=${bedrock}\n`;
        const result = await scanText(text, `${id}/${temporary}.txt`);
        expect(result.findings.map(({ fingerprint: mark }) => mark)).toEqual(
          expect.arrayContaining(values.map(fingerprint)),
        );
        const more = { verbose, commitPaths: ['a b.txt'], width: 60 };
        const context = reportContext(messagesFor(language), more);
        const output = textReport(result, context) + jsonReport(result);
        for (const value of values) expect(shares(output, value, 9), value.slice(0, 4)).toBe(false);
        for (const value of [secret, token, bedrock]) expect(output).not.toContain(value?.slice(0, 5));
      },
    ),
    { ...options, numRuns: 100 },
  );
});

/** True if the text contains any part of the value with the given length. */
function shares(text: string, value: string, length: number): boolean {
  return Array.from({ length: value.length - length + 1 }, (_, at) => value.slice(at, at + length)).some(
    (piece) => text.includes(piece),
  );
}
