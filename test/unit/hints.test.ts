import { describe, expect, test } from 'vitest';
import type { Rule } from '../../src/rules/rule.ts';
import { rules } from '../../src/rules/index.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { lettersOf } from '../../src/prefilter/keyword-to-ere.ts';
import { candidateRegions } from '../../src/prefilter/candidate-regions.ts';
import { extractTexts } from '../../src/decode/extract-texts.ts';
import { CHARACTER_CODES, type Code, codedTwice, PART_CODES } from '../helpers/coded.ts';
import { cases } from '../helpers/cases.ts';
import { keywordsOf } from '../helpers/keywords.ts';
import { seed } from '../helpers/seed.ts';

/** The rules whose keywords the prefilter searches for; values of the other rules are base64 of text. */
const RULES = rules.filter(({ isBase64OfText }) => isBase64OfText !== true);
/** The number of keywords to test per rule: some rules have hundreds. */
const MAX_KEYWORDS = 24;

interface Case {
  readonly name: string;
  readonly text: string;
}

/** Returns the cases in which the prefilter misses a keyword. */
async function missedBy(rule: Rule, all: readonly Case[]): Promise<string[]> {
  const bytes = all.map(({ text }) => Buffer.from(text));
  const parts = bytes.map((content) => candidateRegions({ path: 'a.txt', bytes: content }));
  const missed: string[] = [];
  for (const [index, { name, text }] of all.entries())
    if (parts[index]?.length === 0 && (await isSeenIn(rule, text))) missed.push(`${name}: ${text}`);
  return missed;
}

/** True if a keyword of a rule is in any decoded form of a text. */
async function isSeenIn({ keywords, keywordTexts = [] }: Rule, text: string): Promise<boolean> {
  for await (const part of extractTexts('a.txt', Buffer.from(text))) {
    if ('reason' in part) return true;
    if (keywords.some((keyword) => keyword.test(part.text))) return true;
    if (keywordTexts.some((word) => part.text.includes(word))) return true;
  }
  return false;
}

function someKeywords(rule: Rule, s: FakeCredentials): string[] {
  const all = keywordsOf(rule);
  if (all.length <= MAX_KEYWORDS) return all;
  return Array.from({ length: MAX_KEYWORDS }, () => all[s.integer(all.length)] ?? '');
}

/** Returns a text with a keyword, a part of which is encoded. */
function caseOf(keyword: string, at: number, end: number, written: { text: string; code: string }): Case {
  const text = `id "x ${keyword.slice(0, at)}${written.text}${keyword.slice(end)} = y" of`;
  return { name: `${keyword} at ${at}-${end}, ${written.code}`, text };
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('finds the keywords of %s', (_, rule) => {
  const s = new FakeCredentials(seed);
  const words = someKeywords(rule, s);

  test('unencoded', async () => {
    expect(words.length).toBeGreaterThan(0);
    const all = words.map((word) => caseOf(word, 0, 0, { text: '', code: 'plain' }));
    for (const { text } of all) expect(await isSeenIn(rule, text)).toBe(true);
    expect(await missedBy(rule, all)).toEqual([]);
  });

  test('with one or all characters in any encoding', async () => {
    const all = words.flatMap((word) => [
      ...Array.from(word).flatMap((character, at) =>
        CHARACTER_CODES.flatMap(({ name, encode }) => {
          const text = encode(character);
          return text === undefined ? [] : [caseOf(word, at, at + 1, { text, code: name })];
        }),
      ),
      ...PART_CODES.flatMap(({ name, encode }) => {
        const text = encode(word);
        return text === undefined ? [] : [caseOf(word, 0, word.length, { text, code: name })];
      }),
    ]);
    expect(await missedBy(rule, all)).toEqual([]);
  });

  test('in nested encodings', async () => {
    const all = words.flatMap((word) =>
      Array.from({ length: 60 }, (_item, index) => {
        const at = index < 10 ? 0 : s.integer(word.length);
        const end = index < 10 ? word.length : at + 1;
        return caseOf(word, at, end, codedTwice(word.slice(at, end), s));
      }),
    );
    expect(await missedBy(rule, all)).toEqual([]);
  });
});

/** What may stand between two parts of a literal. */
const SEAMS = [
  ...['" + "', '" r"', '"\n\t\tb"', '" +\n  u"', '").concat("', '".concat(\n  "', '" & _\n  "', '\\\n  '],
  ...['" +\r\n  u"', '".concat(\r\n  "', '" & _\r\n  "', '\\\r\n  '],
] as const;

/** Returns a keyword that is split over two literals, and of which one character is an escape or beside something invisible. */
function splitWithEscape(word: string, s: FakeCredentials): Case {
  const [split, at] = [1 + s.integer(word.length - 1), s.integer(word.length)];
  const { name, encode } = s.pick(CHARACTER_CODES as [Code, ...Code[]]);
  const plain = word.charAt(at);
  const coded = encode(plain) ?? plain;
  const isBefore = coded.length > 1 && coded.startsWith(plain) && s.integer(2) === 0;
  const written = Array.from(word);
  written[at] = isBefore ? coded.slice(1) + plain : coded;
  const parts = [written.slice(0, split).join(''), written.slice(split).join('')];
  return {
    name: `${word} at ${split}, ${name} at ${at}`,
    text: `id "x ${parts.join(s.pick(SEAMS))} = y" of`,
  };
}

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  'finds the split keywords of %s with an escape',
  async (_, rule) => {
    const s = new FakeCredentials(seed);
    const all = someKeywords(rule, s).flatMap((word) =>
      Array.from({ length: cases(40, 400) }, () => splitWithEscape(word, s)),
    );
    expect(await missedBy(rule, all)).toEqual([]);
  },
);

