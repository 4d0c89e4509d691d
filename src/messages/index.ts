import type { Messages } from './messages.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import type { Language } from './language.ts';

export type { Messages, SkipReason } from './messages.ts';

/** Returns the texts of a language. */
export function messagesFor(language: Language): Messages {
  return language === 'ja' ? ja : en;
}
