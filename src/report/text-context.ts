import type { Messages } from '../messages/index.ts';
import type { PolicyNotes } from '../scan/policy-notes.ts';

/** The tracking refs that contain the commits with findings of a push. */
export interface RemoteNotes {
  /** The tracking refs that contain each commit. */
  readonly refs: ReadonlyMap<string, readonly string[]>;
  /** The command that fetches from the remote of this push, if one of the refs belongs to it. */
  readonly fetch?: string | undefined;
}

/** Where the commits with findings are, for advice on how to change them. */
export interface CommitNotes {
  /** The newest commit of the current branch, which `git commit --amend` changes. */
  readonly head: string | undefined;
  /** True if the current branch has all of the commits, so that a rebase of it changes them. */
  readonly areCheckedOut: boolean;
  /** The argument of a rebase that starts before the first of the commits. */
  readonly base: string;
  /** The annotated tags with findings, by ID. */
  readonly tags: ReadonlyMap<string, { readonly name: string; readonly target: string }>;
}

/** Facts about the files that do not belong in git, for a command that ignores them. */
export interface IgnoreNotes {
  /** The paths that git ignores already. */
  readonly ignored: ReadonlySet<string>;
  /** True if .gitignore ends with a line break, or there is none. */
  readonly endsInLine: boolean;
  /** True if one of the files is staged with a content that is neither in the last commit nor on the disk. */
  readonly hasUnsavedParts: boolean;
  /** True if the last commit has one of the files, so that everyone else has it from git. */
  readonly isInHead: boolean;
}

/** How a terminal shows the parts of a report; each function returns its argument where there is no colour. */
export interface Style {
  readonly verdict: (text: string) => string;
  readonly path: (text: string) => string;
  readonly command: (text: string) => string;
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
  /** Set for existing commits. */
  readonly commits?: CommitNotes;
  /** Set for a push. */
  readonly remotes?: RemoteNotes;
  /** Set for a staged change. */
  readonly ignoring?: IgnoreNotes;
  /** True for `git commit -a` or `PATH`: the index does not hold what was scanned. */
  readonly stageFirst?: boolean;
  /** The folder in which the user typed the command, from the top of the working tree: empty, or `src/`. */
  readonly folder?: string;
  /** The command that runs keyward here, such as `npx keyward`. */
  readonly runner: string;
  /** The command that shows what this report leaves out. */
  readonly showAll: string;
  /** True if the report is read elsewhere, where short fingerprints mean nothing. */
  readonly fullFingerprints?: boolean;
  readonly accounts: readonly string[];
  readonly helpUrl?: string | undefined;
  /** True outside of a repository, where `keyward allow` has no allowlist to write. */
  readonly isOutside?: boolean;
  /** The allowlist in the working tree allows the findings, but is not part of the commit. */
  readonly unstagedAllow?: boolean;
  /** The paths of `git commit PATH…`, whose index does not hold the allowlist. */
  readonly commitPaths?: readonly string[];
  readonly style: Style;
  /** The width of the terminal, in columns. */
  readonly width: number;
}

/** Shows everything as it is. */
export const PLAIN: Style = { verdict: (text) => text, path: (text) => text, command: (text) => text };
