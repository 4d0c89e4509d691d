import type { Messages } from '../messages/messages.ts';
import type { Language } from '../messages/language.ts';
import type { Context } from './context.ts';

/** The words for the person who runs a command: in the language asked for, set, or spoken around here, in this order. */
export function messagesOf(context: Context, configured?: Language): Promise<Messages> {
  return messagesIn(context.chosenLanguage ?? configured ?? context.language);
}

/** The catalogue of a language, the only one that is loaded. */
export async function messagesIn(language: Language): Promise<Messages> {
  return language === 'ja' ? (await import('../messages/ja.ts')).ja : (await import('../messages/en.ts')).en;
}
