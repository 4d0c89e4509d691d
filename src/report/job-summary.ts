import { credentialsOf } from '../scan/credential.ts';
import type { Finding } from '../scan/finding.ts';
import type { ScanResult } from '../scan/scan.ts';
import { escapeHtml } from './audit/escape-html.ts';
import { adviceText, cellsOf, noteLines, placeIn, shownFindings, whereOf } from './text.ts';
import type { TextContext } from './text-context.ts';

/** The most values in the table. */
const MAX_ROWS = 50;

/** GitHub rejects the summary of a step above 1 MiB. */
const MAX_BYTES = 1_000_000;

/**
 * Returns the summary of a job on GitHub: the verdict, a table of the values, what to do, and notes.
 *
 * It is HTML without blank lines, which Markdown passes on unparsed, so that no name from a repository is parsed as Markdown. Names
 * are in code elements, where GitHub makes no links and mentions of them.
 *
 * @param clean the verdict if there are no findings
 *
 * Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
 */
export function jobSummary(result: ScanResult, context: TextContext, clean: string): string {
  const { findings } = result;
  const notes = noteLines(result, context);
  const heading = findings.length > 0 ? verdictOn(findings, context) : escapeHtml(clean);
  if (findings.length + notes.length === 0) return block([`<p>${heading}</p>`]);
  const whole = block([
    `<h3>${heading}</h3>`,
    ...(findings.length === 0
      ? []
      : [...tableOf(findings, context), code(adviceText(shownFindings(findings), context))]),
    ...(notes.length === 0 ? [] : [code(notes)]),
  ]);
  if (Buffer.byteLength(whole) <= MAX_BYTES) return whole;
  return block([`<h3>${heading}</h3>`, `<p>${escapeHtml(context.messages.report.summaryCut)}</p>`]);
}

/** A line break before it ends a line of another tool, and a blank line after it ends the HTML. */
function block(lines: readonly string[]): string {
  return `\n${lines.join('\n')}\n\n`;
}

function verdictOn(findings: readonly Finding[], context: TextContext): string {
  const { found } = context.messages.report;
  const [before = '', after = ''] = found(credentialsOf(findings).length, '\0').split('\0');
  return `${escapeHtml(before)}<code>${escapeHtml(whereOf(findings, context))}</code>${escapeHtml(after)}`;
}

/** A table with a row for each value. */
function tableOf(findings: readonly Finding[], context: TextContext): string[] {
  const { report } = context.messages;
  const all = credentialsOf(findings).flat();
  const shown = all.slice(0, MAX_ROWS);
  const rows = shown.map((finding) => {
    const [, kind = '', preview = '', ...facts] = cellsOf(finding, context);
    const id = finding.commit === null ? '' : `<code>${finding.commit.slice(0, 12)}</code>`;
    return row('td', [
      `<code>${escapeHtml(placeIn(finding, report))}</code>`,
      escapeHtml(kind),
      [preview, ...facts].map((text) => `<code>${escapeHtml(text)}</code>`).join('<br>'),
      id,
    ]);
  });
  return [
    '<table>',
    row('th', report.summaryColumns.map(escapeHtml)),
    ...rows,
    '</table>',
    ...(all.length > shown.length ? [`<p>… <code>${escapeHtml(context.showAll)}</code></p>`] : []),
  ];
}

function row(element: 'td' | 'th', cells: readonly string[]): string {
  return `<tr>${cells.map((cell) => `<${element}>${cell}</${element}>`).join('')}</tr>`;
}

function code(lines: readonly string[]): string {
  return `<pre>${lines.map(escapeHtml).join('\n')}</pre>`;
}
