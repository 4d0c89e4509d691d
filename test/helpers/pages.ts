import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** All pages that people read, as paths from the root. */
export const PAGES: readonly string[] = ['.', 'docs', 'docs/ja']
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => posix.join(folder, name)))
  .filter((path) => path.endsWith('.md'))
  .sort();

/** The pages in English that have a Japanese counterpart, with that. */
export const TRANSLATED = PAGES.flatMap((japanese) => {
  const english = englishOf(japanese);
  return english === japanese ? [] : [{ english, japanese }];
});

/** Returns the English counterpart of a page or picture, or the path itself. */
export function englishOf(path: string): string {
  return path.replace('README.ja.md', 'README.md').replace(/^docs\/ja\//, 'docs/');
}

/** A part of a page, from one heading to the next. */
export interface Section {
  readonly level: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** The text without blocks of code. */
  readonly text: string;
}

/** A block of code. */
export interface Block {
  readonly language: string;
  readonly code: string;
}

/** The sections of a page. */
export function sectionsOf(page: string): readonly Section[] {
  const blocks: Block[] = [];
  // blocks may contain lines that look like headings
  const text = readPage(page).replaceAll(
    /^```(\w*)\n([^]*?)^```$/gm,
    (_, language: string, code: string) => `\0${blocks.push({ language, code }) - 1}\0`,
  );
  return text.split(/^(?=#+ )/m).map((part) => {
    const [, level = '', title = ''] = /^(#+) (.*)$/m.exec(part) ?? [];
    const own = [...part.matchAll(/\0(\d+)\0/g)].flatMap(([, index]) => blocks[Number(index)] ?? []);
    return { level, title, blocks: own, text: part.replaceAll(/\0\d+\0/g, '') };
  });
}

/** The blocks of code of a page in one language. */
export function blocksOf(page: string, language: string): readonly string[] {
  return sectionsOf(page)
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.language === language ? [block.code] : []));
}

/** The targets of the relative links and pictures in a text of a page: paths from the root, with their anchors. */
export function linksIn(
  page: string,
  text: string,
): readonly { readonly path: string; readonly anchor: string }[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"\s]+)"/g)];
  return targets.flatMap(([, link = '', picture = '']) => {
    const target = link || picture;
    if (/^[a-z]+:/.test(target)) return [];
    const [path = '', anchor = ''] = target.split('#');
    return [{ path: path === '' ? page : posix.join(dirname(page), path), anchor }];
  });
}

/** The text of a page. */
export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The anchor that GitHub gives to a heading: https://docs.github.com/get-started/writing-on-github */
export function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}
