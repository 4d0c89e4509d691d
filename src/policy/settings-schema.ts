import * as z from 'zod/mini';
import { _default as byDefault } from 'zod/mini';
import { because, holdsNoValue, reason, ruleId, schemaAddress, type Schema } from './schema-parts.ts';

export const settingsSchema: Schema = z
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
