import { describe, expect, test } from 'vitest';
import { messagesFor } from '../../src/messages/index.ts';
import { blocksOf, englishOf, linksIn, type Section, sectionsOf, TRANSLATED } from '../helpers/pages.ts';

const MISSING: Section = { level: '', title: '', blocks: [], text: '' };

/** The code in a text, without sentences of keyward, which are translated. */
function codeIn(text: string): string[] {
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
  return [...new Set(code)].filter((word) => !SENTENCE.test(word)).sort();
}

const SENTENCE = /[ぁ-ん]|AWS credential/;

/** The rows of all tables, each with its cells. */
function rowsIn({ text }: Section): string[][] {
  return [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split(/(?<!\\)\|/));
}

test('the README, the allowlist, the audit and the guide for a leak are in Japanese, too', () => {
  const pages = TRANSLATED.map(({ english }) => english);
  for (const page of ['README.md', 'docs/allowlist.md', 'docs/audit.md', 'docs/respond.md'])
    expect(pages).toContain(page);
});

describe.each(TRANSLATED)('$japanese has what $english has', ({ english, japanese }) => {
  const [ENGLISH, JAPANESE] = [sectionsOf(english), sectionsOf(japanese)];
  const PAIRS = ENGLISH.map((own, index) => ({
    title: own.title,
    own,
    other: JAPANESE[index] ?? MISSING,
  }));

  test('headings', () => {
    expect(JAPANESE.map(({ level }) => level)).toEqual(ENGLISH.map(({ level }) => level));
  });

  test.each(PAIRS)('blocks of code: $title', ({ own, other }) => {
    // keyward's output is translated, and the samples of it are compared with the messages
    const codeOf = ({ blocks }: Section) =>
      blocks.map((block) => (block.language === 'text' ? 'output' : block));
    expect(codeOf(other)).toEqual(codeOf(own));
  });

  test.each(PAIRS)('tables: $title', ({ own, other }) => {
    expect(rowsIn(other).map((row) => row.length)).toEqual(rowsIn(own).map((row) => row.length));
    for (const [index, row] of rowsIn(own).entries())
      expect(codeIn((rowsIn(other)[index] ?? []).join(' '))).toEqual(codeIn(row.join(' ')));
  });

  test.each(PAIRS)('lists and paragraphs: $title', ({ own, other }) => {
    const itemsIn = ({ text }: Section) => text.match(/^(?:\*|\d+\.) /gm)?.length ?? 0;
    const paragraphsIn = ({ text }: Section) =>
      text.split(/\n{2,}/).filter((part) => part.trim() !== '').length;
    expect(itemsIn(other)).toBe(itemsIn(own));
    expect(paragraphsIn(other)).toBe(paragraphsIn(own));
  });

  test.each(PAIRS)('commands, options and files: $title', ({ own, other }) => {
    expect(codeIn(other.text)).toEqual(codeIn(own.text));
  });

  test.each(PAIRS)('links and pictures: $title', ({ own, other }) => {
    const targetsOf = (page: string, { text }: Section) =>
      linksIn(page, text)
        .map(({ path }) => englishOf(path))
        .sort();
    expect(targetsOf(japanese, other)).toEqual(targetsOf(english, own));
  });

  test.each(PAIRS)('numbers: $title', ({ own, other }) => {
    const numbersIn = ({ text }: Section) => new Set(text.match(/\d(?:[\d,.]*\d)+/g));
    const [has, needs] = [numbersIn(other), numbersIn(own)];
    expect([...needs].filter((number) => !has.has(number))).toEqual([]);
  });

  test('and is written in Japanese', () => {
    for (const { text, title } of JAPANESE) {
      const prose = text.replaceAll(/`[^`\n]*`|\]\([^)]*\)|<[^>]*>/g, 'X');
      // a sentence in English has several words in a row that are no names
      expect(prose.match(/\b[a-z]+(?: [a-z]+){3,}/g) ?? [], title).toEqual([]);
      expect(prose, title).not.toMatch(/。 (?!\*)|[，．]/);
    }
  });

  test('and links to Japanese pages where there are any, and says which links lead to English ones', () => {
    const translated = new Set(TRANSLATED.map((pair) => pair.english));
    const text = JAPANESE.map((section) => section.text).join('');
    for (const { path } of linksIn(japanese, text)) {
      if (path === english || !path.endsWith('.md')) continue;
      expect(translated.has(path), `${path} has a Japanese counterpart`).toBe(false);
    }
    for (const link of text.match(/\[[^\]]*\]\([^)]*\.md[^)]*\)(?: \(.{0,5}英語\))?/g) ?? [])
      if (!/\[English\]/.test(link) && linksIn(japanese, link).some(({ path }) => path === englishOf(path)))
        expect(link, 'not marked as English').toMatch(/英語\)$/);
  });
});

describe.each([
  { language: 'en', page: 'docs/doctor.md' },
  { language: 'ja', page: 'docs/ja/doctor.md' },
] as const)('the sample of the doctor in $page', ({ language, page }) => {
  test('has the sentences of the doctor', () => {
    const { doctor } = messagesFor(language);
    const { diagnoses } = doctor;
    const expected = [
      doctor.notGuarded(1),
      `  ✓ ${diagnoses['git-version']({ version: '2.39.5' })}`,
      `  ✓ ${diagnoses['node-version']({ version: '22.14.0' })}`,
      `  ✓ ${diagnoses.ci({ file: '.github/workflows/keyward.yml' })}`,
      `  ✓ ${diagnoses['package-ready']({})}`,
      `  ✗ ${diagnoses['hooks-path-missing']({ folder: '.husky/_', scope: 'local' })}`,
      `      ${doctor.fix('npx husky')}`,
      `  ✓ ${diagnoses.allowlist({ entries: 0 })}`,
      `  ✓ ${diagnoses.settings({ off: [] })}`,
      '',
      doctor.fixable('npx keyward doctor --fix'),
      '',
    ];
    const sample = blocksOf(page, 'text').find((code) => code.startsWith('$ npx keyward doctor\n'));
    expect(sample?.split('\n').slice(1)).toEqual(expected);
  });
});
