import type { Language } from '../language.ts';
import type { ResponseMessages } from './respond-messages.ts';
import { response as en } from './en.ts';
import { response as ja } from './ja.ts';

/** Returns the texts of the guide in a language. They are long, so only `keyward respond` loads them. */
export function responseWordsFor(language: Language): ResponseMessages {
  return language === 'ja' ? ja : en;
}
