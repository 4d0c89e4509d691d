import type { GitClient } from '../../git/git.ts';
import type { Policy } from '../../policy/policy.ts';
import type { ScanResult } from '../../scan/scan.ts';
import type { Source } from '../../scan/source.ts';
import type { TextContext } from '../../report/text-context.ts';

/** The content of one scan, and how to report on it. */
export interface ScanRequest {
  readonly source: Source;
  /** What a finding blocks: a commit, a push, or nothing. */
  readonly trigger: 'commit' | 'push' | 'check';
  /** The files, for the line that says that they are clean. */
  readonly files?: { readonly count: number; readonly kind: FilesKind };
  /** The number of commits in a range. */
  readonly commits?: number;
  /** The number of objects that are read for a range. */
  readonly objects?: number;
  /** The change includes a policy file, which must be validated. */
  readonly changesPolicy: boolean;
  /** The policy may disable rules, which the report says even without findings. */
  readonly maySwitchOff: boolean;
  /** The policy before a range, to report what the range changes in it. */
  readonly base?: () => Promise<Policy>;
  /** The file for the summary of a CI job. */
  readonly summaryFile?: string;
  /** The repository that records findings for `keyward allow`. */
  readonly rememberedIn?: GitClient;
  /** Returns facts about the repository for the text report. */
  readonly reportContext?: (result: ScanResult) => Promise<ReportFacts>;
}

/** Why files are scanned: they are staged, tracked, or named on the command line. */
export type FilesKind = 'staged' | 'tracked' | 'given';

/** Facts that commands in a report depend on. */
export type ReportFacts = Partial<TextContext>;
