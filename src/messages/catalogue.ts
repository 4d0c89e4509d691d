import type { AllowEntry } from '../core/allowlist.ts';
import type { ErrorArgs } from '../core/errors.ts';
import type { Permission } from '../core/finding.ts';
import type { RuleId } from '../core/rule.ts';
import type { NotUnfoldedReason } from '../core/source.ts';

/** Every sentence that a person reads, in one language. Pure functions from data to text. */
export interface Messages {
  readonly rules: Readonly<Record<RuleId, string>>;
  readonly report: ReportMessages;
  readonly errors: { readonly [C in keyof ErrorArgs]: (args: ErrorArgs[C]) => string };
  readonly allow: AllowMessages;
  readonly install: InstallMessages;
  readonly doctor: DoctorMessages;
  readonly help: HelpMessages;
}

interface ReportMessages {
  /** The verdict on a commit: how many, and where the first is. */
  blocked(count: number, place: string): string;
  /** The verdict on a push. */
  pushBlocked(count: number, place: string): string;
  /** The verdict on files or text. */
  found(count: number, place: string): string;
  /** The message of a commit, as a place. */
  message: string;
  commit(id: string): string;
  /** In a file's name. */
  inName: string;
  account(id: string, own: boolean | undefined): string;
  /** The account is known for canary tokens. */
  canary: string;
  alreadyCommitted: string;
  expired(permission: Permission): string;
  more(count: number): string;
  stepsTitle: string;
  takeOut: string;
  takeOutOfName: string;
  takeOutOfMessage: string;
  takeOutOfCommits: string;
  /** For what no variable stands for. */
  keepOut: string;
  thenStage(command: string): string;
  deactivate(link: string): string;
  /** For what others may have seen already. */
  deactivateNow(link: string): string;
  /** AWS's page about deactivating access keys. */
  deactivateLink: string;
  deactivateCommand: string;
  /** Where everything else to do after a leak is told. */
  respond(command: string): string;
  allow(count: number): string;
  /** For what stands in commits. */
  allowCommitted(count: number): string;
  allowNotStaged(command: string): string;
  allowPathCommit(command: string): string;
  help(url: string): string;
  /** The reason in the command to paste. */
  sampleReason: string;
  allowed(count: number, reasons: string): string;
  notUnfolded(path: string, reason: NotUnfoldedReason): string;
  notUnfoldedStrict: string;
  /** A credential that has expired. */
  outOfDate(place: string, what: string): string;
  scanned(files: number, lines: number, bytes: number): string;
  /** Nothing was found in so many commits. */
  commitsClean(count: number): string;
}

interface AllowMessages {
  added(count: number, file: string): string;
  nextCommit: string;
  entry(fingerprint: string, entry: AllowEntry): string;
  pathEntry(glob: string, rules: string, reason: string): string;
  empty: string;
  fine(count: number): string;
  stale(name: string): string;
  expired(name: string, date: string): string;
  broad(name: string): string;
  repeated(name: string, line: number): string;
  problems(count: number): string;
  pruned(count: number): string;
}

interface InstallMessages {
  registered(hook: string): string;
  unchanged(hook: string): string;
  script(name: string): string;
  dependency(command: string): string;
  commitThese(files: string): string;
  tryIt: string;
  skipped(reason: SkipReason): string;
  removed(paths: string): string;
  nothingToRemove: string;
  foreignLeft(path: string): string;
}

/** Why `keyward install` did nothing. */
export type SkipReason =
  | 'no-git'
  | 'no-repository'
  | 'ci'
  | 'production'
  | 'hooks-path'
  | 'dependency'
  | 'husky-missing';

interface DoctorMessages {
  /** How the rules did on their own examples. */
  verdict(rules: number, failed: number): string;
}

interface HelpMessages {
  usage: string;
  commands: string;
  options: string;
  readonly command: Readonly<Record<string, string>>;
  readonly option: Readonly<Record<string, string>>;
}
