import type { LoaderHint } from '../../fix/loaders.ts';
import type { EnvProblem } from '../../fix/plan.ts';

/** The number of credentials that a fix removes: whole, and in part. */
export interface RemovedCount {
  readonly whole: number;
  readonly parts: number;
}

/** The texts of `keyward fix`. */
export interface FixMessages {
  /** The heading of the changes: the credentials that they remove, and the number of all. */
  title(removed: RemovedCount, all: number): string;
  /** Nothing staged has a finding. */
  clean: string;
  /** No credential can be removed. */
  notUnderstood: string;
  /** After the path of a file that leaves the index. */
  unstaged: string;
  /** After the path of a file of which only the staged version changes. */
  stagedOnly: string;
  /** After the path of a `.gitignore` that was not tracked. */
  stagedWhole: string;
  /** After the path of `.env`. */
  env(isNew: boolean): string;
  /** Why no literal was replaced. */
  readonly problems: Readonly<Record<EnvProblem, string>>;
  dryRun: string;
  /** Without a terminal. */
  needsConsent(command: string): string;
  question: string;
  declined: string;
  done(removed: RemovedCount): string;
  loaderTitle: string;
  /** @param variables the names that the code reads now */
  readonly loaders: Readonly<Record<LoaderHint, (variables: readonly string[]) => string>>;
  leaked(command: string): string;
  /** A value is in earlier commits. */
  committed(command: string): string;
}
