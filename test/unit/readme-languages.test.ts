import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messagesFor } from '../../src/messages/index.ts';

const ROOT = join(import.meta.dirname, '../..');

const PAGES = { en: 'README.md', ja: 'README.ja.md' } as const;

/** A part of a page, from one heading to the next. */
interface Section {
  readonly level: string;
  readonly title: string;
  readonly blocks: readonly { readonly language: string; readonly code: string }[];
  /** The text without blocks of code. */
  readonly text: string;
}

function sectionsOf(page: string): Section[] {
  const blocks: { language: string; code: string }[] = [];
  // blocks may contain lines that look like headings
  const text = readFileSync(join(ROOT, page), 'utf8').replaceAll(
    /^```(\w*)\n([^]*?)^```$/gm,
    (_, language: string, code: string) => `\0${blocks.push({ language, code }) - 1}\0`,
  );
  return text.split(/^(?=#+ )/m).map((part) => {
    const [, level = '', title = ''] = /^(#+) (.*)$/m.exec(part) ?? [];
    const own = [...part.matchAll(/\0(\d+)\0/g)].flatMap(([, index]) => blocks[Number(index)] ?? []);
    return { level, title, blocks: own, text: part.replaceAll(/\0\d+\0/g, '') };
  });
}

const ENGLISH = sectionsOf(PAGES.en);
const JAPANESE = sectionsOf(PAGES.ja);
const MISSING: Section = { level: '', title: '', blocks: [], text: '' };
const PAIRS = ENGLISH.map((english, index) => ({
  title: english.title,
  english,
  japanese: JAPANESE[index] ?? MISSING,
}));

/** The code in a text, without sentences of keyward, which are translated. */
function codeIn({ text }: Section): string[] {
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = '']) => word);
  return [...new Set(code)].filter((word) => !SENTENCE.test(word)).sort();
}

const SENTENCE = /[ぁ-ん]|AWS credential/;

/** The rows of all tables, each with its cells. */
function rowsIn({ text }: Section): string[][] {
  return [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split(/(?<!\\)\|/));
}

describe('README.ja.md has what README.md has', () => {
  test('headings', () => {
    expect(ENGLISH.length).toBeGreaterThan(10);
    expect(JAPANESE.map(({ level }) => level)).toEqual(ENGLISH.map(({ level }) => level));
  });

  test.each(PAIRS)('blocks of code: $title', ({ english, japanese }) => {
    // keyward's output is translated, and the samples of it are compared with the messages
    const codeOf = ({ blocks }: Section) =>
      blocks.map((block) => (block.language === 'text' ? 'output' : block));
    expect(codeOf(japanese)).toEqual(codeOf(english));
  });

  test.each(PAIRS)('tables: $title', ({ english, japanese }) => {
    expect(rowsIn(japanese).map((row) => row.length)).toEqual(rowsIn(english).map((row) => row.length));
    for (const [index, row] of rowsIn(english).entries()) {
      const codeOf = (cells: readonly string[] = []) => codeIn({ ...english, text: cells.join(' ') });
      expect(codeOf(rowsIn(japanese)[index])).toEqual(codeOf(row));
    }
  });

  test.each(PAIRS)('lists and paragraphs: $title', ({ english, japanese }) => {
    const itemsIn = ({ text }: Section) => text.match(/^\* /gm)?.length ?? 0;
    const paragraphsIn = ({ text }: Section) =>
      text.split(/\n{2,}/).filter((part) => part.trim() !== '').length;
    expect(itemsIn(japanese)).toBe(itemsIn(english));
    expect(paragraphsIn(japanese)).toBe(paragraphsIn(english));
  });

  test.each(PAIRS)('commands, options and files: $title', ({ english, japanese }) => {
    expect(codeIn(japanese)).toEqual(codeIn(english));
  });

  test.each(PAIRS)('links: $title', ({ english, japanese }) => {
    const linksIn = ({ text }: Section) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => link.replace('README.ja.md', 'README.md'))
        .sort();
    expect(linksIn(japanese)).toEqual(linksIn(english));
  });

  test.each(PAIRS)('numbers: $title', ({ english, japanese }) => {
    const numbersIn = ({ text }: Section) => new Set(text.match(/\d(?:[\d,.]*\d)+/g));
    const [has, needs] = [numbersIn(japanese), numbersIn(english)];
    expect([...needs].filter((number) => !has.has(number))).toEqual([]);
  });
});

describe.each(['en', 'ja'] as const)('the sample of the doctor in %s', (language) => {
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
    const blocks = sectionsOf(PAGES[language]).flatMap((section) => section.blocks);
    const sample = blocks.find(({ code }) => code.startsWith('$ npx keyward doctor\n'))?.code;
    expect(sample?.split('\n').slice(1)).toEqual(expected);
  });
});

test('the Japanese page is written in Japanese', () => {
  for (const { text, title } of JAPANESE) {
    const prose = text.replaceAll(/`[^`\n]*`|\]\([^)]*\)/g, 'X');
    // a sentence in English has several words in a row that are no names
    expect(prose.match(/\b[a-z]+(?: [a-z]+){3,}/g) ?? [], title).toEqual([]);
    expect(prose, title).not.toMatch(/。 (?!\*)|[，．]/);
  }
});
