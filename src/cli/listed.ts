import { constants, openSync, readSync } from 'node:fs';
import { silent, SILENCE_SECONDS } from '../git/git.ts';

/**
 * Reads the list of changes from standard input, which git writes while Node.js starts.
 *
 * @returns undefined if git failed; the caller then runs git again and reports the error
 * @throws AppError if git sends no data for 60 seconds
 */
export async function listedChanges(): Promise<string | undefined> {
  const input = openInput();
  const text = await (input === undefined ? streamed() : polled(input)).catch((error: unknown) => {
    if (error instanceof Error && 'syscall' in error) return '';
    throw error;
  });
  // the shell ends a complete list with one more zero byte, an empty field that git never writes
  return text === '\0' || text.endsWith('\0\0') ? text.slice(0, -1) : undefined;
}

/** Opens standard input again in non-blocking mode; undefined where that is not possible. */
function openInput(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return openSync('/dev/stdin', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Reads by polling. The data is usually complete by now, so no stream module has to be loaded. */
async function polled(file: number): Promise<string> {
  const chunks: Buffer[] = [];
  for (let since = Date.now(); ;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
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

const CHUNK_BYTES = 65_536;

/** Returns the number of bytes read, or undefined if no data has arrived yet. */
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
