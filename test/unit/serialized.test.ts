import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { looksRandom } from '../../src/rules/values/randomness.ts';
import { cases } from '../helpers/cases.ts';
import { seed } from '../helpers/seed.ts';
import { MAPS, TABLES } from '../helpers/serialized.ts';
import { NOW, scanText } from '../helpers/text.ts';
import { detect } from '../../src/scan/detect.ts';
import { rules } from '../../src/rules/index.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';

const ROUNDS = cases(5, 25);

async function fingerprintsIn(bytes: Buffer): Promise<string[]> {
  return (await scanText(bytes, 'data.bin')).findings.map((finding) => finding.fingerprint);
}

describe.each(Object.entries(MAPS))('in %s', (_format, write) => {
  test('finds an access key ID', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new FakeCredentials(seed + round);
      const id = s.accessKeyId(s.pick(['AKIA', 'ASIA']));
      const name = s.pick(['aws_access_key_id', 'accessKeyId', 'id', 'prod']);
      expect(await fingerprintsIn(write([[name, id]]))).toEqual([fingerprint(id)]);
    }
  });

  test('finds a secret access key by its name', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new FakeCredentials(seed + round);
      const secret = s.secretAccessKey();
      if (!looksRandom(secret)) continue;
      const name = s.pick([
        'aws_secret_access_key',
        'AWS_SECRET_ACCESS_KEY',
        'secretAccessKey',
        'aws_secret_key',
      ]);
      expect(await fingerprintsIn(write([[name, secret]])), name).toContain(fingerprint(secret));
    }
  });

  test('finds keys and tokens with a distinctive prefix', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new FakeCredentials(seed + round);
      const [name, value] = s.pick<[string, string]>([
        ['api_key', s.appsyncApiKey()],
        ['mws', s.mwsAuthToken()],
        ['bedrock', s.bedrockApiKey()],
        ['aws_session_token', s.sessionToken(76)],
        ['token', s.sessionToken(76)],
      ]);
      if (value.length > 127) continue;
      expect(await fingerprintsIn(write([[name, value]])), name).toContain(fingerprint(value));
    }
  });

  test('finds a user name and password for SMTP', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new FakeCredentials(seed + round);
      const [id, password] = [s.accessKeyId(), s.sesSmtpPassword()];
      if (!looksRandom(password)) continue;
      const found = await fingerprintsIn(
        write([
          ['smtp_user', id],
          ['smtp_password', password],
        ]),
      );
      expect(found).toContain(fingerprint(password));
    }
  });

  test('finds a pair', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new FakeCredentials(seed + round);
      const [id, secret] = [s.accessKeyId(), s.secretAccessKey()];
      if (!looksRandom(secret)) continue;
      const found = await fingerprintsIn(
        write([
          ['aws_access_key_id', id],
          ['aws_secret', secret],
        ]),
      );
      expect(found).toContain(fingerprint(id));
      expect(found).toContain(fingerprint(secret));
    }
  });
});

describe.each(Object.entries(TABLES))('in a table of %s', (_format, write) => {
  test('finds an access key ID and a secret access key', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new FakeCredentials(seed + round);
      const [id, secret] = [s.accessKeyId(), s.secretAccessKey()];
      if (!looksRandom(secret)) continue;
      const found = await fingerprintsIn(write([id, secret]));
      expect(found).toContain(fingerprint(id));
      expect(found).toContain(fingerprint(secret));
    }
  });
});

describe('finds nothing in', () => {
  const framed = (text: string | Buffer) =>
    Buffer.concat([Buffer.from('\x02\0\0\x1f'), Buffer.from(text), Buffer.from('\0\x01')]);

  test.each<[string, (s: FakeCredentials) => Buffer]>([
    ['random bytes', (s) => framed(s.bytes(200_000))],
    ['a long base32 text', (s) => framed(s.base32(300) + s.accessKeyId() + s.base32(300))],
    ['a digest in base32', (s) => framed(`${s.base32(6)}${s.accessKeyId()}${s.base32(6)}`)],
    [
      'amino acids',
      (s) => framed(`${s.string('ACDEFGHIKLMNPQRSTVWY', 90)}AKIA${s.string('ACDEFGHIKLMNPQRSTVWY', 90)}`),
    ],
    [
      'strings in a program without separators',
      (s) =>
        framed(
          `aws_secret_access_key${s.pick(['AssumeRoleWithWebIdentityCredentialsProvider', 'RequestCanceledCredentialsNotFoundInSharedConfig'])}bad record`,
        ),
    ],
    [
      'symbol names',
      () =>
        framed(
          'secretAccessKey\0P_getSharedCredentialsFileNameFromProfile1\0AwsSecretAccessKeyProviderFactoryImpl\0',
        ),
    ],
    ['a long value after a name', (s) => framed(`secretKey${s.bytes(300).toString('base64')}`)],
    ['hexadecimal digits after a name', (s) => framed(`aws_secret_access_key${s.hex(40)}`)],
    ['words in capital letters', () => framed('ASIAPACIFICNORTHEASTREGION\0XASIADEVELOPMENTBANKS')],
    // backwards, because keyward itself must pass where it is packed
    [
      'a sentence in capital letters without blanks',
      () => framed(Array.from('REVOLLEFECIRFOKCASAAISANIYADOT').toReversed().join('')),
    ],
    ['a random text of 41 letters', (s) => framed(`checksum\0${s.secretAccessKey()}N`)],
    [
      'an ID in a longer word of a text',
      (s) => Buffer.from(`\0${'\n'.repeat(30)}x${s.accessKeyId()}Q${' '.repeat(600)}\0`),
    ],
    [
      'a secret in a longer word of a text',
      (s) => Buffer.from(`aws_secret_access_key = ${s.secretAccessKey()}N\n`),
    ],
  ])('%s', async (_name, make) => {
    for (let round = 0; round < ROUNDS; round += 1)
      expect(await fingerprintsIn(make(new FakeCredentials(seed + round)))).toEqual([]);
  });
});

test.each([-70, -30, -10, 0])(
  'finds a pair %d bytes from the start of a window or piece of a large file',
  async (from) => {
    const s = new FakeCredentials(seed);
    const [id, secret] = [s.accessKeyId(), s.secretAccessKey()];
    const bytes = Buffer.alloc(9 << 20, '\0 a program\n');
    for (const at of [1 << 20, 4 << 20, 8 << 20])
      MAPS['Java serialization']?.([
        ['accessKey', id],
        ['secretKey', secret],
      ]).copy(bytes, at + from);
    async function* parts() {
      for (let at = 0; at < bytes.length; at += 1 << 20)
        yield await Promise.resolve(bytes.subarray(at, at + (1 << 20)));
    }
    const whole = new Set<string>();
    const inPieces = new Set<string>();
    for await (const part of extractTexts('data.bin', bytes))
      if (!('reason' in part)) for (const { value } of detect(part, rules, NOW)) whole.add(value);
    for await (const part of extractTexts('data.bin', parts()))
      if (!('reason' in part)) for (const { value } of detect(part, rules, NOW)) inPieces.add(value);
    expect(whole).toEqual(new Set([id, secret]));
    expect(inPieces).toEqual(whole);
  },
);
