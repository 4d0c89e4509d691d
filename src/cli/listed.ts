import { silent, SILENCE_SECONDS } from '../git/client.ts';

/**
 * The list of changes that the hook's shell had git write to standard input while Node started.
 *
 * @returns nothing when git did not end well: then it is asked again, and its failure told
 * @throws AppError when it says nothing for 60 seconds
 */
export function listedChanges(): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const { stdin } = process;
    const chunks: Buffer[] = [];
    const watch = setTimeout(() => {
      // what is never closed would keep the program from ending
      stdin.destroy();
      reject(silent(['diff-index']));
    }, SILENCE_SECONDS * 1000);
    const end = (list?: string) => {
      clearTimeout(watch);
      resolve(list);
    };
    stdin
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        watch.refresh();
      })
      .on('end', () => end(listIn(Buffer.concat(chunks).toString('utf8'))))
      .on('error', () => end());
  });
}

/** Behind a list that is whole the shell writes one more zero byte: an empty field, of which git writes none. */
function listIn(text: string): string | undefined {
  return text === '\0' || text.endsWith('\0\0') ? text.slice(0, -1) : undefined;
}
