import type { EndingId } from '../../respond/endings.ts';
import type { Phase, StepId } from '../../respond/steps.ts';

/** The words of the guide for after a leak. What it says of AWS is held against AWS's pages in docs/respond.md. */
export interface ResponseMessages {
  title: string;
  /** When it was last held against AWS's documentation. */
  checked(date: string): string;
  /** What keyward does not do. */
  offline: string;
  /** No key id was given. */
  noKey: string;
  known(shown: string): string;
  readonly lifetime: Readonly<Record<'long-term' | 'temporary', string>>;
  account(id: string): string;
  noAccount: string;
  canary: string;
  unknown: string;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly steps: Readonly<Record<StepId, StepWords>>;
  /** How a credential that is no access key is ended. The kinds are put before it. */
  readonly endings: Readonly<Record<EndingId, string>>;
  /** What is said before the loop for PowerShell. */
  powershell: string;
  /** An address in this language, where there is one. */
  localize(address: string): string;
  saved(path: string): string;
}

interface StepWords {
  readonly title: string;
  readonly lines: readonly string[];
}
