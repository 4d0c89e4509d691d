/**
 * A scan that could not be done. It blocks: everything that could not be read or run ends in exit code 2.
 *
 * An error holds a code and plain arguments, never sentences: the words stand in `messages/`. No argument may hold text
 * that was read from a user's file or from a third party's error, because either may quote a secret.
 */
export interface ErrorArgs {
  'git-missing': object;
  'git-failed': { command: string; exit: number | null };
  'git-killed': { command: string; signal: string };
  'git-silent': { command: string; seconds: number };
  'git-short': { command: string };
  'git-too-much': { command: string; megabytes: number };
  'too-many-copies': { path: string; count: number };
  'not-a-repository': object;
  'no-work-tree': object;
  'work-tree-unknown': object;
  'unsafe-repository': { path: string };
  'line-break-in-path': object;
  'object-missing': { path: string };
  'unmerged-path': { path: string };
  'range-unknown': object;
  'range-shallow': { platform: CiPlatform };
  'ci-unknown': object;
  'ci-event': { platform: CiPlatform };
  'unreadable-file': { path: string; reason: string };
  'unwritable-file': { path: string; reason: string };
  'link-elsewhere': { path: string };
  'usage-unknown-command': { word: string | undefined; nearest: string | undefined };
  'usage-unexpected-argument': { word: string | undefined; usage: string };
  'usage-missing-argument': { usage: string };
  'usage-unknown-option': { option: string | undefined; nearest: string | undefined; command: string };
  'usage-missing-value': { option: string; command: string };
  'usage-unexpected-value': { option: string; command: string };
  'usage-missing-option': { option: string };
  'usage-conflict': { options: string };
  'usage-bad-value': { option: string; expected: string };
  'config-syntax': ConfigPlace;
  'config-conflict': ConfigPlace;
  'config-invalid': ConfigPlace & { problem: ConfigProblem; key?: string; nearest?: string };
  'allow-not-found': object;
  'allow-nothing-blocked': object;
  'allow-path-elsewhere': { path: string; glob: string };
  'init-no-package': object;
  'init-hooks-path': { hooksPath: string; scope: string; block: string };
  'init-paste': { manager: string; file: string; lines: string; command: string };
  'init-set-up': { manager: string; hook: string; command: string };
  'init-husky-silences': { hooks: string };
  'init-husky-gone': { hooksPath: string };
  'init-husky-global': { hooksPath: string };
  'init-command-failed': { command: string };
  'hook-foreign': { path: string };
  'hook-is-folder': { path: string };
  'package-json': { path: string };
  'respond-no-key-id': object;
  'respond-secret': object;
  'file-exists': { path: string };
  'node-too-old': { found: string };
  internal: { at: string };
}

/** Where CI runs, as far as keyward finds the range by itself. */
export type CiPlatform = 'github' | 'gitlab' | 'other';

/** Where in a settings file something is wrong; line and column count from 1. */
interface ConfigPlace {
  file: string;
  line: number;
  column: number;
}

/** What is wrong there, as a code: the value itself may be a secret and is never repeated. */
export type ConfigProblem =
  | 'not-an-object'
  | 'unknown-key'
  | 'version'
  | 'fingerprint'
  | 'rule'
  | 'reason'
  | 'glob'
  | 'glob-broad'
  | 'date'
  | 'boolean'
  | 'rules-list'
  | 'account'
  | 'language'
  | 'url'
  | 'value-in-text'
  | 'text';

export type ErrorCode = keyof ErrorArgs;

/** The one error type of keyward. `cause` is for debuggers only and is never printed. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly args: ErrorArgs[C];

  constructor(code: C, args: ErrorArgs[C], cause?: unknown) {
    super(code, { cause });
    this.name = 'AppError';
    this.code = code;
    this.args = args;
  }
}
