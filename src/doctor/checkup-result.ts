import type { ExitCode } from '../scan/exit-code.ts';

/** The result of one check. Advice is shown but does not affect the verdict. */
export type Status = 'ok' | 'not-ok' | 'could-not-check' | 'advice';

/** The diagnoses of `keyward doctor` and their arguments. The texts are in `messages/doctor/`. */
export interface DiagnosisArgs {
  'git-version': { version: string };
  'git-old': { version: string; needed: string };
  'node-version': { version: string };
  'node-gone': { path: string };
  'package-ready': object;
  'package-no-script': object;
  'package-global': { hasPackage: boolean };
  'package-not-listed': { path: string };
  'package-not-installed': { path: string };
  'hooks-path': { folder: string; scope: string | undefined };
  'hooks-path-missing': { folder: string; scope: string };
  'hooks-path-no-folder': { folder: string; scope: string };
  'hook-blocks': { hook: string };
  'hook-missing': { hook: string; path: string };
  'hook-dangling': { hook: string; path: string };
  'hook-no-file': { hook: string; path: string };
  'hook-not-executable': { hook: string; path: string };
  'hook-without-keyward': { hook: string; path: string };
  'hook-shadowed': { hook: string; path: string; hidden: string };
  'hook-ends-early': { hook: string; path: string; line: number };
  'hook-manager-off': { hook: string; manager: string; place: string };
  'hook-to-set-up': { hook: string; path: string; manager: string };
  'hook-not-in-settings': { hook: string; path: string; manager: string; file: string };
  'hook-passes': { hook: string; path: string };
  'hook-allowed': { hook: string };
  'hook-blocks-otherwise': { hook: string; exit: number; said: string };
  'hook-behind-others': { hook: string; path: string; line: number };
  'hook-by-manager': { hook: string; path: string; manager: string };
  'hook-chained': { hook: string; path: string; hidden: string };
  'hook-by-hand': { hook: string; path: string };
  'hook-no-trial': { hook: string; reason: TrialProblem };
  'hook-lines-old': { hook: string; path: string };
  'hook-no-second-look': { hook: string; path: string; line: number };
  'hook-others-after': { hook: string; after: string };
  'user-hooks': { place: string };
  'user-none': object;
  'user-elsewhere': { folder: string; scope: string };
  'user-files': { count: number; first: string };
  'user-package-gone': { path: string };
  'user-own-hook': object;
  'user-own-hook-silent': { hook: string };
  'user-limits': object;
  'user-not-here': { folder: string };
  'worktree-unreadable': { path: string };
  allowlist: { entries: number };
  'allowlist-broken': { file: string; line: number; column: number };
  'allowlist-expired': { count: number; first: string };
  settings: { off: readonly string[] };
  'settings-broken': { file: string; line: number; column: number };
  'agent-denies': { agent: string; file: string };
  'agent-passes': { agent: string; event: string; file: string };
  'agent-missing': { agent: string; file: string };
  'agent-unregistered': { agent: string; event: string; file: string };
  'agent-open': { agent: string; event: string; file: string };
  'agent-twice': { agent: string; event: string };
  'agent-trust': object;
  ci: { file: string };
  'ci-own-keyward': { file: string };
  'ci-without-keyward': { files: readonly string[] };
  'ci-none': object;
}

/** Why the doctor could not test a hook. */
export type TrialProblem = 'no-answer' | 'no-hooks-run' | 'manager-missing' | 'manager-settings';

export type DiagnosisCode = keyof DiagnosisArgs;

/** The status of each diagnosis. */
const STATUS: Readonly<Record<DiagnosisCode, Status>> = {
  'git-version': 'ok',
  'git-old': 'not-ok',
  'node-version': 'ok',
  'node-gone': 'not-ok',
  'package-ready': 'ok',
  'package-no-script': 'advice',
  'package-global': 'ok',
  'package-not-listed': 'not-ok',
  'package-not-installed': 'not-ok',
  'hooks-path': 'ok',
  'hooks-path-missing': 'not-ok',
  'hooks-path-no-folder': 'not-ok',
  'hook-blocks': 'ok',
  'hook-missing': 'not-ok',
  'hook-dangling': 'not-ok',
  'hook-no-file': 'not-ok',
  'hook-not-executable': 'not-ok',
  'hook-without-keyward': 'not-ok',
  'hook-shadowed': 'not-ok',
  'hook-ends-early': 'not-ok',
  'hook-manager-off': 'not-ok',
  'hook-to-set-up': 'not-ok',
  'hook-not-in-settings': 'not-ok',
  'hook-passes': 'not-ok',
  'hook-allowed': 'not-ok',
  'hook-blocks-otherwise': 'not-ok',
  'hook-behind-others': 'could-not-check',
  'hook-by-manager': 'could-not-check',
  'hook-chained': 'could-not-check',
  'hook-by-hand': 'could-not-check',
  'hook-no-trial': 'could-not-check',
  'hook-lines-old': 'advice',
  'hook-no-second-look': 'advice',
  'hook-others-after': 'advice',
  'user-hooks': 'ok',
  'user-none': 'not-ok',
  'user-elsewhere': 'not-ok',
  'user-files': 'not-ok',
  'user-package-gone': 'not-ok',
  'user-own-hook': 'ok',
  'user-own-hook-silent': 'not-ok',
  'user-limits': 'advice',
  'user-not-here': 'advice',
  'worktree-unreadable': 'could-not-check',
  allowlist: 'ok',
  'allowlist-broken': 'not-ok',
  'allowlist-expired': 'not-ok',
  settings: 'ok',
  'settings-broken': 'not-ok',
  'agent-denies': 'ok',
  'agent-passes': 'not-ok',
  'agent-missing': 'not-ok',
  'agent-unregistered': 'not-ok',
  'agent-open': 'not-ok',
  'agent-twice': 'advice',
  'agent-trust': 'advice',
  ci: 'ok',
  'ci-own-keyward': 'advice',
  'ci-without-keyward': 'advice',
  'ci-none': 'advice',
};

/** The command that fixes a problem. */
export interface Fix {
  readonly command: string;
  /** The command only does what an install of the project's dependencies does, so `--fix` may run it. */
  readonly safe: boolean;
}

/** One result of a check. */
export interface Diagnosis<C extends DiagnosisCode = DiagnosisCode> {
  readonly code: C;
  readonly status: Status;
  readonly args: DiagnosisArgs[C];
  readonly fix: Fix | undefined;
}

export function diagnosis<C extends DiagnosisCode>(code: C, args: DiagnosisArgs[C], fix?: Fix): Diagnosis {
  return { code, status: STATUS[code], args, fix };
}

/** The diagnoses for one worktree; `worktree` is undefined for those about the machine or the whole repository. */
export interface Section {
  readonly worktree: string | undefined;
  readonly diagnoses: readonly Diagnosis[];
}

/** Returns the exit code: 1 for a problem, else 2 if something could not be checked, else 0. */
export function doctorExitCode(sections: readonly Section[]): ExitCode {
  const statuses = new Set(sections.flatMap(({ diagnoses }) => diagnoses.map(({ status }) => status)));
  if (statuses.has('not-ok')) return 1;
  return statuses.has('could-not-check') ? 2 : 0;
}
