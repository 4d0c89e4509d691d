import * as z from 'zod/mini';
import { _default as byDefault } from 'zod/mini';
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
  .check(
    z.regex(/\S.{2,}/, because('reason')),
    z.refine(holdsNoValue, because('value-in-text')),
    z.describe('Why this is no leak; for those who read the change.'),
  );
/** Few files have any, and what tells them is slow to load. */
const globs = () => import('../core/glob.ts');

const date = z.iso.date(because('date')).check(z.describe('The last day on which this counts, YYYY-MM-DD.'));
const glob = z.string(because('glob')).check(
  z.refine(async (text) => (await globs()).isValidGlob(text), because('glob')),
  z.refine(holdsNoValue, because('value-in-text')),
  z.describe('A path from the root; * stops at a slash, ** does not.'),
);
const ruleId = z.enum(rules.map(({ id }) => id) as [string, ...string[]], because('rule'));
const schemaAddress = z.optional(z.string(because('text')));

const allowEntry = z.strictObject(
  { rule: ruleId, path: z.optional(glob), reason, expires: z.optional(date) },
  because('unknown-key'),
);

const pathEntry = z
  .strictObject(
    {
      glob,
      rules: z.array(ruleId, because('rules-list')).check(z.minLength(1, because('rules-list'))),
      reason,
      broad: z.optional(
        z.boolean(because('boolean')).check(z.describe('Needed for a glob that covers every file.')),
      ),
      expires: z.optional(date),
    },
    because('unknown-key'),
  )
  .check(
    z.refine(async (entry) => entry.broad === true || !(await globs()).isBroadGlob(entry.glob), {
      path: ['glob'],
      error: 'glob-broad',
    }),
  );

export const allowlistSchema: z.ZodMiniType = z
  .strictObject(
    {
      $schema: schemaAddress,
      version: z.literal(1, because('version')),
      allow: byDefault(
        z.record(
          z.string().check(z.regex(FINGERPRINT, because('fingerprint'))),
          allowEntry,
          because('not-an-object'),
        ),
        {},
      ),
      paths: byDefault(z.array(pathEntry, because('not-an-object')), []),
    },
    because('unknown-key'),
  )
  .check(z.meta({ title: 'keyward allowlist' }));

export const settingsSchema: z.ZodMiniType = z
  .strictObject(
    {
      $schema: schemaAddress,
      version: z.optional(z.literal(1, because('version'))),
      rules: byDefault(
        z.partialRecord(
          ruleId,
          z.strictObject({ off: z.literal(true, because('boolean')), reason }, because('unknown-key')),
          because('rule'),
        ),
        {},
      ),
      accounts: byDefault(
        z.array(
          z.string(because('account')).check(z.regex(/^\d{12}$/, because('account'))),
          because('account'),
        ),
        [],
      ),
      language: z.optional(z.enum(['en', 'ja'], because('language'))),
      strict: byDefault(z.boolean(because('boolean')), false),
      inlineAllow: byDefault(z.boolean(because('boolean')), true),
      helpUrl: z.optional(
        z.url({ protocol: /^https?$/, error: 'url' }).check(z.refine(holdsNoValue, because('value-in-text'))),
      ),
    },
    because('unknown-key'),
  )
  .check(z.meta({ title: 'keyward settings' }));

/** The JSON Schema of a file's input form, draft 2020-12. */
export function jsonSchema(schema: z.ZodMiniType): object {
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
export async function validate<T>(
  schema: z.ZodMiniType,
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
