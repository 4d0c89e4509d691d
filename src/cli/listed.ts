import { silent, SILENCE_SECONDS } from '../git/git.ts';

/**
 * Reads the list of changes from standard input, which git writes while Node.js starts.
 *
 * @returns undefined if git failed; the caller then runs git again and reports the error
 * @throws AppError if git sends no data for 60 seconds
 */
export async function listedChanges(): Promise<string | undefined> {
  const text = await readInput().catch((error: unknown) => {
    if (error instanceof Error && 'syscall' in error) return '';
    throw error;
  });
  // the shell ends a complete list with one more zero byte, an empty field that git never writes
  return text === '\0' || text.endsWith('\0\0') ? text.slice(0, -1) : undefined;
}

function readInput(): Promise<string> {
  const { stdin } = process;
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const watch = setTimeout(() => {
      // an open stream would keep the process alive
      stdin.destroy();
      reject(silent(['diff-index']));
    }, SILENCE_SECONDS * 1000);
    stdin
      .on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        watch.refresh();
      })
      .on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
      .on('error', reject)
      .on('close', () => clearTimeout(watch));
  });
}
