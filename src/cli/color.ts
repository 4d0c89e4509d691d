import { styleText } from 'node:util';

/**
 * Bold for a terminal, plain text elsewhere. In a hook git sends stdout to stderr, so stderr is asked by default.
 * NO_COLOR and FORCE_COLOR: https://no-color.org, https://force-color.org
 */
export function emphasisFor(
  environment: NodeJS.ProcessEnv,
  stream: NodeJS.WriteStream = process.stderr,
): (text: string) => string {
  const forced = environment['FORCE_COLOR'];
  const wanted = forced === undefined ? stream.isTTY && stream.hasColors() : forced !== '0';
  return wanted && !environment['NO_COLOR']
    ? (text) => styleText('bold', text, { validateStream: false })
    : (text) => text;
}
