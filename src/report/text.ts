import type { AllowedFinding, Finding } from '../scan/finding.ts';
import { credentialsOf } from '../scan/credential.ts';
import type { ScanResult } from '../scan/scan.ts';
import { HEADER_PATH, MESSAGE_PATH } from '../scan/source.ts';
import { groupBy } from '../shared/multimap.ts';
import type { Messages } from '../messages/index.ts';
import { adviceFor, type AdviceRow } from './advice/advice.ts';
import type { AdviceLine } from './advice/line.ts';
import { isRefName } from './advice/commit-advice.ts';
import { padded, widthOf, wrapped } from './text-layout.ts';
import { escapeControls, escapePlace } from './terminal-escape.ts';
import { policyLines } from './policy-notes-text.ts';
import type { TextContext } from './text-context.ts';

/** The most credentials in one message; the message of a blocked commit must fit on a screen. */
const MAX_CREDENTIALS = 8;

/** The most files in the first line. */
const MAX_FILES = 3;

/** Returns a result as text; empty for a clean scan without notes. */
export function textReport(result: ScanResult, context: TextContext): string {
  const { findings, scanned } = result;
  const lines = [
    ...(findings.length > 0 ? blocked(findings, context) : []),
    ...noteLines(result, context),
    ...(context.verbose && findings.length === 0
      ? [context.messages.report.scanned(scanned.files, scanned.addedLines ?? 0, scanned.bytes)]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Returns the lines of a report that are not about findings. */
export function noteLines(result: ScanResult, context: TextContext): string[] {
  const { report } = context.messages;
  const { unscanned } = result.scanned;
  const lines: string[] = [];
  if (result.allowed.length > 0)
    lines.push(report.allowed(credentialsOf(result.allowed).length, reasonsOf(result.allowed)));
  if (context.verbose)
    lines.push(
      ...result.expired.map((finding) =>
        report.outOfDate(placeOf(finding, context), context.messages.rules[finding.ruleId].name),
      ),
    );
  lines.push(
    ...result.impossible.map((finding) =>
      report.impossible(placeOf(finding, context), shortPreview(finding.preview)),
    ),
  );
  lines.push(...unscanned.map((part) => report.unscanned(escapePlace(part), part.reason)));
  lines.push(...policyLines(context.notes, context.messages).map(({ text }) => `keyward: ${text}`));
  if (context.strict && unscanned.length > 0) lines.push(report.unscannedStrict);
  return lines;
}

/** Returns the findings that a report without `--verbose` shows: whole credentials. */
export function shownFindings(findings: readonly Finding[]): Finding[] {
  const shown = new Set(credentialsOf(findings).slice(0, MAX_CREDENTIALS).flat());
  return findings.filter((finding) => shown.has(finding));
}

/** The message with the verdict, for each action that a finding blocks. */
const VERDICTS = { commit: 'blocked', push: 'pushBlocked', check: 'found' } as const;

function blocked(findings: readonly Finding[], context: TextContext): string[] {
  const { messages, style, verbose } = context;
  const count = credentialsOf(findings).length;
  const shown = verbose ? findings : shownFindings(findings);
  const hidden = count - credentialsOf(shown).length;
  const verdict = messages.report[VERDICTS[context.occasion]](count, whereOf(findings, context));
  const more =
    hidden === 0 ? [] : ['', `  ${messages.report.more(hidden)}  ${style.command(context.showAll)}`];
  return [
    style.verdict(verdict),
    '',
    ...filesOf(shown, context).flat(),
    ...more,
    '',
    ...adviceText(shown, context),
  ];
}

/** Returns what to do about findings, one line each. */
export function adviceText(findings: readonly Finding[], context: TextContext): string[] {
  return adviceLines(adviceFor(findings, context), context);
}

/** Returns where the findings are, for the first line: a position, or the files. */
export function whereOf(findings: readonly Finding[], context: TextContext): string {
  const [first] = findings;
  const files = [...new Set(findings.map(({ path }) => path))];
  if (first === undefined || files.length === 1) return first === undefined ? '' : placeOf(first, context);
  const names = files.slice(0, MAX_FILES).map((path) => partName(path, context.messages.report));
  return context.messages.report.inFiles(files.length, [
    ...names,
    ...(files.length > MAX_FILES ? ['…'] : []),
  ]);
}

/** Returns the position of a finding in its commit. */
export function placeIn(finding: Finding, report: Messages['report']): string {
  if (finding.inName) return nameOf(finding, report);
  return `${commitPart(finding, report) ?? escapePlace(finding)}:${finding.line}:${finding.column}`;
}

function placeOf(finding: Finding, { messages: { report } }: TextContext): string {
  const position = placeIn(finding, report);
  return finding.commit === null ? position : `${position} (${report.commit(finding.commit.slice(0, 12))})`;
}

/** Returns the name of the part of a commit that has a finding; undefined for a file. */
export function commitPart(
  { path, inName }: Pick<Finding, 'path' | 'inName'>,
  report: Messages['report'],
): string | undefined {
  if (inName) return undefined;
  return { [MESSAGE_PATH]: report.message, [HEADER_PATH]: report.header }[path];
}

function partName(path: string, report: Messages['report']): string {
  return commitPart({ path, inName: false }, report) ?? escapePlace({ path });
}

/** Returns the name of a file or ref that contains a finding, with its kind. */
export function nameOf(finding: Finding, { inName, inRefName }: Messages['report']): string {
  return `${escapePlace(finding)} (${isRefName(finding) ? inRefName : inName})`;
}

/** Returns the findings of each file in each commit: a line with the name, and one for each value. */
function filesOf(findings: readonly Finding[], context: TextContext): string[][] {
  const files = groupBy(findings, (finding) => titleOf(finding, context));
  const rows = [...files.values()].flat().map((finding) => cellsOf(finding, context));
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((cells) => widthOf(cells[column] ?? ''))));
  return [...files].map(([title, list]) => [
    title,
    ...list.flatMap((finding) => valueLines(cellsOf(finding, context), widths, context)),
  ]);
}

function titleOf({ path, inside, commit }: Finding, context: TextContext): string {
  const { messages, remotes, style } = context;
  const name = commitPart({ path, inName: false }, messages.report) ?? escapePlace({ path, inside });
  const refs = remotes?.refs.get(commit ?? '') ?? [];
  const facts = [
    ...(commit === null ? [] : [messages.report.commit(commit.slice(0, 12))]),
    ...(refs.length === 0 ? [] : [messages.report.onRemotes(escapeControls(refs.join(', ')))]),
  ];
  return [`  ${style.path(name)}`, ...facts].join('  ');
}

/** The position, kind, preview and facts of a value. */
export function cellsOf(finding: Finding, { messages: { report, rules }, accounts }: TextContext): string[] {
  const { line, column, inName, ruleId, preview, accountId, expired } = finding;
  const own = accounts.length === 0 ? undefined : accounts.includes(accountId ?? '');
  return [
    inName ? (isRefName(finding) ? report.inRefName : report.inName) : `${line}:${column}`,
    rules[ruleId].name.replace(/^AWS (?:の ?)?/, ''),
    shortPreview(preview),
    ...(accountId === null ? [] : [report.account(accountId, own)]),
    ...(expired === undefined ? [] : [escapeControls(report.expired(expired))]),
  ];
}

/** Returns a preview without the stars that stand for the hidden characters. */
export function shortPreview(preview: string): string {
  return preview.replace(/\*+…?/, '…');
}

/** Aligns the cells of a value. Facts that do not fit go to lines of their own. */
function valueLines(cells: readonly string[], widths: readonly number[], { width }: TextContext): string[] {
  const [columns, facts] = [cells.slice(0, 3), cells.slice(3)];
  const start = `    ${columns.map((cell, index) => padded(cell, widths[index] ?? 0)).join('  ')}`;
  const whole = [start, ...facts].join('  ').trimEnd();
  if (widthOf(whole) <= width) return [whole];
  return [start.trimEnd(), ...facts.map((fact) => `      ${fact}`)];
}

/** Returns the advice, with its labels in a column. */
function adviceLines(rows: readonly AdviceRow[], context: TextContext): string[] {
  const column = Math.max(...rows.map(({ label }) => widthOf(label))) + 3;
  return rows.flatMap(({ label, lines }) =>
    lines
      .flatMap((line) => wrappedLine(line, context, column + 2))
      .map((line, index) => `  ${padded(index === 0 ? label : '', column)}${line}`),
  );
}

/** Breaks a line of advice. A command stays in one piece, on the same line if it fits. */
function wrappedLine(
  { text, command, isOneSentence }: AdviceLine,
  { style, width }: TextContext,
  indent: number,
): string[] {
  const lines = text === undefined ? [] : wrapped(text, width - indent);
  if (command === undefined) return lines;
  const last = lines.at(-1);
  const gap = isOneSentence ? ' ' : '  ';
  const fits = last !== undefined && widthOf(last + gap + command) <= width - indent;
  return fits
    ? [...lines.slice(0, -1), `${last}${gap}${style.command(command)}`]
    : [...lines, `${last === undefined ? '' : '  '}${style.command(command)}`];
}

function reasonsOf(allowed: readonly AllowedFinding[]): string {
  return escapeControls([...new Set(allowed.map(({ allowedBy }) => allowedBy.reason))].join('; '));
}
