import { rules } from '../rules/index.ts';
import { markers } from '../decode/prefilter-hints.ts';
import { lettersOf, signLineOf, wordLinesOf } from './keyword-to-ere.ts';

/**
 * Returns the expressions that match a line of a patch, with its sign, that may need decoding or hold a finding: POSIX extended
 * regular expressions over bytes, one character per byte.
 */
export function lineExpressions(): readonly string[] {
  const words = wordLinesOf(rules.flatMap(({ keywordTexts = [] }) => keywordTexts));
  const sign = signLineOf(rules.flatMap(({ keywords }) => keywords));
  const all = [...words, sign, ...markers.flatMap(({ lines = [] }) => lines)];
  return [...new Set(all.map(withCarriageReturns))];
}

/** Lets a line end with a carriage return. */
function withCarriageReturns(expression: string): string {
  return expression.replaceAll(/(?<!\r\?)\$(?=[|)]|$)/g, '\r?$');
}

/** Returns the expressions that match the letters, digits and dashes of a text, with all other bytes removed. */
export function letterExpressions(): readonly string[] {
  const keywords = rules
    .filter(({ isBase64OfText }) => isBase64OfText !== true)
    .flatMap((rule) => rule.keywords.flatMap(lettersOf));
  return [...new Set([...keywords, ...markers.flatMap(({ letters = [] }) => letters)])];
}
