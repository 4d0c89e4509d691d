import type { Finding } from '../../scan/finding.ts';
import { sourceLanguageOf } from '../../fix/languages.ts';
import { ruleOf } from '../../rules/index.ts';
import { groupBy } from '../../shared/multimap.ts';
import { isUnwantedInGit } from '../../shared/unwanted-files.ts';
import { type Replacement, replacementFor } from '../../shared/env-var-idioms.ts';
import { escapePath } from '../terminal-escape.ts';
import type { TextContext } from '../text-context.ts';
import type { AdviceLine } from './line.ts';
import { listedPaths } from './unwanted-advice.ts';

/** The most groups of files with advice of their own. */
const MAX_FILES = 4;

/**
 * Returns what to write in place of the values.
 *
 * @param command the command that follows, if any
 */
export function replacementLines(
  findings: readonly Finding[],
  command: string | undefined,
  context: Pick<TextContext, 'messages'>,
): AdviceLine[] {
  const { advice } = context.messages;
  const texts = sentencesOf(findings, context);
  const [only = ''] = texts;
  if (command === undefined || texts.length === 0) return texts.map((text) => ({ text }));
  if (texts.length === 1) return [{ text: advice.followed(only), command, isOneSentence: true }];
  return [...texts.map((text) => ({ text })), { text: advice.next, command }];
}

/** A sentence for each kind of replacement. Files are named if they need different ones. */
function sentencesOf(findings: readonly Finding[], context: Pick<TextContext, 'messages'>): string[] {
  const files = [...groupBy(findings, ({ path }) => path)];
  const bySentences = groupBy(files, ([, values]) => sentences(values, undefined, context).join('\n'));
  if (bySentences.size === 1) return sentences(findings, undefined, context);
  const groups = [...bySentences.values()];
  const others = groups.slice(MAX_FILES).flatMap((group) => group.flatMap(([, values]) => values));
  return [
    ...groups.slice(0, MAX_FILES).flatMap((group) => {
      const names = group.map(([path]) => escapePath(path)).join(', ');
      return sentences(group[0]?.[1] ?? [], names, context);
    }),
    ...(others.length === 0 ? [] : [context.messages.advice.sameIn(listedPaths(others))]),
  ];
}

/** A sentence for each kind of replacement in one file. */
function sentences(
  findings: readonly Finding[],
  path: string | undefined,
  { messages: { advice } }: Pick<TextContext, 'messages'>,
): string[] {
  const all = findings.map(replacementOf);
  const codes = [...new Set(all.flatMap((each) => (each.kind === 'code' ? [each.code] : [])))];
  const variables = [...new Set(all.flatMap((each) => (each.kind === 'nothing' ? [each.variable] : [])))];
  return [
    ...(codes.length === 0 ? [] : [advice.writeInstead(codes, path)]),
    ...(variables.length === 0 ? [] : [advice.leaveOut(variables, path)]),
    ...(all.some(({ kind }) => kind === 'elsewhere') ? [advice.keepOut(path)] : []),
  ];
}

function replacementOf({ ruleId, path }: Finding): Replacement {
  const { variable } = ruleOf(ruleId);
  return variable === undefined ? { kind: 'elsewhere' } : replacementFor(path, variable);
}

/** True if `keyward fix` may be able to remove the value. */
export function isFixable(finding: Finding): boolean {
  if (finding.inName || finding.inside !== undefined) return false;
  return (
    isUnwantedInGit(finding.path) ||
    (finding.inQuotes === true &&
      sourceLanguageOf(finding.path) !== undefined &&
      ruleOf(finding.ruleId).variable !== undefined)
  );
}
