import { styleText } from 'node:util';

/**
 * Returns a function that makes text bold on a terminal. In a hook git redirects stdout to stderr, so `stream` is stderr by default.
 * It follows https://no-color.org and https://force-color.org.
 */
export function emphasisFor(
  environment: NodeJS.ProcessEnv,
  stream: NodeJS.WriteStream = process.stderr,
): (text: string) => string {
  const forced = environment['FORCE_COLOR'];
  const isEnabled = forced === undefined ? stream.isTTY && stream.hasColors() : forced !== '0';
  return isEnabled && !environment['NO_COLOR']
    ? (text) => styleText('bold', text, { validateStream: false })
    : (text) => text;
}
