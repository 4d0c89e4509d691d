import { runsOf } from '../decode/base64-runs.ts';
import type { Fragment } from '../shared/fragment.ts';
import { groupBy } from '../shared/multimap.ts';
import type { Rule } from '../rules/rule.ts';

/** Tells which rules have a keyword in a text, the first lines of its file, its path or the archive member's name. */
export class KeywordSearch {
  readonly #parts: readonly string[];
  readonly #together: readonly RegExp[];
  /** Several rules ask for one expression. */
  readonly #known = new Map<RegExp, boolean>();

  /** @param rules the rules that will be asked for; the same array for each text */
  constructor({ text, path, inside = '', head = '' }: Fragment, rules: readonly Rule[]) {
    this.#parts = [withoutImages(text), path, inside, head];
    this.#together = togetherOf(rules);
  }

  mayMatch(rule: Rule): boolean {
    if (hasFewKeywords(rule) && !this.#together.some((keyword) => this.#has(keyword))) return false;
    const { keywords, keywordTexts } = rule;
    return (
      keywords.some((keyword) => this.#has(keyword)) ||
      (keywordTexts !== undefined && this.#has(anyOf(keywordTexts)))
    );
  }

  #has(keyword: RegExp): boolean {
    const known = this.#known.get(keyword) ?? this.#parts.some((part) => keyword.test(part));
    this.#known.set(keyword, known);
    return known;
  }
}

/** Most texts have a keyword of a rule with many of them, such as "secret", and none of the others. */
function hasFewKeywords({ keywords, keywordTexts }: Rule): boolean {
  return keywords.length <= MAX_FEW_KEYWORDS && keywordTexts === undefined;
}

const MAX_FEW_KEYWORDS = 3;

/** Returns expressions for all keywords of the rules with few, to search a text twice instead of once for each rule. */
function togetherOf(rules: readonly Rule[]): readonly RegExp[] {
  const known = TOGETHER.get(rules);
  if (known !== undefined) return known;
  const keywords = rules.filter(hasFewKeywords).flatMap((rule) => rule.keywords);
  const byFlags = groupBy(keywords, ({ flags }) => flags);
  const expressions = [...byFlags].map(([flags, some]) => {
    const words = new Set(some.flatMap(({ source }) => (/[([]/.test(source) ? source : source.split('|'))));
    // sorted, because V8 compares the beginning that neighbours share only once
    return new RegExp([...words].sort().join('|'), flags);
  });
  TOGETHER.set(rules, expressions);
  return expressions;
}

const TOGETHER = new WeakMap<readonly Rule[], readonly RegExp[]>();

/**
 * Leaves out the inside of long runs of base64, such as images. No value begins or ends there: `-` and `_`, which may be next to
 * one, are not in such a run, and `/` and `+` may only be next to a key ID.
 */
function withoutImages(text: string): string {
  if (text.length < MIN_IMAGE_CHARACTERS) return text;
  let kept = 0;
  const parts: string[] = [];
  for (const { start, end } of runsOf(text, MIN_IMAGE_CHARACTERS)) {
    if (NOT_IN_IMAGES.test(text.slice(start, end))) continue;
    parts.push(text.slice(kept, start + EDGE_CHARACTERS));
    kept = end - EDGE_CHARACTERS;
  }
  return parts.length === 0 ? text : [...parts, text.slice(kept)].join('\n');
}

const MIN_IMAGE_CHARACTERS = 16_384;

/** What an image in base64 does not contain, or hardly ever by chance. */
const NOT_IN_IMAGES = /[-_]|A[KS]IA/;

/** More characters than a value with its name has. */
const EDGE_CHARACTERS = 4096;

/** Returns an expression for one of the words, to search a large text once. */
function anyOf(words: readonly string[]): RegExp {
  const known = EXPRESSIONS.get(words);
  if (known !== undefined) return known;
  const expression = new RegExp(words.map((word) => word.replaceAll(/[+/]/g, String.raw`\$&`)).join('|'));
  EXPRESSIONS.set(words, expression);
  return expression;
}

const EXPRESSIONS = new Map<readonly string[], RegExp>();
