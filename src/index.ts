/**
 * keyward as a library: scan a staged change, files or a text, and report what was found.
 *
 * @example
 * const source = new TextSource(Buffer.from(text));
 * const policy = () => loadPolicy({ allowlist: undefined, settings: undefined });
 * const result = await scan({ source, rules, unfold, policy, now: new Date() });
 */
export { loadPolicy, type PolicyFiles } from './config/load.ts';
export type { Allowlist, AllowEntry, PathEntry } from './core/allowlist.ts';
export { AppError, type ConfigProblem, type ErrorArgs, type ErrorCode } from './core/errors.ts';
export type { AllowedFinding, Finding, Permission } from './core/finding.ts';
export { fingerprint } from './core/fingerprint.ts';
export type { Fragment } from './core/fragment.ts';
export type { Policy } from './core/judge.ts';
export { type ExitCode, exitCodeOf } from './core/result.ts';
export type { Rule, RuleId, Severity } from './core/rule.ts';
export { rules } from './core/rules/index.ts';
export { scan, type ScanOptions, type ScanResult } from './core/scan.ts';
export type { Settings } from './core/settings.ts';
export type { NotUnfolded, Source, SourceItem } from './core/source.ts';
export { GitClient } from './git/client.ts';
export { FilesSource, TextSource } from './git/files.ts';
export { StagedSource } from './git/staged.ts';
export { type Messages, messagesFor } from './messages/index.ts';
export type { Language } from './messages/language.ts';
export { jsonReport } from './report/json.ts';
export { type TextContext, textReport } from './report/text.ts';
export { unfold } from './text/unfold.ts';
