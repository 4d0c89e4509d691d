/** A word for the shell into which a person pastes a command here. */
export function word(text: string): string {
  if (/^[\w./@:+=,-]+$/.test(text) && !text.startsWith('-')) return text;
  return process.platform === 'win32' ? `"${text}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
