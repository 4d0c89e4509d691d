import type { Language } from '../language.ts';
import type { FixMessages } from './fix-messages.ts';
import { fix as en } from './en.ts';
import { fix as ja } from './ja.ts';

/** Returns the texts of `keyward fix` in a language. */
export function fixWordsFor(language: Language): FixMessages {
  return language === 'ja' ? ja : en;
}
