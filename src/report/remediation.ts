import type { Finding } from '../scan/finding.ts';
import type { Rule } from '../rules/rule.ts';
import { rules } from '../rules/index.ts';
import { MESSAGE_PATH } from '../scan/source.ts';
import { printableShellWord } from './terminal-escape.ts';
import { replacementFor } from './env-var-idioms.ts';
import type { TextContext } from './text-context.ts';

/** Returns the numbered steps after findings, with commands to paste. */
export function stepsFor(findings: readonly Finding[], context: TextContext): string[] {
  const steps =
    findings[0]?.commit == null
      ? [takeOut(findings, context), deactivate(findings, context), allow(findings, context)]
      : context.occasion === 'push'
        ? [takeOutOfCommits(findings, context), deactivate(findings, context), allow(findings, context)]
        : [deactivate(findings, context), takeOutOfCommits(findings, context), allow(findings, context)];
  return steps.flatMap(([first = '', ...rest], index) => [
    `  ${index + 1}. ${first}`,
    ...rest.map((line) => `     ${line}`),
  ]);
}

/** The most paths in one command. */
const MAX_LISTED = 8;

function takeOut(findings: readonly Finding[], { messages }: TextContext): string[] {
  const { report } = messages;
  const inside = findings.filter(({ inName, path }) => !inName && path !== MESSAGE_PATH);
  if (findings.every(({ path }) => path === MESSAGE_PATH)) return [report.takeOutOfMessage];
  if (inside.length === 0) return [report.takeOutOfName];
  const replacements = new Set(
    inside.map((finding) => {
      const { variable } = ruleOf(finding);
      const isInFile = variable !== undefined && finding.inside === undefined;
      return isInFile ? replacementFor(finding.path, variable) : report.keepOut;
    }),
  );
  const paths = [...new Set(inside.map(({ path }) => path))];
  const command = `git add ${paths.slice(0, MAX_LISTED).map(printableShellWord).join(' ')}`;
  return [
    report.takeOut,
    ...[...replacements].slice(0, 4).map((replacement) => `  ${replacement}`),
    report.thenStage(command),
  ];
}

/** Returns how to change the commits. A later commit does not help, because the earlier one is pushed too. */
function takeOutOfCommits(
  findings: readonly Finding[],
  { messages: { report }, mendCommits }: TextContext,
): string[] {
  const inRefs = findings.filter(isRefName);
  return [
    ...(inRefs.length === 0 ? [] : [report.renameRef]),
    ...(inRefs.length === findings.length ? [] : [report.takeOutOfCommits]),
    ...(inRefs.length === findings.length || mendCommits === undefined ? [] : [`  ${mendCommits}`]),
  ];
}

/** True if the value is in the name of a branch, tag or other ref. */
export function isRefName({ inName, path }: Finding): boolean {
  return inName && path.startsWith('refs/');
}

function deactivate(
  findings: readonly Finding[],
  { messages: { report }, occasion, runner }: TextContext,
): string[] {
  const keys = findings.some(({ ruleId }) => /access-key/.test(ruleId));
  const first = findings.find(({ ruleId }) => !/access-key/.test(ruleId));
  const link = keys || first === undefined ? report.deactivateLink : ruleOf(first).docs;
  const isOut = findings[0]?.commit != null && occasion !== 'push';
  const lines = (isOut ? report.deactivateNow(link) : report.deactivate(link))
    .split('\n')
    .map((line) => line.trim());
  return [...lines, ...(keys ? [report.deactivateCommand, report.respond(`${runner} respond`)] : [])];
}

function allow(findings: readonly Finding[], context: TextContext): string[] {
  const { report } = context.messages;
  if (context.unstagedAllow && context.commitPaths === undefined)
    return [report.allowNotStaged('git add .keyward-allowlist.json')];
  const which = findings.length === 1 ? findings[0]?.fingerprint : '--last';
  const isCommitted = findings[0]?.commit != null;
  const lines = [
    isCommitted ? report.allowCommitted(findings.length) : report.allow(findings.length),
    `${context.runner} allow ${which} --reason "${report.sampleReason}"`,
  ];
  if (isCommitted) return [...lines, 'git commit .keyward-allowlist.json'];
  if (context.commitPaths === undefined) return lines;
  const paths = ['.keyward-allowlist.json', ...context.commitPaths].map(printableShellWord).join(' ');
  return [...lines, report.allowPathCommit(`git commit ${paths}`)];
}

function ruleOf({ ruleId }: Finding): Rule {
  const rule = rules.find(({ id }) => id === ruleId);
  if (rule === undefined) throw new TypeError('a finding without its rule');
  return rule;
}
