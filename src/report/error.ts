import type { AppError } from '../shared/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { escapeControls } from './terminal-escape.ts';

/** The sentence for a scan that could not be done. Only what it says itself ends a line, and no argument does. */
export function errorText({ code, args }: Pick<AppError, 'code' | 'args'>, { errors }: Messages): string {
  const escaped = Object.entries(args).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string') return [name, value];
    const lines = LINES_TO_PASTE.has(name) ? value.split('\n') : [value];
    return [name, lines.map(escapeControls).join('\n')];
  });
  const say = errors[code] as (args: object) => string;
  return `keyward: ${say(Object.fromEntries(escaped) as object)}\n`;
}

/** Arguments of several lines, which keyward wrote itself. */
const LINES_TO_PASTE: ReadonlySet<string> = new Set(['lines', 'block']);
