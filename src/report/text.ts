import type { AllowedFinding, Finding } from '../scan/finding.ts';
import type { ScanResult } from '../scan/scan.ts';
import { HEADER_PATH, MESSAGE_PATH } from '../scan/source.ts';
import type { Messages } from '../messages/index.ts';
import { escapeControls, escapePlace } from './terminal-escape.ts';
import { policyLines } from './policy-notes-text.ts';
import { isRefName, stepsFor } from './remediation.ts';
import type { TextContext } from './text-context.ts';

/** The most findings in one message; the message of a blocked commit must fit on a screen. */
const MAX_LISTED = 8;

/** Returns a result as text; empty for a clean scan without notes. */
export function textReport(result: ScanResult, context: TextContext): string {
  const { report } = context.messages;
  const { unscanned, files, addedLines, bytes } = result.scanned;
  const lines: string[] = [];
  if (result.findings.length > 0) lines.push(...blocked(result, context));
  if (result.allowed.length > 0) lines.push(report.allowed(result.allowed.length, reasonsOf(result.allowed)));
  if (context.verbose)
    lines.push(
      ...result.expired.map((finding) =>
        report.outOfDate(placeOf(finding, context), context.messages.rules[finding.ruleId]),
      ),
    );
  lines.push(...unscanned.map((part) => report.unscanned(escapePlace(part), part.reason)));
  lines.push(...policyLines(context.notes, context.messages).map(({ text }) => `keyward: ${text}`));
  if (context.strict && unscanned.length > 0) lines.push(report.unscannedStrict);
  if (context.verbose && result.findings.length === 0)
    lines.push(report.scanned(files, addedLines ?? 0, bytes));
  return lines.map((line) => `${line}\n`).join('');
}

/** The message with the verdict, for each action that a finding blocks. */
const VERDICTS = { commit: 'blocked', push: 'pushBlocked', check: 'found' } as const;

function blocked(result: ScanResult, context: TextContext): string[] {
  const { report } = context.messages;
  const [first] = result.findings;
  if (first === undefined) return [];
  const verdict = VERDICTS[context.occasion];
  const listed = context.verbose ? result.findings : result.findings.slice(0, MAX_LISTED);
  const hidden = result.findings.length - listed.length;
  return [
    context.emphasize(report[verdict](result.findings.length, placeOf(first, context))),
    '',
    ...listed.flatMap((finding) => describe(finding, context)),
    ...(hidden > 0 ? [`  ${report.more(hidden)}`] : []),
    '',
    report.stepsTitle,
    ...stepsFor(result.findings, context),
    ...(context.remotes?.fetch === undefined
      ? []
      : [report.fetchFirst(escapeControls(context.remotes.fetch))]),
    ...(context.helpUrl === undefined ? [] : [report.help(escapeControls(context.helpUrl))]),
  ];
}

function placeOf(finding: Finding, { messages: { report } }: TextContext): string {
  const position = finding.inName
    ? nameOf(finding, report)
    : `${commitPart(finding, report) ?? escapePlace(finding)}:${finding.line}:${finding.column}`;
  return finding.commit === null ? position : `${position} (${report.commit(finding.commit.slice(0, 12))})`;
}

/** Returns the name of the part of a commit that has a finding; undefined for a file. */
export function commitPart({ path, inName }: Finding, report: Messages['report']): string | undefined {
  if (inName) return undefined;
  return { [MESSAGE_PATH]: report.message, [HEADER_PATH]: report.header }[path];
}

/** Returns the name of a file or ref that contains a finding, with its kind. */
export function nameOf(finding: Finding, { inName, inRefName }: Messages['report']): string {
  return `${escapePlace(finding)} (${isRefName(finding) ? inRefName : inName})`;
}

function describe(finding: Finding, context: TextContext): string[] {
  const { messages, accounts } = context;
  const own = accounts.length === 0 ? undefined : accounts.includes(finding.accountId ?? '');
  const facts = [
    ...(finding.accountId === null ? [] : [messages.report.account(finding.accountId, own)]),
    ...(finding.canary ? [messages.report.canary] : []),
    ...(finding.alreadyCommitted ? [messages.report.alreadyCommitted] : []),
    ...onRemotes(finding, context),
    ...(finding.expired === undefined ? [] : [escapeControls(messages.report.expired(finding.expired))]),
    finding.fingerprint,
  ];
  const head = `  ${placeOf(finding, context)}  ${messages.rules[finding.ruleId]}  ${context.emphasize(finding.preview)}`;
  return [head, ...facts.map((fact) => `      ${fact}`)];
}

function onRemotes({ commit }: Finding, { messages, remotes }: TextContext): string[] {
  const refs = remotes?.refs.get(commit ?? '') ?? [];
  return refs.length === 0 ? [] : [messages.report.onRemotes(escapeControls(refs.join(', ')))];
}

function reasonsOf(allowed: readonly AllowedFinding[]): string {
  return escapeControls([...new Set(allowed.map(({ allowedBy }) => allowedBy.reason))].join('; '));
}
