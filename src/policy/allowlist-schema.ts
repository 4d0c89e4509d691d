import * as z from 'zod/mini';
import { _default as byDefault } from 'zod/mini';
import { FINGERPRINT } from '../shared/fingerprint.ts';
import { because, date, glob, globs, reason, ruleId, schemaAddress, type Schema } from './schema-parts.ts';

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
        z.boolean(because('boolean')).check(z.describe('Required for a glob that matches every file.')),
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

export const allowlistSchema: Schema = z
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
