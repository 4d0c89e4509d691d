import { constants, openSync, readSync } from 'node:fs';
import { silent, SILENCE_SECONDS } from '../git/git.ts';

/**
 * The list of changes that the hook's shell had git write to standard input while Node started.
 *
 * @returns nothing when git did not end well: then it is asked again, and its failure told
 * @throws AppError when it says nothing for 60 seconds
 */
export async function listedChanges(): Promise<string | undefined> {
  const input = openInput();
  const text = await (input === undefined ? streamed() : polled(input)).catch((error: unknown) => {
    if (error instanceof Error && 'syscall' in error) return '';
    throw error;
  });
  // behind a list that is whole the shell writes one more zero byte: an empty field, of which git writes none
  return text === '\0' || text.endsWith('\0\0') ? text.slice(0, -1) : undefined;
}

/** Linux opens it once more without making whoever reads it wait; elsewhere that has no effect. */
function openInput(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return openSync('/dev/stdin', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** By the time at which Node asks, all of it is there, as a rule; so nothing is loaded that could wait for it. */
async function polled(file: number): Promise<string> {
  const chunks: Buffer[] = [];
  for (let since = Date.now(); ;) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const length = readNow(file, chunk);
    if (length === 0) return Buffer.concat(chunks).toString('utf8');
    if (length !== undefined) {
      chunks.push(chunk.subarray(0, length));
      since = Date.now();
    } else if (Date.now() - since > SILENCE_SECONDS * 1000) throw silent(['diff-index']);
    else
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
  }
}

/** In bytes. */
const CHUNK = 65_536;

/** @returns nothing where nothing has come yet */
function readNow(file: number, chunk: Buffer): number | undefined {
  try {
    return readSync(file, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return undefined;
    throw error;
  }
}

function streamed(): Promise<string> {
  const { stdin } = process;
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    const watch = setTimeout(() => {
      // what is never closed would keep the program from ending
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
