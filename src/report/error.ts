import type { AppError } from '../shared/errors.ts';
import type { Messages } from '../messages/messages.ts';
import { escapeControls } from './terminal-escape.ts';

/**
 * Returns the message for a failed command. Line breaks in arguments are escaped.
 *
 * @param runner how this user runs keyward, such as `npx keyward`
 */
export function errorText(
  { code, args }: Pick<AppError, 'code' | 'args'>,
  { errors }: Messages,
  runner = 'keyward',
): string {
  const escaped = Object.entries(args).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string') return [name, value];
    const lines = LINES_TO_PASTE.has(name) ? value.split('\n') : [value];
    return [name, lines.map(escapeControls).join('\n')];
  });
  const text = errors[code] as (args: object) => string;
  const sentence = text(Object.fromEntries(escaped) as object).replace(COMMAND, () => `${runner} `);
  return `keyward: ${sentence}\n`;
}

/** The start of a command of keyward in a message, except after the command that installs it for all projects. */
const COMMAND =
  /(?<![\w./-]|--global keyward && )keyward (?=(?:allow|allowlist|audit|doctor|fix|init|install|respond|scan|uninstall)\b)/g;

/** Arguments with several lines, written by keyward itself. */
const LINES_TO_PASTE: ReadonlySet<string> = new Set(['lines', 'block']);
