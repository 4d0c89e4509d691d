import type { KeyFacts } from '../../respond/key.ts';
import type { StepId } from '../../respond/step.ts';
import type { Phase } from '../../respond/steps.ts';
import type { Revocation } from '../../rules/revocation.ts';

/** The texts of the guide for a leaked key. docs/respond-sources.md lists the AWS pages that they were checked against. */
export interface ResponseMessages {
  title: string;
  readonly hurry: HurryMessages;
  /** The heading of the table of contents. */
  contents: string;
  stepRange(first: number, last: number): string;
  /** The prompt on a terminal. */
  more(command: string): string;
  /** The date of the last check against AWS's documentation. */
  checked(date: string): string;
  /** Says what keyward does not do. */
  offline: string;
  /** The hint if no key ID was given. */
  noKey(command: string): string;
  known(shown: string): string;
  readonly lifetime: Readonly<Record<KeyFacts['lifetime'], string>>;
  account(id: string): string;
  noAccount: string;
  canary: string;
  unknown: string;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly steps: Readonly<Record<StepId, StepWords>>;
  /** How to revoke a credential other than an access key. The report prints the kinds before it. */
  readonly revocations: Readonly<Record<Revocation, string>>;
  /** The text before the loop for PowerShell. */
  powershell: string;
  /** Returns the URL in this language, if there is one. */
  localize(address: string): string;
  saved(path: string): string;
}

interface StepWords {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The texts for those who read only the first screen. */
interface HurryMessages {
  title: string;
  /** The way through the console. */
  readonly console: Readonly<Record<KeyFacts['lifetime'], string>>;
  /** The text before the commands, which these two steps explain. */
  commands(first: number, second: number): string;
  root(step: number): string;
  others(step: number): string;
}
