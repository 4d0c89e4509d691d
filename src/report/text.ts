import type { AllowedFinding, Finding } from '../core/finding.ts';
import type { Rule } from '../core/rule.ts';
import { rules } from '../core/rules/index.ts';
import type { ScanResult } from '../core/scan.ts';
import type { Messages } from '../messages/index.ts';
import { escapeControls, shellWord } from './escape.ts';
import { replacementFor } from './replacement.ts';

/** What a report says beside the result itself. */
export interface TextContext {
  readonly messages: Messages;
  readonly verbose: boolean;
  readonly strict: boolean;
  /** How a person runs keyward here, such as `npx keyward`. */
  readonly runner: string;
  readonly accounts: readonly string[];
  readonly helpUrl?: string | undefined;
  /** The allowlist in the work tree allows what was found, but is not part of the commit. */
  readonly unstagedAllow?: boolean;
  /** The paths of `git commit PATH…`, whose index does not hold the allowlist. */
  readonly commitPaths?: readonly string[];
  /** Marks the most important words, for a terminal. */
  readonly emphasize: (text: string) => string;
}

/** The most findings that one message lists; a commit's message must fit a screen. */
const LISTED = 8;

/** A result for a person. Nothing at all when there is nothing to say. */
export function textReport(result: ScanResult, context: TextContext): string {
  const { report } = context.messages;
  const { notUnfolded, files, addedLines, bytes } = result.scanned;
  const lines: string[] = [];
  if (result.findings.length > 0) lines.push(...blocked(result, context));
  if (result.allowed.length > 0) lines.push(report.allowed(result.allowed.length, reasonsOf(result.allowed)));
  if (context.verbose)
    lines.push(
      ...result.expired.map((finding) =>
        report.outOfDate(placeOf(finding, context), context.messages.rules[finding.ruleId]),
      ),
    );
  lines.push(...notUnfolded.map((part) => report.notUnfolded(escapeControls(pathOf(part)), part.reason)));
  if (context.strict && notUnfolded.length > 0) lines.push(report.notUnfoldedStrict);
  if (context.verbose && result.findings.length === 0)
    lines.push(report.scanned(files, addedLines ?? 0, bytes));
  return lines.map((line) => `${line}\n`).join('');
}

function blocked(result: ScanResult, context: TextContext): string[] {
  const { report } = context.messages;
  const [first] = result.findings;
  if (first === undefined) return [];
  const say = result.source === 'staged' ? report.blocked : report.found;
  const listed = context.verbose ? result.findings : result.findings.slice(0, LISTED);
  const hidden = result.findings.length - listed.length;
  return [
    context.emphasize(say(result.findings.length, placeOf(first, context))),
    '',
    ...listed.flatMap((finding) => describe(finding, context)),
    ...(hidden > 0 ? [`  ${report.more(hidden)}`] : []),
    '',
    report.stepsTitle,
    ...takeOut(result.findings, context),
    ...deactivate(result.findings, context),
    ...allow(result.findings, context),
    ...(context.helpUrl === undefined ? [] : [report.help(escapeControls(context.helpUrl))]),
  ];
}

function placeOf(finding: Finding, { messages }: TextContext): string {
  const path = escapeControls(pathOf(finding));
  return finding.inName ? `${path} (${messages.report.inName})` : `${path}:${finding.line}:${finding.column}`;
}

/** A file, or the member of an archive: `backup.zip!/config/aws.env`. */
function pathOf({ path, inside }: { readonly path: string; readonly inside?: string | undefined }): string {
  return inside === undefined ? path : `${path}!/${inside}`;
}

function describe(finding: Finding, context: TextContext): string[] {
  const { messages, accounts } = context;
  const own = accounts.length === 0 ? undefined : accounts.includes(finding.accountId ?? '');
  const facts = [
    ...(finding.accountId === null ? [] : [messages.report.account(finding.accountId, own)]),
    ...(finding.canary ? [messages.report.canary] : []),
    ...(finding.alreadyCommitted ? [messages.report.alreadyCommitted] : []),
    ...(finding.expired === undefined ? [] : [escapeControls(messages.report.expired(finding.expired))]),
    finding.fingerprint,
  ];
  const head = `  ${placeOf(finding, context)}  ${messages.rules[finding.ruleId]}  ${context.emphasize(finding.preview)}`;
  return [head, ...facts.map((fact) => `      ${fact}`)];
}

function takeOut(findings: readonly Finding[], { messages }: TextContext): string[] {
  const { report } = messages;
  const inside = findings.filter(({ inName }) => !inName);
  const replacements = new Set(
    inside.map((finding) => {
      const { variable } = ruleOf(finding);
      const hasPlace = variable !== undefined && finding.inside === undefined;
      return hasPlace ? replacementFor(finding.path, variable) : report.keepOut;
    }),
  );
  const paths = [...new Set(inside.map(({ path }) => path))];
  if (inside.length === 0) return [`  1. ${report.takeOutOfName}`];
  const command = `git add ${paths.slice(0, LISTED).map(shellWord).join(' ')}`;
  return [
    `  1. ${report.takeOut}`,
    ...[...replacements].slice(0, 4).map((replacement) => `       ${replacement}`),
    `     ${report.thenStage(escapeControls(command))}`,
  ];
}

function deactivate(findings: readonly Finding[], { messages }: TextContext): string[] {
  const { report } = messages;
  const keys = findings.some(({ ruleId }) => /access-key/.test(ruleId));
  const first = findings.find(({ ruleId }) => !/access-key/.test(ruleId));
  const link = keys || first === undefined ? report.deactivateLink : ruleOf(first).docs;
  return [`  2. ${report.deactivate(link)}`, ...(keys ? [`     ${report.deactivateCommand}`] : [])];
}

function allow(findings: readonly Finding[], context: TextContext): string[] {
  const { report } = context.messages;
  if (context.unstagedAllow && context.commitPaths === undefined) {
    return [`  3. ${report.allowNotStaged('git add .keyward-allowlist.json')}`];
  }
  const which = findings.length === 1 ? findings[0]?.fingerprint : '--last';
  const lines = [
    `  3. ${report.allow(findings.length)}`,
    `     ${context.runner} allow ${which} --reason "${report.sampleReason}"`,
  ];
  if (context.commitPaths === undefined) return lines;
  const paths = ['.keyward-allowlist.json', ...context.commitPaths].map(shellWord).join(' ');
  return [...lines, `     ${report.allowPathCommit(escapeControls(`git commit ${paths}`))}`];
}

function ruleOf({ ruleId }: Finding): Rule {
  const rule = rules.find(({ id }) => id === ruleId);
  if (rule === undefined) throw new TypeError('a finding without its rule');
  return rule;
}

function reasonsOf(allowed: readonly AllowedFinding[]): string {
  return escapeControls([...new Set(allowed.map(({ allowedBy }) => allowedBy.reason))].join('; '));
}
