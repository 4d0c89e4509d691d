import type { Rule } from '../rule.ts';
import { accessKeyId } from './access-key-id.ts';
import { bedrockApiKey } from './bedrock-api-key.ts';
import { bedrockShortTermApiKey } from './bedrock-short-term-api-key.ts';
import { secretAccessKey } from './secret-access-key.ts';
import { sessionToken } from './session-token.ts';
import { temporaryAccessKeyId } from './temporary-access-key-id.ts';

/** Every rule, in the order in which findings of one place are listed. */
export const rules: readonly Rule[] = [
  accessKeyId,
  temporaryAccessKeyId,
  secretAccessKey,
  sessionToken,
  bedrockApiKey,
  bedrockShortTermApiKey,
];
