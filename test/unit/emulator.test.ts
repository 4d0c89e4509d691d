import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { isEmulatorKeyId } from '../../src/rules/values/emulator-accounts.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn, valuesIn } from '../helpers/text.ts';

const ROUNDS = 30;
const ACCOUNTS = ['000000000000', '123456789012'];

/** The values in a text: a real key pair, and an ID, secret and session token of an emulator. */
function values(s: FakeCredentials) {
  const account = ACCOUNTS[s.integer(2)] ?? '';
  return {
    s,
    real: s.accessKeyId(),
    realSecret: s.secretAccessKey(),
    id: s.accessKeyIdOf(account, s.pick(['AKIA', 'ASIA'])),
    secret: s.secretAccessKey(),
    token: s.sessionToken(),
  };
}

type Values = ReturnType<typeof values>;

const PASSED: Readonly<Record<string, (v: Values) => string>> = {
  'an ID alone': ({ id }) => `${id}\n`,
  'a credentials file': ({ id, secret }) =>
    `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
  'a credentials file, the secret first': ({ id, secret }) =>
    `[default]\naws_secret_access_key = ${secret}\naws_access_key_id = ${id}\n`,
  'an STS response in one line of XML': ({ id, secret, token }) =>
    `<AccessKeyId>${id}</AccessKeyId><SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${token}</SessionToken>`,
  'an STS response in JSON': ({ id, secret, token }) =>
    JSON.stringify(
      { Credentials: { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token } },
      null,
      2,
    ),
  'a session token before the secret': ({ id, secret, token }) =>
    `AWS_SESSION_TOKEN=${token}\nAWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`,
  'a pair in a literal with escaped line ends': ({ id, secret }) =>
    String.raw`"[default]\naws_access_key_id=${id}\naws_secret_access_key=${secret}\n"` + '\n',
  'a call': ({ id, secret }) => `new BasicAWSCredentials("${id}", "${secret}");\n`,
  'a row of a table': ({ id, secret }) => `dev,${id},${secret}\n`,
  'a presigned URL': ({ s, id }) =>
    `${s.presignedUrl(new Date('2099-12-31T00:00:00Z')).replace(/ASIA[A-Z2-7]{16}/, id)}\n`,
};

/** Texts with the values that must be found in them. */
const BLOCKED: Readonly<Record<string, (v: Values) => { text: string; found: string[] }>> = {
  'a real ID after the pair of an emulator': ({ real, id, secret }) => ({
    text: `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n\n\nOLD=${real}\n`,
    found: [real],
  }),
  'a real pair after the pair of an emulator': ({ real, realSecret, id, secret }) => ({
    text: `[local]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n[prod]\naws_access_key_id = ${real}\naws_secret_access_key = ${realSecret}\n`,
    found: [real, realSecret],
  }),
  'a real pair before the pair of an emulator': ({ real, realSecret, id, secret }) => ({
    text: `[prod]\naws_access_key_id = ${real}\naws_secret_access_key = ${realSecret}\n[local]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`,
    found: [real, realSecret],
  }),
  'two pairs in one line': ({ real, realSecret, id, secret }) => ({
    text: `[{"AccessKeyId":"${id}","SecretAccessKey":"${secret}"},{"AccessKeyId":"${real}","SecretAccessKey":"${realSecret}"}]\n`,
    found: [real, realSecret],
  }),
  'two pairs in one line, the secrets first': ({ real, realSecret, id, secret }) => ({
    text: `[{"SecretAccessKey":"${secret}","AccessKeyId":"${id}"},{"SecretAccessKey":"${realSecret}","AccessKeyId":"${real}"}]\n`,
    found: [real, realSecret],
  }),
  'a second secret after the pair of an emulator': ({ realSecret, id, secret }) => ({
    text: `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\nPROD_AWS_SECRET_ACCESS_KEY=${realSecret}\n`,
    found: [realSecret],
  }),
  'a secret before the pair of an emulator': ({ realSecret, id, secret }) => ({
    text: `PROD_AWS_SECRET_ACCESS_KEY=${realSecret}\nAWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`,
    found: [realSecret],
  }),
  'a secret far from the ID of an emulator': ({ realSecret, id }) => ({
    text: `TEST_ID=${id}\n${'x = 1\n'.repeat(6)}aws_secret_access_key = ${realSecret}\n`,
    found: [realSecret],
  }),
  'a secret as near to a real ID as to one of an emulator': ({ real, realSecret, id }) => ({
    text: `A=${id}\nAWS_SECRET_ACCESS_KEY=${realSecret}\nAWS_ACCESS_KEY_ID=${real}\n`,
    found: [real, realSecret],
  }),
};

describe('emulator IDs', () => {
  test.each(Object.entries(PASSED))('passes: %s', async (_, text) => {
    for (let round = 0; round < ROUNDS; round += 1)
      expect(await findingsIn(text(values(new FakeCredentials(seed + round))))).toEqual([]);
  });

  test.each(Object.entries(BLOCKED))('blocks: %s', (_, make) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { text, found } = make(values(new FakeCredentials(seed + round)));
      expect(valuesIn(text).toSorted()).toEqual(found.toSorted());
    }
  });

  test('contain one of two accounts, ignoring the last bit of the account', () => {
    const s = new FakeCredentials(seed);
    for (const account of [...ACCOUNTS, '000000000001', '123456789013'])
      expect(isEmulatorKeyId(s.accessKeyIdOf(account))).toBe(true);
    for (const account of ['000000000002', '123456789011', '123456789014', '581039954779'])
      expect(isEmulatorKeyId(s.accessKeyIdOf(account))).toBe(false);
    // issued before 2019: contains no account
    expect(isEmulatorKeyId(s.oldAccessKeyId())).toBe(false);
  });
});
