/** Texts of the advice below the findings. A command follows a text that ends with a colon. */
export interface AdviceMessages {
  readonly label: Readonly<Record<'remove' | 'leaked' | 'fake' | 'note' | 'help', string>>;
  /** A sentence without its full stop, and the announcement of a command. */
  followed(sentence: string): string;
  /** The announcement alone. */
  readonly next: string;

  /** Code to write in place of the values; `path` is set if the files need different code. */
  writeInstead(codes: readonly string[], path?: string): string;
  /** The value can be left out, because the tool reads these variables by itself. */
  leaveOut(variables: readonly string[], path?: string): string;
  /** Names files that need a replacement of their own, which the message has no room for. */
  sameIn(paths: string): string;
  /** No code can replace the value in this file. */
  keepOut(path?: string): string;
  archive(path: string): string;
  unwanted(paths: string): string;
  name(path: string): string;
  readonly message: string;
  readonly fix: string;

  /** A value in existing commits. */
  readonly inCommits: string;
  /** The commits are on another branch than the current one. */
  readonly checkOut: string;
  /** The commit at which the rebase must stop. */
  stopAt(commits: string): string;
  reword(commits: string): string;
  /** After the rebase stopped or before an amend, once the files are right. */
  readonly thenAmend: string;
  readonly header: string;
  tag(name: string): string;
  readonly refName: string;
  /** The commits are on a server already. */
  readonly pushAgain: string;

  /** Advice for a key in a change that nobody has seen yet. */
  readonly leaked: string;
  /** The same for a value that is no access key; its documentation says how to end it. */
  readonly leakedOther: string;
  /** Advice for a key in commits that others may have read. */
  readonly leakedCommits: string;
  readonly leakedCommitsOther: string;

  /** The next step after `keyward allow` in `git commit PATH`. */
  readonly commitPaths: string;
  readonly allowNotStaged: string;

  readonly alreadyCommitted: string;
  readonly canary: string;
  /** A file leaves git that earlier commits have. */
  readonly pullDeletes: string;
  /** The whole comment follows. */
  readonly incompleteComment: string;
  readonly fetchFirst: string;
}
