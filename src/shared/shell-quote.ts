/** A text as one word of a POSIX shell, always in single quotes. */
export function singleQuote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A text as one word for the user's shell, to be pasted; unquoted where quotes are not needed. */
export function shellWord(text: string, platform: NodeJS.Platform = process.platform): string {
  if (/^[\w./@:+=,-]+$/.test(text) && !text.startsWith('-')) return text;
  return platform === 'win32' ? `"${text}"` : singleQuote(text);
}
