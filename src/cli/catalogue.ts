import { type Messages, messagesFor } from '../messages/index.ts';
import type { Language } from '../messages/language.ts';
import type { Context } from './context.ts';

/** The words for the person who runs a command: in the language asked for, set, or spoken around here, in this order. */
export function messagesOf(context: Context, configured?: Language): Messages {
  return messagesFor(context.chosenLanguage ?? configured ?? context.language);
}
