import { styleText } from 'node:util';
import { PLAIN, type Style } from '../report/text-context.ts';

/**
 * Returns how to mark the parts of a report on a terminal. In a hook git redirects stdout to stderr, so stderr decides. It follows
 * https://no-color.org and https://force-color.org.
 */
export function styleFor(environment: NodeJS.ProcessEnv): Style {
  if (!hasColors(environment, process.stderr)) return PLAIN;
  const styled = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { validateStream: false });
  return { verdict: styled(['red', 'bold']), path: styled('bold'), command: styled('cyan') };
}

/** Returns a function that makes text bold on a terminal. */
export function emphasisFor(
  environment: NodeJS.ProcessEnv,
  stream: NodeJS.WriteStream = process.stderr,
): (text: string) => string {
  return hasColors(environment, stream)
    ? (text) => styleText('bold', text, { validateStream: false })
    : (text) => text;
}

function hasColors(environment: NodeJS.ProcessEnv, stream: NodeJS.WriteStream): boolean {
  const forced = environment['FORCE_COLOR'];
  const isEnabled = forced === undefined ? stream.isTTY && stream.hasColors() : forced !== '0';
  return isEnabled && !environment['NO_COLOR'];
}

/** Returns the width of the terminal in columns. Without one, lines may be long. */
export function terminalWidth(): number {
  const stream = process.stderr;
  return Math.max((stream.isTTY ? stream.columns : undefined) ?? WIDE, NARROW);
}

const WIDE = 160;
const NARROW = 60;
