import type { Finding } from '../scan/finding.ts';
import { NO_NOTES, type PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import type { Messages } from '../messages/index.ts';
import { escapeControls, escapePath } from './terminal-escape.ts';
import { policyLines } from './policy-notes-text.ts';

/**
 * Returns annotations for GitHub Actions: one line for each finding, and one for each note about the policy.
 *
 * Source: https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#setting-an-error-message
 */
export function githubReport(
  { findings }: ScanResult,
  messages: Messages,
  notes: PolicyNotes = NO_NOTES,
): string {
  const errors = findings.map(
    (finding) => `::error ${propertiesOf(finding)}::${textOf(finding, messages)}\n`,
  );
  const policy = policyLines(notes, messages).map(
    ({ text, file, isNew }) =>
      `::${isNew ? 'warning' : 'notice'} file=${file},title=keyward::${escapeData(text)}\n`,
  );
  return [...errors, ...policy].join('');
}

function propertiesOf({ path, line, column, inName }: Finding): string {
  const location = inName ? { file: path } : { file: path, line, col: column };
  return Object.entries({ ...location, title: 'keyward' })
    .map(([name, value]) => `${name}=${escapeProperty(escapeControls(String(value)))}`)
    .join(',');
}

function textOf(
  { ruleId, preview, commit, fingerprint, inside }: Finding,
  { rules, report }: Messages,
): string {
  const details = [
    ...(inside === undefined ? [] : [escapePath(inside)]),
    ...(commit === null ? [] : [commit.slice(0, 12)]),
  ];
  const what = [`${rules[ruleId].name} ${preview}`, ...details, fingerprint].join(' · ');
  return escapeData(escapeControls(`${what}. ${report.annotation(commit !== null)}`));
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
