import * as z from 'zod';
import { isBroadGlob, isValidGlob } from '../core/glob.ts';
import type { ConfigProblem } from '../core/errors.ts';
import { FINGERPRINT } from '../core/fingerprint.ts';
import { rules } from '../core/rules/index.ts';
import { scrub } from '../core/scrub.ts';

/**
 * The shape of the two files, for validation and for the JSON Schemas in the package. A problem is named by a code of
 * ours: zod's own words may quote the value, and the value may be a key that was pasted into the wrong place.
 */
const because = (problem: ConfigProblem) => ({ error: problem });

/** These texts are printed, so a value that was pasted into one must be refused. */
const holdsNoValue = (text: string) => scrub(text) === text;

const reason = z
  .string(because('reason'))
  .regex(/\S.{2,}/, because('reason'))
  .refine(holdsNoValue, because('value-in-text'))
  .describe('Why this is no leak; for those who read the change.');
const date = z.iso.date(because('date')).describe('The last day on which this counts, YYYY-MM-DD.');
const glob = z
  .string(because('glob'))
  .refine(isValidGlob, because('glob'))
  .refine(holdsNoValue, because('value-in-text'))
  .describe('A path from the root; * stops at a slash, ** does not.');
const ruleId = z.enum(rules.map(({ id }) => id) as [string, ...string[]], because('rule'));
const schemaAddress = z.string(because('text')).optional();

const allowEntry = z.strictObject(
  { rule: ruleId, path: glob.optional(), reason, expires: date.optional() },
  because('unknown-key'),
);

const pathEntry = z
  .strictObject(
    {
      glob,
      rules: z.array(ruleId, because('rules-list')).min(1, because('rules-list')),
      reason,
      broad: z.boolean(because('boolean')).optional().describe('Needed for a glob that covers every file.'),
      expires: date.optional(),
    },
    because('unknown-key'),
  )
  .refine((entry) => entry.broad === true || !isBroadGlob(entry.glob), {
    path: ['glob'],
    error: 'glob-broad',
  });

export const allowlistSchema: z.ZodType = z
  .strictObject(
    {
      $schema: schemaAddress,
      version: z.literal(1, because('version')),
      allow: z
        .record(z.string().regex(FINGERPRINT, because('fingerprint')), allowEntry, because('not-an-object'))
        .default({}),
      paths: z.array(pathEntry, because('not-an-object')).default([]),
    },
    because('unknown-key'),
  )
  .meta({ title: 'keyward allowlist' });

export const settingsSchema: z.ZodType = z
  .strictObject(
    {
      $schema: schemaAddress,
      version: z.literal(1, because('version')).optional(),
      rules: z
        .partialRecord(
          ruleId,
          z.strictObject({ off: z.literal(true, because('boolean')), reason }, because('unknown-key')),
          because('rule'),
        )
        .default({}),
      accounts: z
        .array(z.string(because('account')).regex(/^\d{12}$/, because('account')), because('account'))
        .default([]),
      language: z.enum(['en', 'ja'], because('language')).optional(),
      strict: z.boolean(because('boolean')).default(false),
      inlineAllow: z.boolean(because('boolean')).default(true),
      helpUrl: z
        .url({ protocol: /^https?$/, error: 'url' })
        .refine(holdsNoValue, because('value-in-text'))
        .optional(),
    },
    because('unknown-key'),
  )
  .meta({ title: 'keyward settings' });

/** The JSON Schema of a file's input form, draft 2020-12. */
export function jsonSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** What is wrong with a value: where, as keys from the root, and which of our codes. */
export interface SchemaProblem {
  readonly path: readonly (string | number)[];
  /** For a key that must not be there, that key. */
  readonly key?: string;
  readonly problem: ConfigProblem;
}

/** Validates a value. */
export function validate<T>(schema: z.ZodType, value: unknown): { value: T } | { problem: SchemaProblem } {
  const outcome = schema.safeParse(value);
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
