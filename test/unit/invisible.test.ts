import { describe, expect, test } from 'vitest';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { INVISIBLE_RANGES } from '../../src/decode/characters.ts';
import { candidateRegions } from '../../src/prefilter/candidate-regions.ts';
import { ESCAPES_OF_INVISIBLES, INVISIBLES } from '../helpers/coded.ts';
import { seed } from '../helpers/seed.ts';
import { findingsIn } from '../helpers/text.ts';

test('invisible characters are those with the property Default_Ignorable_Code_Point', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0x10_ffff; code += 1) {
    const isIgnorable = /^\p{Default_Ignorable_Code_Point}$/u.test(String.fromCodePoint(code));
    if (isIgnorable !== INVISIBLE_RANGES.some(([first, last]) => first <= code && code <= last))
      wrong.push(code.toString(16));
  }
  // U+2065 is unassigned, and some versions of Unicode do not include it
  expect(wrong.filter((code) => code !== '2065')).toEqual([]);
});

describe('an invisible character', () => {
  const ways = [{ name: 'unescaped', escape: String }, ...ESCAPES_OF_INVISIBLES];
  test.each(ways)('does not hide a key or a name: $name', async ({ escape }) => {
    const missed: string[] = [];
    for (const [nth, invisible] of INVISIBLES.entries()) {
      const s = new FakeCredentials(seed + nth);
      const id = s.accessKeyId();
      const secret = s.secretAccessKey();
      const hidden = escape(invisible);
      const texts = {
        id: `x = "${id.slice(0, 2)}${hidden}${id.slice(2)}"\n`,
        secret: `aws_secret_access_key = "${secret.slice(0, 17)}${hidden}${secret.slice(17)}"\n`,
        name: `aws_sec${hidden}ret_access_key = "${secret}"\n`,
        label: `シークレット${hidden}アクセスキー: "${secret}"\n`,
        several: `x = "${Array.from(id).join(hidden)}"\n`,
      };
      for (const [kind, text] of Object.entries(texts)) {
        const found = await findingsIn(text);
        const parts = candidateRegions({ path: 'a.txt', bytes: Buffer.from(text) });
        if (found.length !== 1 || parts?.length === 0)
          missed.push(`${kind} U+${invisible.codePointAt(0)?.toString(16)}`);
      }
    }
    expect(missed).toEqual([]);
  });

  test.each(['⚠️ Warning', 'ready 🏳️‍🌈 set', '👩🏽‍💻 code', '1️⃣ first', '❤️'])(
    'is ignored as part of an emoji: %s',
    (text) => {
      expect(candidateRegions({ path: 'a.txt', bytes: Buffer.from(`${text}\n`) })).toEqual([]);
    },
  );
});
