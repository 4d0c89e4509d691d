import { silent, SILENCE_SECONDS } from '../git/git.ts';
import type { StagedLists } from '../sources/staged.ts';

/**
 * Reads the lists that git writes to standard input while Node.js starts: the staged changes, then the policy files, each followed
 * by one more zero byte if it is complete. git never writes such an empty field.
 *
 * @returns undefined if git failed; the caller then runs git again and reports the error
 * @throws AppError if git sends no data for 60 seconds
 */
export async function stagedLists(): Promise<StagedLists | undefined> {
  const text = await readInput().catch((error: unknown) => {
    if (error instanceof Error && 'syscall' in error) return '';
    throw error;
  });
  const changes = firstList(text);
  if (changes === undefined) return undefined;
  const policyFiles = firstList(changes.rest);
  return { changes: changes.list, policyFiles: policyFiles?.rest === '' ? policyFiles.list : undefined };
}

function firstList(text: string): { readonly list: string; readonly rest: string } | undefined {
  if (text.startsWith('\0')) return { list: '', rest: text.slice(1) };
  const end = text.indexOf('\0\0') + 1;
  return end === 0 ? undefined : { list: text.slice(0, end), rest: text.slice(end + 1) };
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
