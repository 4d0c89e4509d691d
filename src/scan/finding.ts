import type { Permission } from '../policy/allowlist.ts';
import type { RuleId, Severity } from '../rules/rule.ts';

/** A credential in the change. It never holds the raw value. */
export interface Finding {
  readonly ruleId: RuleId;
  readonly severity: Severity;
  /** The path as it may be shown: a key id inside it is redacted. */
  readonly path: string;
  /** The member of the archive `path` that holds it; line and column are those of the member. */
  readonly inside?: string | undefined;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
  /** The column after the value's last character, on the line where it ends. */
  readonly endColumn: number;
  readonly preview: string;
  readonly fingerprint: string;
  /** The AWS account that the value names, where it can be told offline: 12 digits. */
  readonly accountId: string | null;
  /** That account is known for bait: whoever uses the key reports himself to its owner. */
  readonly canary: boolean;
  /** The commit that holds it; `null` for what is staged. */
  readonly commit: string | null;
  /** The value is the file's name, not its content. */
  readonly inName: boolean;
  /** The value stood in one of the changed files before this change. */
  readonly alreadyCommitted: boolean;
  /** An allowlist entry that would allow it, had it not expired. */
  readonly expired?: Permission;
}

export interface AllowedFinding extends Finding {
  readonly allowedBy: Permission;
}
