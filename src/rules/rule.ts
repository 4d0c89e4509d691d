import type { Evidence } from './evidence/index.ts';
import type { Match } from './match.ts';
import type { FakeCredentials } from './fake-credentials.ts';
import type { Revocation } from './revocation.ts';

/** Rule ids are part of the contract: they never change their meaning. */
export type RuleId =
  | 'aws-access-key-id'
  | 'aws-temporary-access-key-id'
  | 'aws-secret-access-key'
  | 'aws-session-token'
  | 'aws-bedrock-api-key'
  | 'aws-bedrock-short-term-api-key'
  | 'aws-claude-platform-api-key'
  | 'aws-claude-platform-short-term-api-key'
  | 'aws-cloudwatch-logs-api-key'
  | 'aws-cloudwatch-api-key'
  | 'aws-xray-api-key'
  | 'aws-kiro-api-key'
  | 'aws-service-api-key'
  | 'aws-ses-smtp-password'
  | 'aws-codecommit-password'
  | 'aws-appsync-api-key'
  | 'aws-mws-auth-token'
  | 'aws-presigned-url'
  | 'aws-eks-token'
  | 'aws-rds-auth-token'
  | 'aws-dsql-auth-token'
  | 'aws-msk-auth-token'
  | 'aws-ecr-password'
  | 'aws-codeartifact-token'
  | 'aws-sso-token'
  | 'aws-console-password'
  | 'aws-private-key';

export type Severity = 'critical' | 'high' | 'medium';

/**
 * The result for one match. `expired`: a real credential whose validity has ended. `impossible`: it looks like a credential, but
 * AWS never issues one like it; people type such values to try a scanner. Neither is a finding.
 */
export type Verdict = 'credential' | 'expired' | 'impossible' | 'none';

/**
 * One kind of credential: how to find it, how to confirm it and how to show it, in one object in one file.
 *
 * CONTRIBUTING.md lists the steps to add one.
 */
export interface Rule {
  /** Identifies the rule in reports, in the allowlist and in the settings. */
  readonly id: RuleId;
  /**
   * How urgent a finding is. Reports show it, an audit report is sorted by it, and it decides the level in SARIF. It does not
   * decide the verdict: findings of every severity block. A canary account lowers it to `medium`; the project's own account raises `high` to `critical`.
   */
  readonly severity: Severity;
  /** More specific rules. If one of them finds the same value, this rule does not report it. */
  readonly yieldsTo?: readonly RuleId[];
  /**
   * Decides which texts the rule looks at: without a match of one of these or of {@link keywordTexts} in the text, the first
   * lines of its file or its path, the rule does not run. So for every value that the rule can find, one of them must match
   * within the evidence distance of the value, in those lines or in the path.
   *
   * The hook's prefilter is generated from them, so they may only contain literals, alternatives, groups, classes and `?`,
   * and `[^A-Za-z0-9]{1,40}` for punctuation between two words. With the latter, evidence must count only if none of
   * these characters is escaped.
   */
  readonly keywords: readonly RegExp[];
  /** Keywords that are compared character by character: those with non-ASCII characters, and those that are mostly punctuation. */
  readonly keywordTexts?: readonly string[];
  /**
   * Every value is base64 of at least 20 ASCII characters. The prefilter looks for those anyway, so it does not need the
   * rule's keywords.
   */
  readonly isBase64OfText?: true;
  /**
   * Finds possible values. Must be global and run in linear time. The whole match is the value, or the part of it that
   * {@link expand} starts from.
   */
  readonly pattern: RegExp;
  /**
   * The least number of base64 characters in a row that every match has. The pattern then runs only over runs of that length
   * and {@link RUN_CONTEXT} characters around them.
   */
  readonly minRun?: number;
  /**
   * True if every match has exactly {@link minRun} characters of standard base64, and none of them follows. The pattern then runs
   * only over the ends of runs, which matters in long ones, such as images.
   */
  readonly endsRun?: true;
  /** Returns the whole value around a match, for values whose start cannot be recognized. */
  expand?(match: Match, text: string): Match;
  /** Decides whether a match is a credential. Rules do not read the clock; they compare expiry times with `now`. */
  confirm(match: Match, evidence: Evidence, now: Date): Verdict;
  /**
   * Normalizes a value, so that copies with other line ends or escapes are the same secret with the same fingerprint. The
   * default is the value itself.
   */
  canonical?(value: string): string;
  /** The characters of the value in the redacted preview: the first four, or the first and the last four. */
  readonly shows: 'both-ends' | 'start';
  /** The AWS account ID (12 digits) that the value contains, if any. */
  accountId?(value: string): string | undefined;
  /** The vendor's page about this credential. SARIF links to it, and so do the instructions for all but access keys. */
  readonly docs: string;
  /** How it is revoked: with the steps for access keys, or in another way. */
  readonly revocation: 'access-key' | Revocation;
  /** The environment variable that AWS tools read the value from. The report suggests it as the replacement. */
  readonly variable?: string;
  /** Texts that the rule must find or pass. The tests run them, and `keyward doctor` runs them as a self-test. */
  readonly examples: Examples;
}

/** More characters than the lookarounds of {@link Rule.pattern} read. */
export const RUN_CONTEXT = 64;

/** A text with the value that the rule must report. */
export interface Example {
  readonly text: string;
  readonly value: string;
  /** The file's path, if it is evidence. */
  readonly path?: string;
}

/** A text in which the rule must find nothing. */
export interface LookAlike {
  readonly text: string;
  readonly path?: string;
}

/** Texts to test a rule with. A seeded generator makes the values at run time, so the source contains no key, whole or split. */
export interface Examples {
  /** Texts in which the rule must find the value, and only that. */
  readonly found: readonly ((sample: FakeCredentials) => Example)[];
  /** Texts that look similar but contain nothing to find. */
  readonly passed: readonly ((sample: FakeCredentials) => string | LookAlike)[];
}

/** Returns an example with text around a value. */
export function example(value: string, before: string, after = '\n'): Example {
  return { text: before + value + after, value };
}
