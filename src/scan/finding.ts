import type { Permission } from '../policy/allowlist.ts';
import type { RuleId, Severity } from '../rules/rule.ts';

/** A credential found in the change. It never holds the raw value. */
export interface Finding {
  readonly ruleId: RuleId;
  readonly severity: Severity;
  /** The path as it may be printed, with any access key ID in it redacted. */
  readonly path: string;
  /** The member of the archive `path` that contains the value; line and column count within the member. */
  readonly inside?: string | undefined;
  /** From 1. For a value in the file's name it means nothing, and reports leave it out. */
  readonly line: number;
  /** From 1, in UTF-16 code units. For a value in the file's name, its position there. */
  readonly column: number;
  /** The column after the last character of the value, on the line where the value ends. */
  readonly endColumn: number;
  readonly preview: string;
  readonly fingerprint: string;
  /** The 12-digit AWS account that the value names, if it can be computed offline. */
  readonly accountId: string | null;
  /** True if the account is known to belong to a canary token: using the key alerts its owner. */
  readonly canary: boolean;
  /** The commit that contains the value; `null` for staged content. */
  readonly commit: string | null;
  /** True if the value is in the file's name, not in its content. */
  readonly inName: boolean;
  /** True if one of the changed files contained the value before this change. */
  readonly alreadyCommitted: boolean;
  /** True if the value is the whole text between two quotes in the file, which is what `keyward fix` replaces. */
  readonly inQuotes?: true;
  /** True if an allow comment on its line lacks the fingerprint or the reason. */
  readonly incompleteComment?: true;
  /** The allowlist entry that would allow the finding, had it not expired. */
  readonly expired?: Permission;
}

export interface AllowedFinding extends Finding {
  readonly allowedBy: Permission;
}
