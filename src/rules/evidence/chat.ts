import type { Strength } from './strength.ts';

/**
 * Returns `weak` if a value is a whole chat message and the message above announces an AWS secret, as in
 * `<alice> here's the aws secret`, then `<alice> …`.
 *
 * @param before the text that ends where the value starts
 */
export function strengthOfChat(before: string): Strength {
  const lines = before.split('\n');
  if (lines.length < 2 || !SPEAKER.test(lines.at(-1) ?? '')) return 'none';
  const above = lines.slice(-1 - LINES_ABOVE, -1).findLast((line) => !NO_MESSAGE.test(line)) ?? '';
  return ANNOUNCED.test(above) ? 'weak' : 'none';
}

const LINES_ABOVE = 8;

/** The author and time of a message, as in chats and their exports. */
const SPEAKER =
  /^\s*(?:["']?(?:text|content|body|message|msg)["']?\s?:\s?["']|(?:\[?[\d:./, TZ-]{4,30}(?:[AP]M)?\]?(?: ?- ?)?[ \t]*)?(?:<[^<>]{1,40}>:?|[A-Za-z][\w .@#-]{0,40}:)[ \t]*["'`]?)$/;

/** Other fields of a message in JSON, and lines with only the author. */
const NO_MESSAGE =
  /^\s*(?:[\]{}[,]{0,4}|["'](?:type|user|ts|time|timestamp|date|from|author|name|id|team|channel)["']\s?:[^\n]{0,120}|[\w .@#-]{1,40} {1,4}\d{1,2}:\d\d(?: ?[AP]M)?)$/;

/** The announcement of a secret at the end of a message. */
const ANNOUNCED =
  /\b(?:aws|amazon)\b[^\n]{0,40}\bsecret\b(?: access)?(?: key)?(?: (?:for|of|to|is)[ \w-]{0,30})?["'\s.:?!,]{0,9}$/i;
