import type { Messages } from './catalogue.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';

export type { Messages, SkipReason } from './catalogue.ts';

export type Language = 'en' | 'ja';

/** The catalogue of a language. */
export function messagesFor(language: Language): Messages {
  return language === 'ja' ? ja : en;
}

/** The language that the environment asks for, in POSIX order. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^ja(?:$|[_.-])/i.test(locale) ? 'ja' : 'en';
}
