import type { Language } from '../language.ts';
import type { ResponseMessages } from './respond-messages.ts';
import { response as en } from './en.ts';
import { response as ja } from './ja.ts';

/** The guide's words in a language. They are long, so no other command loads them. */
export function responseWordsFor(language: Language): ResponseMessages {
  return language === 'ja' ? ja : en;
}
