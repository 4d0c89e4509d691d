import type { ExitCode } from '../scan/exit-code.ts';

/** The result of one check. Advice is shown but does not affect the verdict. */
export type Status = 'ok' | 'not-ok' | 'could-not-check' | 'advice';

/** The status of a diagnosis and the type of its arguments. */
interface DiagnosisKind<Args> {
  readonly status: Status;
  /** Never set: it carries the type of the arguments. */
  readonly args?: Args;
}

function kind<Args = object>(status: Status): DiagnosisKind<Args> {
  return { status };
}

/** The diagnoses of `keyward doctor`: the status of each, and its arguments. The texts are in `messages/doctor/`. */
const DIAGNOSES = {
  'git-version': kind<{ version: string }>('ok'),
  'git-old': kind<{ version: string; needed: string }>('not-ok'),
  'node-version': kind<{ version: string }>('ok'),
  'node-gone': kind<{ path: string }>('not-ok'),
  'package-ready': kind('ok'),
  'package-no-script': kind('advice'),
  'package-global': kind<{ hasPackage: boolean }>('ok'),
  'package-framework': kind('ok'),
  'package-not-listed': kind<{ path: string }>('not-ok'),
  'package-not-installed': kind<{ path: string }>('not-ok'),
  'hooks-path': kind<{ folder: string; scope: string | undefined }>('ok'),
  'hooks-path-missing': kind<{ folder: string; scope: string }>('not-ok'),
  'hooks-path-no-folder': kind<{ folder: string; scope: string }>('not-ok'),
  'hook-blocks': kind<{ hook: string }>('ok'),
  'hook-missing': kind<{ hook: string; path: string }>('not-ok'),
  'hook-dangling': kind<{ hook: string; path: string }>('not-ok'),
  'hook-no-file': kind<{ hook: string; path: string }>('not-ok'),
  'hook-not-executable': kind<{ hook: string; path: string }>('not-ok'),
  'hook-without-keyward': kind<{ hook: string; path: string }>('not-ok'),
  'hook-shadowed': kind<{ hook: string; path: string; hidden: string }>('not-ok'),
  'hook-ends-early': kind<{ hook: string; path: string; line: number }>('not-ok'),
  'hook-manager-off': kind<{ hook: string; manager: string; place: string }>('not-ok'),
  'hook-to-set-up': kind<{ hook: string; path: string; manager: string }>('not-ok'),
  'hook-not-in-settings': kind<{ hook: string; path: string; manager: string; file: string }>('not-ok'),
  'hook-passes': kind<{ hook: string; path: string }>('not-ok'),
  'hook-allowed': kind<{ hook: string }>('not-ok'),
  'hook-blocks-otherwise': kind<{ hook: string; exit: number; said: string }>('not-ok'),
  'hook-behind-others': kind<{ hook: string; path: string; line: number }>('could-not-check'),
  'hook-by-manager': kind<{ hook: string; path: string; manager: string }>('could-not-check'),
  'hook-chained': kind<{ hook: string; path: string; hidden: string }>('could-not-check'),
  'hook-by-hand': kind<{ hook: string; path: string }>('could-not-check'),
  'hook-no-trial': kind<{ hook: string; reason: TrialProblem }>('could-not-check'),
  'hook-lines-old': kind<{ hook: string; path: string }>('advice'),
  'hook-no-second-look': kind<{ hook: string; path: string; line: number }>('advice'),
  'hook-others-after': kind<{ hook: string; after: string }>('advice'),
  'user-hooks': kind<{ place: string }>('ok'),
  'user-none': kind('not-ok'),
  'user-elsewhere': kind<{ folder: string; scope: string }>('not-ok'),
  'user-files': kind<{ count: number; first: string }>('not-ok'),
  'user-package-gone': kind<{ path: string }>('not-ok'),
  'user-own-hook': kind('ok'),
  'user-own-hook-silent': kind<{ hook: string }>('not-ok'),
  'user-limits': kind('advice'),
  'user-not-here': kind<{ folder: string }>('advice'),
  'worktree-unreadable': kind<{ path: string }>('could-not-check'),
  allowlist: kind<{ entries: number }>('ok'),
  'allowlist-broken': kind<{ file: string; line: number; column: number }>('not-ok'),
  'allowlist-expired': kind<{ count: number; first: string }>('not-ok'),
  settings: kind<{ off: readonly string[] }>('ok'),
  'settings-broken': kind<{ file: string; line: number; column: number }>('not-ok'),
  'agent-denies': kind<{ agent: string; file: string }>('ok'),
  'agent-passes': kind<{ agent: string; event: string; file: string }>('not-ok'),
  'agent-missing': kind<{ agent: string; file: string }>('not-ok'),
  'agent-unregistered': kind<{ agent: string; event: string; file: string }>('not-ok'),
  'agent-open': kind<{ agent: string; event: string; file: string }>('not-ok'),
  'agent-twice': kind<{ agent: string; event: string }>('advice'),
  'agent-trust': kind('advice'),
  ci: kind<{ file: string }>('ok'),
  'ci-own-keyward': kind<{ file: string }>('advice'),
  'ci-without-keyward': kind<{ files: readonly string[] }>('advice'),
  'ci-none': kind('advice'),
} as const;

export type DiagnosisCode = keyof typeof DIAGNOSES;

/** The arguments of each diagnosis. */
export type DiagnosisArgs = {
  [C in DiagnosisCode]: (typeof DIAGNOSES)[C] extends DiagnosisKind<infer Args> ? Args : never;
};

/** Why the doctor could not test a hook. */
export type TrialProblem = 'no-answer' | 'no-hooks-run' | 'manager-missing' | 'manager-settings';

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
  return { code, status: DIAGNOSES[code].status, args, fix };
}

/** The diagnoses for one worktree; `worktree` is undefined for those about the machine or the whole repository. */
export interface Section {
  readonly worktree: string | undefined;
  readonly diagnoses: readonly Diagnosis[];
}

/** Returns the commands that `doctor --fix` may run, without duplicates. */
export function safeCommands(sections: readonly Section[]): readonly string[] {
  const fixes = sections.flatMap(({ diagnoses }) =>
    diagnoses.filter(({ status }) => status === 'not-ok').flatMap(({ fix }) => fix ?? []),
  );
  return [...new Set(fixes.filter(({ safe }) => safe).map(({ command }) => command))];
}

/** Returns the exit code: 1 for a problem, else 2 if something could not be checked, else 0. */
export function doctorExitCode(sections: readonly Section[]): ExitCode {
  const statuses = new Set(sections.flatMap(({ diagnoses }) => diagnoses.map(({ status }) => status)));
  if (statuses.has('not-ok')) return 1;
  return statuses.has('could-not-check') ? 2 : 0;
}
