import { rules } from '../rules/index.ts';
import { markers } from '../decode/prefilter-hints.ts';
import { lettersOf, signLinesOf, wordLinesOf } from './keyword-to-ere.ts';

/**
 * What tells, over one line behind the sign it has in a patch, that there may be something to unfold or to find: POSIX
 * extended regular expressions over bytes, one character for each.
 */
export function lineExpressions(): readonly string[] {
  const words = wordLinesOf(rules.flatMap(({ keywordTexts = [] }) => keywordTexts));
  const signs = signLinesOf(rules.flatMap(({ keywords }) => keywords));
  return [...new Set([...words, ...signs, ...markers.flatMap(({ lines = [] }) => lines)])];
}

/** The same over the letters, digits and dashes of a text, whatever stands between them. */
export function letterExpressions(): readonly string[] {
  const keywords = rules
    .filter(({ isBase64OfText }) => isBase64OfText !== true)
    .flatMap((rule) => rule.keywords.flatMap(lettersOf));
  return [...new Set([...keywords, ...markers.flatMap(({ letters = [] }) => letters)])];
}
