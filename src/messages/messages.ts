import type { AdviceMessages } from './advice/advice-messages.ts';
import type { HelpMessages } from './help/help-messages.ts';
import type { Language } from './language.ts';
import type { AllowEntry } from '../policy/allowlist.ts';
import type { Kept, Limit } from '../scan/audit-result.ts';
import type { DiagnosisArgs } from '../doctor/checkup-result.ts';
import type { ErrorArgs } from '../shared/errors.ts';
import type { Permission } from '../policy/allowlist.ts';
import type { RuleId } from '../rules/rule.ts';
import type { RuleTexts } from './rules/rule-texts.ts';
import type { UnscannedReason } from '../decode/content.ts';

/** All texts of one language. Pure functions from data to text. */
export interface Messages {
  readonly language: Language;
  readonly rules: Readonly<Record<RuleId, RuleTexts>>;
  readonly report: ReportMessages;
  readonly advice: AdviceMessages;
  readonly errors: { readonly [C in keyof ErrorArgs]: (args: ErrorArgs[C]) => string };
  readonly allow: AllowMessages;
  readonly audit: AuditMessages;
  readonly install: InstallMessages;
  readonly doctor: DoctorMessages;
  readonly help: HelpMessages;
}

interface ReportMessages {
  /** The verdict on a commit: the number of credentials, and where the first one is. */
  blocked(count: number, place: string): string;
  /** The verdict on a push. */
  pushBlocked(count: number, place: string): string;
  /** The verdict on files or text. */
  found(count: number, place: string): string;
  /** The commit message as a location. */
  message: string;
  /** The header of a commit or tag as a location. */
  header: string;
  commit(id: string): string;
  /** The location of a finding in a file name. */
  inName: string;
  /** The location of a finding in the name of a branch, tag or other ref. */
  inRefName: string;
  account(id: string, own: boolean | undefined): string;
  /** The key belongs to an account known for canary tokens. */
  canary: string;
  /** Tracking refs contain the commit. */
  onRemotes(refs: string): string;
  expired(permission: Permission): string;
  /** Several files as a location; the last name is `…` if there are more. */
  inFiles(count: number, names: readonly string[]): string;
  /** The number of credentials that the report leaves out; the command that shows them follows. */
  more(count: number): string;
  /** AWS's page about deactivating access keys. */
  deactivateLink: string;
  deactivateCommand: string;
  allowed(count: number, reasons: string): string;
  unscanned(path: string, reason: UnscannedReason): string;
  /** Disabled rules with their reasons. */
  rulesOff(rules: string): string;
  /** A rule that the scanned commits disable. */
  newRuleOff(rule: string): string;
  /** A setting that the scanned commits change. */
  newSetting(setting: string): string;
  /** An entry that the scanned commits add to the allowlist. */
  newEntry(entry: string): string;
  unscannedStrict: string;
  /** An expired credential. */
  outOfDate(place: string, what: string): string;
  /** A word that looks like an access key ID. */
  impossible(place: string, preview: string): string;
  scanned(files: number, lines: number, bytes: number): string;
  /** What to do about a value, in a CI system's annotation; in commits others may have read it. */
  annotation(isCommitted: boolean): string;
  /** The columns of a job summary: position, kind, preview, commit. */
  summaryColumns: readonly [string, string, string, string];
  /** The verdict of a job summary if `strict` makes unscanned content an error. */
  summaryUnscanned: string;
  /** The job summary would be too large. */
  summaryCut: string;
  /** The verdict on a range of commits without findings. */
  commitsClean(count: number): string;
  /** The verdict on files without findings: the staged ones, all that are tracked, or those that the command names. */
  filesClean(count: number, kind: 'staged' | 'tracked' | 'given'): string;
}

