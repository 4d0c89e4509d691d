import type { Policy } from '../../policy/policy.ts';
import type { ScanResult } from '../../scan/scan.ts';
import type { Source } from '../../scan/source.ts';

/** One thing to scan: where its content and the policy for it come from. */
export interface ScanRequest {
  readonly source: Source;
  readonly policy: () => Promise<Policy>;
  /** What is stopped by a finding: a commit, a push, or nothing. */
  readonly trigger: 'commit' | 'push' | 'check';
  /** How many commits that is, where it is commits. */
  readonly commits?: number;
  /** How many objects are read, where it is commits. */
  readonly objects?: number;
  /** The change is one of the policy's own files, too, which must not pass unread. */
  readonly changesPolicy: boolean;
  /** The policy may switch rules off, which must be said, also where nothing is found. */
  readonly maySwitchOff: boolean;
  /** The policy from before the commits of a range, to say what they change in it. */
  readonly base?: () => Promise<Policy>;
  /** Notes what was found, for `keyward allow --last`. */
  readonly remember?: (result: ScanResult) => Promise<void>;
  /** What the text report must know of the repository. */
  readonly reportContext?: (result: ScanResult) => Promise<object>;
}
