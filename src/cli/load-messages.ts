import type { Messages } from '../messages/messages.ts';
import type { Language } from '../messages/language.ts';
import type { Context } from './context.ts';

/** Returns the texts in the language of `--lang`, the settings or the environment, in this order. */
export function messagesOf(context: Context, configured?: Language): Promise<Messages> {
  return messagesIn(context.chosenLanguage ?? configured ?? context.language);
}

/** Loads the texts of one language. */
export async function messagesIn(language: Language): Promise<Messages> {
  return language === 'ja' ? (await import('../messages/ja.ts')).ja : (await import('../messages/en.ts')).en;
}
