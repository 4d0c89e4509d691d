import type { Messages } from '../../src/messages/index.ts';
import { PLAIN, type TextContext } from '../../src/report/text-context.ts';

/** Returns what a text report of a blocked commit needs besides the result. */
export function reportContext(messages: Messages, more: Partial<TextContext> = {}): TextContext {
  return {
    messages,
    verbose: false,
    strict: false,
    occasion: 'commit',
    runner: 'npx keyward',
    showAll: 'npx keyward scan --staged --verbose',
    accounts: [],
    style: PLAIN,
    width: 160,
    ...more,
  };
}
