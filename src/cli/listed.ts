import { read } from 'node:fs';
import { SILENCE_SECONDS } from '../git/client.ts';

/**
 * The list of changes that the hook's shell had git write to standard input while Node started.
 *
 * @returns nothing when git did not end well, or says nothing: then it is asked again, and its failure told
 */
export function listedChanges(): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const watch = setTimeout(() => resolve(undefined), SILENCE_SECONDS * 1000);
    const end = (list?: string) => {
      clearTimeout(watch);
      resolve(list);
    };
    const more = () => {
      const chunk = Buffer.allocUnsafe(CHUNK);
      read(STANDARD_INPUT, chunk, 0, CHUNK, null, (error, length) => {
        if (error !== null) end();
        else if (length > 0) {
          chunks.push(chunk.subarray(0, length));
          watch.refresh();
          more();
        } else end(listIn(Buffer.concat(chunks).toString('utf8')));
      });
    };
    more();
  });
}

const STANDARD_INPUT = 0;

/** In bytes. */
const CHUNK = 65_536;

/** Behind a list that is whole the shell writes one more zero byte: an empty field, of which git writes none. */
function listIn(text: string): string | undefined {
  return text === '\0' || text.endsWith('\0\0') ? text.slice(0, -1) : undefined;
}
