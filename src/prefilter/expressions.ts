import { rules } from '../core/rules/index.ts';
import { markers } from '../text/markers.ts';
import { lettersOf, signLinesOf, wordLinesOf } from './sentinel.ts';

/**
 * What tells, over one line behind the sign it has in a patch, that there may be something to unfold or to find: POSIX
 * extended regular expressions over bytes, one character for each.
 */
export function lineExpressions(): readonly string[] {
  const words = wordLinesOf(rules.flatMap(({ sentinelWords = [] }) => sentinelWords));
  const signs = signLinesOf(rules.flatMap(({ sentinels }) => sentinels));
  return [...new Set([...words, ...signs, ...markers.flatMap(({ lines = [] }) => lines)])];
}

/** The same over the letters, digits and dashes of a text, whatever stands between them. */
export function letterExpressions(): readonly string[] {
  const sentinels = rules
    .filter(({ isBase64OfText }) => isBase64OfText !== true)
    .flatMap((rule) => rule.sentinels.flatMap(lettersOf));
  return [...new Set([...sentinels, ...markers.flatMap(({ letters = [] }) => letters)])];
}
