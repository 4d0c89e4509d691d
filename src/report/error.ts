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
  const toPaste = new Map<string, string>();
  const shown = Object.entries(args).map(([name, value]: [string, unknown]) => {
    if (typeof value !== 'string') return [name, value];
    if (!LINES_TO_PASTE.has(name)) return [name, escapeControls(value)];
    // put in at the end, unchanged
    const mark = `\0${name}\0`;
    toPaste.set(mark, value.split('\n').map(escapeControls).join('\n'));
    return [name, mark];
  });
  const text = errors[code] as (args: object) => string;
  const sentences = text(Object.fromEntries(shown) as object).replace(COMMAND, () => `${runner} `);
  const whole = [...toPaste].reduce((so, [mark, lines]) => so.replaceAll(mark, () => lines), sentences);
  return `keyward: ${whole}\n`;
}

/** Arguments with several lines, written by keyward itself. */
const LINES_TO_PASTE: ReadonlySet<string> = new Set(['lines', 'block']);

/**
 * The start of a command of keyward in a message, except where the message has the user's command already, and after the command
 * that installs it for all projects.
 */
const COMMAND =
  /(?<![\w./-]|--global keyward && |(?:npx|bunx|yarn|exec|dlx|--(?:prefix|cwd)[ =]\S{1,200}) )keyward (?=(?:allow|allowlist|audit|doctor|fix|init|install|respond|scan|uninstall)\b)/g;
