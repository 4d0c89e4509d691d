import * as z from 'zod/mini';
import type { ConfigProblem } from '../shared/errors.ts';
import { rules } from '../rules/index.ts';
import { redactText } from '../rules/redact-text.ts';

/**
 * Returns zod options that use our code for a problem as its message. zod's messages may quote the value, which may be a pasted
 * key.
 */
export const because = (problem: ConfigProblem) => ({ error: problem });

/** Tests that a text contains no credential. Reasons and globs are printed, so they must not. */
export const holdsNoValue = (text: string): boolean => redactText(text) === text;

export const reason = z
  .string(because('reason'))
  .check(
    z.regex(/\S.{2,}/, because('reason')),
    z.refine(holdsNoValue, because('value-in-text')),
    z.describe('Why this is not a leak, for reviewers.'),
  );
/** Loads the glob module on demand: few files contain globs, and it is slow to load. */
export const globs = () => import('./glob.ts');

export const date = z.iso
  .date(because('date'))
  .check(z.describe('The last day on which this entry counts, YYYY-MM-DD.'));
export const glob = z.string(because('glob')).check(
  z.refine(async (text) => (await globs()).isValidGlob(text), because('glob')),
  z.refine(holdsNoValue, because('value-in-text')),
  z.describe('A path relative to the root; * stops at a slash, ** does not.'),
);
export const ruleId = z.enum(rules.map(({ id }) => id) as [string, ...string[]], because('rule'));
export const schemaAddress = z.optional(z.string(because('text')));

/** The schema of a policy file. */
export type Schema = z.ZodMiniType;

/** A validation problem: its path from the root, and our code for it. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  /** The name of an unexpected key. */
  readonly key?: string;
  readonly problem: ConfigProblem;
}

/** Validates a value and returns it with defaults, or the first problem. */
export async function validate<T>(
  schema: Schema,
  value: unknown,
): Promise<{ value: T } | { problem: SchemaProblem }> {
  const outcome = await schema.safeParseAsync(value);
  if (outcome.success) return { value: outcome.data as T };
  const issue = outcome.error.issues[0];
  const path = (issue?.path ?? []).filter((key) => typeof key !== 'symbol');
  if (issue?.code === 'unrecognized_keys')
    return { problem: { path, key: issue.keys[0] ?? '', problem: 'unknown-key' } };
  if (issue?.code === 'invalid_key') {
    const problem = path.at(0) === 'allow' ? 'fingerprint' : 'rule';
    return { problem: { path: path.slice(0, -1), key: String(path.at(-1)), problem } };
  }
  const isShape = issue?.code === 'invalid_type' && issue.message === 'unknown-key';
  return { problem: { path, problem: isShape ? 'not-an-object' : (issue?.message as ConfigProblem) } };
}
