import { describe, expect, test } from 'vitest';
import { Sample } from '../../src/core/sample.ts';
import { looksRandom } from '../../src/core/values/randomness.ts';
import { seed } from '../helpers/seed.ts';
import { MAPS, TABLES } from '../helpers/serialized.ts';
import { scanText } from '../helpers/text.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';

const ROUNDS = 25;

async function fingerprintsIn(bytes: Buffer): Promise<string[]> {
  return (await scanText(bytes, 'data.bin')).findings.map((finding) => finding.fingerprint);
}

describe.each(Object.entries(MAPS))('in %s', (_format, write) => {
  test('finds an access key ID', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new Sample(seed + round);
      const id = s.accessKeyId(s.pick(['AKIA', 'ASIA']));
      const name = s.pick(['aws_access_key_id', 'accessKeyId', 'id', 'prod']);
      expect(await fingerprintsIn(write([[name, id]]))).toEqual([fingerprint(id)]);
    }
  });

  test('finds a secret access key by its name', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new Sample(seed + round);
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

  test('finds a pair', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const s = new Sample(seed + round);
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
      const s = new Sample(seed + round);
      const [id, secret] = [s.accessKeyId(), s.secretAccessKey()];
      if (!looksRandom(secret)) continue;
      const found = await fingerprintsIn(write([id, secret]));
      expect(found).toContain(fingerprint(id));
      expect(found).toContain(fingerprint(secret));
    }
  });
});
