import type { Evidence } from './evidence/index.ts';
import type { Match } from './match.ts';
import type { FakeCredentials } from './fake-credentials.ts';

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

/** What a rule says of a match. `expired`: it was a credential, but its time has run out. */
export type Verdict = 'credential' | 'expired' | 'none';

/**
 * One kind of credential: everything about it in one object in one file.
 *
 * A new kind is a new file beside the others, its id in {@link RuleId}, a line in `rules/index.ts` and its words in
 * `messages/`; the generic tests run its examples.
 */
export interface Rule {
  readonly id: RuleId;
  readonly severity: Severity;
  /** Rules that say more of the same value: where one of them finds it, this one does not report it. */
  readonly yieldsTo?: readonly RuleId[];
  /**
   * One of them, or of {@link keywordTexts}, matches within the evidence distance of everything that the rule can find, or
   * in its path, and they are cheap. Alternations of literals, because the prefilter of the hook is generated from them:
   * groups, classes and `?` are all that may stand in them, and
   * `[^A-Za-z0-9]{1,40}` for signs between two words, if the evidence then counts only where none of them is escaped.
   */
  readonly keywords: readonly RegExp[];
  /** Sentinels that are searched for sign by sign: those beyond ASCII, and those that are mostly signs. */
  readonly keywordTexts?: readonly string[];
  /** All that it finds is base64 of at least 20 characters of ASCII, which the prefilter looks for in any case. */
  readonly isBase64OfText?: true;
  /** Global, linear in its input; the whole match is the value, or the part of it that {@link expand} starts from. */
  readonly pattern: RegExp;
  /** Finds the whole value around a match, for values that begin like anything else. */
  expand?(match: Match, text: string): Match;
  /** Decides whether a match is a credential. `now` is injected: rules own no clock. */
  confirm(match: Match, evidence: Evidence, now: Date): Verdict;
  /** The value without what may differ between two copies of it, such as line ends. */
  canonical?(value: string): string;
  /** How much of a value may ever be shown. */
  readonly shows: 'both-ends' | 'start';
  /** The AWS account that the value itself names, as 12 digits. */
  accountId?(value: string): string | undefined;
  /** AWS's page about this credential. */
  readonly docs: string;
  /** The environment variable that AWS's tools read the value from, where there is one. */
  readonly variable?: string;
  readonly examples: Examples;
}

/** A text, and the value in it that the rule must report. */
export interface Example {
  readonly text: string;
  readonly value: string;
  /** The file's name, where that is evidence. */
  readonly path?: string;
}

/** A text that must pass. */
export interface LookAlike {
  readonly text: string;
  readonly path?: string;
}

/** Made at run time by a seeded generator, so that no key, whole or split, stands in the source. */
export interface Examples {
  /** Texts in which the rule must find exactly the value. */
  readonly found: readonly ((sample: FakeCredentials) => Example)[];
  /** Look-alikes in which the rule must find nothing. */
  readonly passed: readonly ((sample: FakeCredentials) => string | LookAlike)[];
}

/** A value with text around it, as an example. */
export function example(value: string, before: string, after = '\n'): Example {
  return { text: before + value + after, value };
}
