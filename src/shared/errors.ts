/**
 * The arguments of each error, by its code. An error means that the scan could not be done: it blocks, with exit code
 * 2.
 *
 * An error carries a code and plain arguments, never sentences; `messages/` has the texts. No argument may contain text
 * from a user's file or from another program's error, because either may quote a secret.
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
  'out-of-time': { budget: number };
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
  'allow-invalid': { option: string; problem: ConfigProblem };
  'allow-nothing-blocked': object;
  'allow-ambiguous': { word: string };
  'allow-hidden': { count: number };
  'allow-unconfirmed': object;
  'allow-no-reason': object;
  'allow-expired': object;
  'allow-not-a-report': { path: string };
  'allow-path-elsewhere': { path: string; glob: string };
  'merge-not-a-shard': { path: string };
  'merge-twice': { path: string; index: number };
  'merge-missing': { indices: string; count: number };
  'merge-other-audit': { path: string };
  'merge-other-rules': { path: string };
  'merge-other-commits': object;
  'merge-packed-otherwise': object;
  'merge-lost': { path: string };
  'fix-outdated': object;
  'fix-not-ignored': { path: string };
  'init-no-package': object;
  'init-no-agents': { names: string };
  'init-hooks-path': { hooksPath: string; scope: string; block: string };
  'init-hooks-path-global': { hooksPath: string; scope: string; block: string };
  'init-not-global': object;
  'init-paste': { manager: string; file: string; lines: string; command: string };
  'init-set-up': { manager: string; hook: string; command: string };
  'init-husky-silences': { hooks: string };
  'init-husky-gone': { hooksPath: string };
  'init-husky-global': { hooksPath: string };
  'init-command-failed': { command: string };
  'init-ci-exists': { path: string };
  'init-ci-paste': { path: string; file: string; lines: string };
  'hook-foreign': { path: string };
  'hook-is-folder': { path: string };
  'package-json': { path: string };
  'respond-no-key-id': object;
  'respond-secret': object;
  'file-exists': { path: string };
  'node-too-old': { found: string };
  internal: { at: string };
}

/** The CI system; keyward finds the range of commits by itself on GitHub and GitLab. */
export type CiPlatform = 'github' | 'gitlab' | 'other';

/** The position of a mistake in a settings file; line and column count from 1. */
interface ConfigPlace {
  file: string;
  line: number;
  column: number;
}

/** The kind of mistake. The value itself may be a secret, so it is never repeated. */
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

/** keyward's only error type. `cause` is for debuggers and is never printed. */
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

/** Returns the error for a file that cannot be read or written. The system's code is the reason. */
export function fileError(
  code: 'unreadable-file' | 'unwritable-file',
  path: string,
  cause: unknown,
): AppError {
  return new AppError(code, { path, reason: (cause as NodeJS.ErrnoException).code ?? '?' }, cause);
}
