import type { KeyFacts } from './key.ts';

export type StepId =
  | 'terminal'
  | 'others'
  | 'account'
  | 'deactivate'
  | 'revoke'
  | 'deny'
  | 'root'
  | 'intruders'
  | 'passwords'
  | 'trust'
  | 'restarters'
  | 'instances'
  | 'network'
  | 'functions'
  | 'containers'
  | 'models'
  | 'mail'
  | 'buckets'
  | 'bill'
  | 'trail'
  | 'secrets'
  | 'quarantine'
  | 'support'
  | 'forgiveness'
  | 'history'
  | 'delete'
  | 'mfa'
  | 'root-keys'
  | 'short-lived'
  | 'budget'
  | 'hook';

/** One step of the guide. Its texts are in `messages/respond/`. */
export interface Step {
  readonly id: StepId;
  /** Lines for a POSIX shell. They read the key ID from `$KEY`, so that it is never printed, saved or committed. `runner` runs keyward. */
  readonly commands?: (now: Date, runner: string) => readonly string[];
  /** The same loop in PowerShell. */
  readonly powershell?: string;
  /** Pages of the console, and of AWS's manuals in English. */
  readonly links?: readonly string[];
  /** Tests whether the step applies to a key; a step without this function always applies. */
  readonly fits?: (key: KeyFacts) => boolean;
}
