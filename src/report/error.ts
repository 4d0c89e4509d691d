import type { AppError } from '../shared/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { escapeControls } from './terminal-escape.ts';

/** Returns the message for a failed command. Line breaks in arguments are escaped. */
export function errorText({ code, args }: Pick<AppError, 'code' | 'args'>, { errors }: Messages): string {
  const escaped = Object.entries(args).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string') return [name, value];
    const lines = LINES_TO_PASTE.has(name) ? value.split('\n') : [value];
    return [name, lines.map(escapeControls).join('\n')];
  });
  const text = errors[code] as (args: object) => string;
  return `keyward: ${text(Object.fromEntries(escaped) as object)}\n`;
}

/** Arguments with several lines, written by keyward itself. */
const LINES_TO_PASTE: ReadonlySet<string> = new Set(['lines', 'block']);