/** Texts of an audit report. */
export interface AuditMessages {
  /** The verdict where no commit contains any of the credentials. */
  leftOver(count: number): string;
  /** The verdict. */
  found(count: number): string;
  clean(objects: number, unscanned: number): string;
  /** The verdict on an incomplete history without findings. */
  limited(limit: Limit, objects: number): string;
  readonly limit: Readonly<Record<Limit, string>>;
  /** An example of a path that was not checked because there are too many. */
  crowded(path: string): string;
  submodules(paths: string): string;
  /** Says that a report is of one shard only. */
  shard(index: number, count: number): string;
  allowed(count: number): string;
  morePlaces(count: number): string;
  first(date: string, id: string, author: string): string;
  last(date: string, id: string, author: string): string;
  now(references: string): string;
  history(references: string, isNow: boolean): string;
  readonly kept: Readonly<Record<Kept, string>>;
  pushed(remotes: string): string;
  wasPushed: string;
  notPushed: string;
  look(command: string): string;
  tagMessage: string;
  unnamed(id: string): string;
  stepsTitle: string;
  deactivate: string;
  deactivateIfSeen: string;
  rotate: string;
  rewrite: string;
  rewritePaths: string;
  /** How to replace names and addresses. */
  mailmap: string;
  oddPaths(count: number): string;
  push: string;
  dropStash: string;
  unstage: string;
  forgetLocal: string;
  more(count: number): string;
  stays: string;
  allow: string;
  progress(done: number, all: number): string;
  interrupted: string;
  looked(objects: number): string;
  contents: string;
  timeline: string;
  /** Follows the name of a commit that is checked out without a branch. */
  detached: string;
  /** No branch, tag or other ref has it in its files now. */
  takenOut: string;
  readonly label: Readonly<
    Record<'account' | 'place' | 'paths' | 'first' | 'last' | 'now' | 'history' | 'pushed', string>
  >;
}

interface AllowMessages {
  added(count: number, file: string): string;
  nextCommit: string;
  /** The values are in commits already. */
  commitIt: string;
  /** A report without findings. */
  nothingFound: string;
  /** The head of the list of values that `--last` will allow. */
  willAllow(count: number): string;
  /** Asks for `y` or `n`. */
  confirm: string;
  /** The answer was not `y`. */
  declined: string;
  /** Asks for the reason. */
  why: string;
  entry(fingerprint: string, entry: AllowEntry, isExpired?: boolean): string;
  pathEntry(glob: string, rules: string, reason: string): string;
  empty: string;
  fine(count: number): string;
  stale(name: string): string;
  expired(name: string, date: string): string;
  broad(name: string): string;
  repeated(name: string, line: number): string;
  problems(count: number): string;
  /** The command that removes entries. */
  prune(command: string): string;
  pruned(count: number, file: string): string;
}

interface InstallMessages {
  registered(hook: string): string;
  unchanged(hook: string): string;
  script(name: string): string;
  dependency(command: string): string;
  commitThese(files: string): string;
  /** A CI file that was written now. */
  ciWritten(path: string): string;
  /** A CI file that runs keyward already. */
  ciUnchanged(path: string): string;
  /** The settings of agents that run keyward now. */
  agentsRegistered(files: string): string;
  agentsUnchanged(files: string): string;
  /** Codex runs a project's hooks only after the user has trusted them. */
  codexTrust: string;
  /** CI files that uninstall does not remove. */
  ciLeft(paths: string): string;
  tryIt(command: string): string;
  skipped(reason: SkipReason): string;
  removed(paths: string): string;
  nothingToRemove: string;
  foreignLeft(path: string): string;
  /** Pasted lines, which the user has to remove. */
  pastedLeft(path: string): string;
  /** The texts of `--global`. */
  readonly user: {
    registered(place: string): string;
    unchanged(place: string): string;
    /** Which repositories are not covered. */
    limits: string;
    /** Nobody else is guarded. */
    teammates(command: string): string;
    check: string;
    removed(places: string): string;
    left(path: string): string;
  };
}

/** Why `keyward install` did nothing. */
export type SkipReason =
  | 'no-git'
  | 'no-repository'
  | 'unsafe'
  | 'line-break'
  | 'ci'
  | 'production'
  | 'hooks-path'
  | 'dependency'
  | 'husky-missing'
  | 'paste'
  | 'set-up';

interface DoctorMessages {
  /** The verdict of the rules' test on their own examples. */
  verdict(rules: number, failed: number): string;
  guarded: string;
  /** The verdict of `--global`. */
  guardedForUser: string;
  notGuarded(problems: number): string;
  /** The verdict if there is no problem but something could not be checked. */
  unsure(count: number): string;
  worktree(path: string): string;
  fix(command: string): string;
  /** The command that runs all safe fixes. */
  fixable(command: string): string;
  /** Introduces what keyward printed when it blocked the commit of a test. */
  readonly blockedExample: string;
  readonly diagnoses: { readonly [C in keyof DiagnosisArgs]: (args: DiagnosisArgs[C]) => string };
}
