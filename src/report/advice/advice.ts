import type { Finding } from '../../scan/finding.ts';
import { escapeControls } from '../terminal-escape.ts';
import type { TextContext } from '../text-context.ts';
import { allowLines } from './allow-advice.ts';
import { leakedLines } from './leaked-advice.ts';
import type { AdviceLine } from './line.ts';
import { commitLines } from './commit-advice.ts';
import { stagedLines } from './staged-advice.ts';

/** A labelled part of the advice. */
export interface AdviceRow {
  readonly label: string;
  readonly lines: readonly AdviceLine[];
}

/**
 * Returns what to do about findings, most urgent first. In a change that nobody has seen, that is to remove the value; in
 * commits that others may have read, to deactivate it.
 */
export function adviceFor(findings: readonly Finding[], context: TextContext): AdviceRow[] {
  const { advice } = context.messages;
  const isCommitted = findings[0]?.commit != null;
  const remove = {
    label: advice.label.remove,
    lines: isCommitted ? commitLines(findings, context) : stagedLines(findings, context),
  };
  const leaked = { label: advice.label.leaked, lines: leakedLines(findings, context) };
  const isSeen = isCommitted && context.occasion !== 'push';
  return [
    ...(isSeen ? [leaked, remove] : [remove, leaked]),
    ...rowIf(advice.label.fake, allowLines(findings, context)),
    ...rowIf(advice.label.note, notes(findings, context)),
    ...rowIf(
      advice.label.help,
      context.helpUrl === undefined ? [] : [{ text: escapeControls(context.helpUrl) }],
    ),
  ];
}

function rowIf(label: string, lines: readonly AdviceLine[]): AdviceRow[] {
  return lines.length === 0 ? [] : [{ label, lines }];
}

function notes(findings: readonly Finding[], context: TextContext): AdviceLine[] {
  const { ignoring, occasion, remotes, runner } = context;
  const { advice } = context.messages;
  return [
    ...(occasion === 'commit' && ignoring?.isInHead === true ? [{ text: advice.pullDeletes }] : []),
    ...(findings.some(({ canary }) => canary) ? [{ text: advice.canary }] : []),
    ...(findings.some(({ alreadyCommitted }) => alreadyCommitted)
      ? [{ text: advice.alreadyCommitted, command: `${runner} audit` }]
      : []),
    ...findings
      .filter(({ incompleteComment }) => incompleteComment)
      .slice(0, 1)
      .map(({ fingerprint }) => ({
        text: advice.incompleteComment,
        command: `keyward:allow ${fingerprint} -- …`,
      })),
    ...(remotes?.fetch === undefined ? [] : [{ text: advice.fetchFirst, command: remotes.fetch }]),
  ];
}
