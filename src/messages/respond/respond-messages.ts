import type { EndingId } from '../../respond/endings.ts';
import type { Phase, StepId } from '../../respond/steps.ts';

/** The texts of the guide for a leaked key. docs/respond.md lists the AWS pages that they were checked against. */
export interface ResponseMessages {
  title: string;
  /** The date of the last check against AWS's documentation. */
  checked(date: string): string;
  /** Says what keyward does not do. */
  offline: string;
  /** The hint if no key ID was given. */
  noKey: string;
  known(shown: string): string;
  readonly lifetime: Readonly<Record<'long-term' | 'temporary', string>>;
  account(id: string): string;
  noAccount: string;
  canary: string;
  unknown: string;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly steps: Readonly<Record<StepId, StepWords>>;
  /** How to revoke a credential other than an access key. The report prints the kinds before it. */
  readonly endings: Readonly<Record<EndingId, string>>;
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
