export type Language = 'en' | 'ja';

/** Returns the language set in the environment, in POSIX order of precedence. */
export function languageOf(environment: Readonly<Record<string, string | undefined>>): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return /^ja(?:$|[_.-])/i.test(locale) ? 'ja' : 'en';
}