describe('finds a keyword split over two literals', () => {
  const rule = rules.find(({ id }) => id === 'aws-access-key-id') as Rule;
  const caseOfJoint = (joint: string, name: string): Case => ({
    name,
    text: `x = "AK${joint}IA${new FakeCredentials(seed).accessKeyId().slice(4)}";`,
  });
  test.each([
    '" + "',
    '" r"',
    '"\tr"',
    '"\n\t\tb"',
    '" +\n  u"',
    '").concat("',
    '" .append( b"',
    '"\n  .concat("',
    '" & _\n  "',
    '\\\n  ',
    '\\%0a',
    String.raw`".concat\u0028"`,
    '</w:t></w:r><w:r><w:t>',
    String.raw`\u003c/w:t\u003e\u003c/w:r\u003e\u003cw:r\u003e\u003cw:t\u003e`,
    '</w:t></w:r><w:r w:rsidR="0"><w:t xml:space="preserve">',
  ])('concatenated by %j, unescaped and escaped for JSON and HTML', async (joint) => {
    const all = [
      caseOfJoint(joint, 'unescaped'),
      caseOfJoint(joint.replaceAll('"', '\\"'), 'for JSON'),
      caseOfJoint(
        joint.replace(/[<>"&]/g, (sign) => `&#${sign.charCodeAt(0)};`),
        'for HTML, by number',
      ),
      caseOfJoint(joint.replaceAll('"', '&quot;'), 'for HTML, by name'),
    ];
    expect(await isSeenIn(rule, all[0]?.text ?? '')).toBe(true);
    expect(await missedBy(rule, all)).toEqual([]);
  });
});

test.each([
  'https://example.com/a%20b?x=1%3A2&amp;y=%2Fpath%2Fto%2Ffile',
  String.raw`const path = /^https?:\/\/cdn\/assets\n/.exec("a\tb\n");`,
  '<p>It&#39;s &quot;done&quot;&nbsp;&mdash; 1 &lt; 2 &amp;&amp; 3 &gt; 2</p>',
  String.raw`printf "\033[1mTotal:\033[0m %d\n" 3`,
  String.raw`log("done\x1b[0m " + name + '\u001b[31m')`,
  'const sum = a % 25 + b && c | d; // 50%: half',
  '説明: ラベルを入力してください（例：名前）',
  'https://ja.wikipedia.org/wiki/%E3%82%A4%E3%83%B3%E3%82%BF%E3%83%BC%E3%83%8D%E3%83%83%E3%83%88',
  '"engines": {\n  "node": ">=20"\n},\n"engines": {\n  "node": ">=18"\n}',
  '"integrity": "sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg=="',
])('finds no hint in ordinary text: %s', (text) => {
  expect(candidateRegions({ path: 'a.txt', bytes: Buffer.from(`${text}\n`) })).toEqual([]);
});

test('rejects a keyword that ends with punctuation', () => {
  expect(() => lettersOf(/account:/)).toThrow(TypeError);
});
