import { type ChildProcessByStdio, spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../shared/errors.ts';
import { nameOf, silent, SILENCE_SECONDS } from './git.ts';
import { gitEnvironment, NO_PROGRAMS } from './environment.ts';

/**
 * Runs git and yields its output as bytes. All content is read this way.
 *
 * @param input git's standard input
 * @throws AppError if git cannot be started, fails, is killed, or prints nothing for 60 seconds
 */
export function streamGit(
  directory: string,
  command: string[],
  input?: string | Buffer,
): AsyncGenerator<Buffer> {
  const git = startGit(directory, command, input === undefined ? 'ignore' : 'pipe');
  if (input !== undefined) git.end(input);
  return git.output();
}

/**
 * Runs git and returns its output. A commit hook needs only few git commands, and this spares it from loading
 * simple-git.
 *
 * @throws AppError as {@link streamGit}
 */
export async function askGit(directory: string, ...command: string[]): Promise<string> {
  return textFrom(directory, command);
}

/**
 * Like {@link askGit}, with input.
 *
 * @param maxBytes the maximum number of bytes
 * @throws AppError as {@link streamGit}, and `git-too-much` for output that does not fit into a string
 */
export async function textFrom(
  directory: string,
  command: string[],
  input?: string,
  maxBytes = MAX_TEXT_BYTES,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of streamGit(directory, command, input)) {
    size += chunk.length;
    if (size > maxBytes)
      throw new AppError('git-too-much', { command: nameOf(command), megabytes: maxBytes / 1e6 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const MAX_TEXT_BYTES = 400_000_000;

/** Runs git and returns its messages, too, which may quote content: they must not be printed. */
export function gitWithMessage(directory: string, ...command: string[]): SpawnSyncReturns<string> {
  return spawnSync('git', [...NO_PROGRAMS, ...command], {
    cwd: directory,
    env: gitEnvironment(process.env),
    encoding: 'utf8',
    windowsHide: true,
    timeout: SILENCE_SECONDS * 1000,
  });
}

/**
 * Runs git and yields its output line by line, without line ends.
 *
 * @throws AppError as {@link streamGit}, and if the last line has no end
 */
export async function* linesFrom(
  directory: string,
  command: string[],
  input?: string | Buffer,
): AsyncGenerator<string> {
  for await (const lines of chunksOfLines(directory, command, input)) yield* lines;
}

/**
 * Like {@link linesFrom}, but in batches, for large outputs.
 *
 * @param end the line terminator
 */
export async function* chunksOfLines(
  directory: string,
  command: string[],
  input?: string | Buffer,
  end = '\n',
): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of streamGit(directory, command, input)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(end);
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') throw new AppError('git-short', { command: nameOf(command) });
}

/** A running git process. */
export interface RunningGit {
  /** Writes a part of the input. */
  write(input: string | Buffer): void;
  /** Writes the last part of the input, or all of it. */
  end(input?: string | Buffer): void;
  /** Like {@link streamGit}. The timeout starts with this call. */
  output(): AsyncGenerator<Buffer>;
}

/**
 * git writes in small pieces, and waking up for each costs more than processing it. For large outputs, the reader
 * therefore sleeps until about one full read has accumulated; git continues meanwhile. Output counts as large from this
 * number of bytes on.
 */
const MIN_LARGE_OUTPUT_BYTES = 1 << 20;
/** In bytes: about the maximum of one read, and a size that is too small. */
const [FULL_READ_BYTES, SMALL_READ_BYTES] = [60_000, 32_768] as const;
/** In milliseconds. During longer naps, git would wait for its output to be read. */
const [MIN_NAP_MS, MAX_NAP_MS] = [0.05, 2] as const;

/** One of the outputs that are read at the same time. */
class OutputPacer {
  static readonly #all = new Set<OutputPacer>();
  #length = 0;
  #nap = 6 * MIN_NAP_MS;

  constructor() {
    OutputPacer.#all.add(this);
  }

  /** Called after processing a number of bytes. Sleeps only for the largest output. */
  pace(bytes: number): void {
    this.#length += bytes;
    if (this.#length < MIN_LARGE_OUTPUT_BYTES) return;
    for (const pacer of OutputPacer.#all) if (pacer.#length > this.#length) return;
    if (bytes >= FULL_READ_BYTES) this.#nap = Math.max(this.#nap / 2, MIN_NAP_MS);
    else if (bytes < SMALL_READ_BYTES) this.#nap = Math.min(this.#nap * 1.5, MAX_NAP_MS);
    if (bytes < FULL_READ_BYTES) Atomics.wait(NEVER_NOTIFIED, 0, 0, this.#nap);
  }

  end(): void {
    OutputPacer.#all.delete(this);
  }
}

const NEVER_NOTIFIED = new Int32Array(new SharedArrayBuffer(4));

/** A handle that may keep the process alive. */
interface Refable {
  ref(): void;
  unref(): void;
}

/** Starts git immediately; its input may follow later. */
export function startGit(directory: string, command: string[], stdin: 'ignore' | 'pipe'): RunningGit {
  const options = { cwd: directory, env: gitEnvironment(process.env), windowsHide: true };
  const args = [...NO_PROGRAMS, ...command];
  const child: ChildProcessByStdio<Writable | null, Readable, null> =
    stdin === 'ignore'
      ? spawn('git', args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] })
      : spawn('git', args, { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
  const name = nameOf(command);
  const ended = new Promise<AppError | undefined>((resolve) => {
    child.once('error', (error) => resolve(new AppError('git-missing', {}, error)));
    child.once('close', (exit, signal) => {
      if (signal !== null) resolve(new AppError('git-killed', { command: name, signal }));
      else resolve(exit === 0 ? undefined : new AppError('git-failed', { command: name, exit }));
    });
  });
  // if git fails before it has read its input, its exit code shows that
  child.stdin?.on('error', () => undefined);
  const handles = [child, child.stdin, child.stdout] as readonly (Partial<Refable> | null)[];
  // a git process that waits for input does not keep this process alive
  if (stdin === 'pipe') for (const handle of handles) handle?.unref?.();
  const writer = (method: 'write' | 'end') => (input?: string | Buffer) => {
    for (const handle of handles) handle?.ref?.();
    child.stdin?.[method](input);
  };
  return {
    write: writer('write'),
    end: writer('end'),
    async *output() {
      let isSilent = false;
      let isAwaited = true;
      const watch = setTimeout(() => {
        // its last output is still being processed
        if (!isAwaited) return;
        isSilent = true;
        child.kill('SIGKILL');
        // a child of git, or a git that cannot be killed, may keep its end open
        child.stdout.destroy();
      }, SILENCE_SECONDS * 1000);
      let isComplete = false;
      const pacer = new OutputPacer();
      try {
        for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
          isAwaited = false;
          yield chunk;
          isAwaited = true;
          watch.refresh();
          pacer.pace(chunk.length);
        }
        isComplete = true;
      } catch (error) {
        throw isSilent ? silent(command, error) : error;
      } finally {
        clearTimeout(watch);
        pacer.end();
        if (!isComplete) child.kill();
      }
      const error = await ended;
      if (error !== undefined) throw error;
    },
  };
}
