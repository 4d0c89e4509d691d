/**
 * keyward as a library: scan a staged change, commits, files or a text, and report what was found. `docs/library.md` has
 * examples.
 *
 * @example
 * const { findings, exitCode } = await scanStaged({ cwd: process.cwd() });
 */
export {
  type Check,
  scanRange,
  type ScanRangeOptions,
  scanStaged,
  type ScanStagedOptions,
  scanText,
  type ScanTextOptions,
} from './library.ts';
export { loadPolicy, type PolicyFiles } from './policy/load-policy.ts';
export type { Allowlist, AllowEntry, PathEntry } from './policy/allowlist.ts';
export { AppError, type ConfigProblem, type ErrorArgs, type ErrorCode } from './shared/errors.ts';
export type { AllowedFinding, Finding } from './scan/finding.ts';
export type { Permission } from './policy/allowlist.ts';
export { fingerprint } from './shared/fingerprint.ts';
export type { Fragment } from './shared/fragment.ts';
export type { Policy } from './policy/policy.ts';
export { type ExitCode, exitCodeOf } from './scan/exit-code.ts';
export type { Rule, RuleId, Severity } from './rules/rule.ts';
export { rules } from './rules/index.ts';
export { scan, type ScanResult } from './scan/scan.ts';
export { type ScanOptions } from './scan/scan-options.ts';
export type { Settings } from './policy/settings.ts';
export type { Unscanned } from './decode/content.ts';
export type { ChangeContext, Source, SourceItem } from './scan/source.ts';
export { GitClient } from './git/git.ts';
export { FilesSource, TextSource } from './sources/files.ts';
export { StagedSource } from './sources/staged.ts';
export { type Messages, messagesFor } from './messages/index.ts';
export type { Language } from './messages/language.ts';
export { errorText } from './report/error.ts';
export { jsonReport } from './report/json.ts';
export { textReport } from './report/text.ts';
export type { TextContext } from './report/text-context.ts';
export { extractTexts as unfold } from './decode/extract-texts.ts';
