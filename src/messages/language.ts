export type Language = 'en' | 'ja';

/** The language that the environment asks for, in POSIX order. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^ja(?:$|[_.-])/i.test(locale) ? 'ja' : 'en';
}
