import type { Messages } from '../messages/index.ts';
import type { PolicyNotes } from '../scan/policy-notes.ts';

/** The tracking refs that contain the commits with findings of a push. */
export interface RemoteNotes {
  /** The tracking refs that contain each commit. */
  readonly refs: ReadonlyMap<string, readonly string[]>;
  /** The command that fetches from the remote of this push, if one of the refs belongs to it. */
  readonly fetch?: string | undefined;
}

/** The facts that a text report needs besides the result. */
export interface TextContext {
  readonly messages: Messages;
  /** Notes about the policy. */
  readonly notes?: PolicyNotes;
  readonly verbose: boolean;
  readonly strict: boolean;
  /** The action that a finding blocks: a commit, a push, or none. */
  readonly occasion: 'commit' | 'push' | 'check';
  /** The command that fixes the commits of a range. */
  readonly mendCommits?: string;
  /** Set for a push. */
  readonly remotes?: RemoteNotes;
  /** The command that runs keyward here, such as `npx keyward`. */
  readonly runner: string;
  readonly accounts: readonly string[];
  readonly helpUrl?: string | undefined;
  /** The allowlist in the working tree allows the findings, but is not part of the commit. */
  readonly unstagedAllow?: boolean;
  /** The paths of `git commit PATH…`, whose index does not hold the allowlist. */
  readonly commitPaths?: readonly string[];
  /** Marks the most important words, for a terminal. */
  readonly emphasize: (text: string) => string;
}
