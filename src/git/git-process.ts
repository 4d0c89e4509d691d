import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../shared/errors.ts';
import { nameOf, silent, SILENCE_SECONDS } from './git.ts';
import { gitEnvironment, NO_PROGRAMS } from './environment.ts';

/**
 * Runs git and yields its output as it comes, byte for byte: the door for content.
 *
 * @param input what git reads on its standard input
 * @throws AppError when git cannot be started, ends with anything but 0, is killed, or is silent for 60 seconds
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
 * Runs git and returns what it prints. For the few questions of a commit, which is spared loading simple-git for them.
 *
 * @throws AppError as {@link streamGit}
 */
export async function askGit(directory: string, ...command: string[]): Promise<string> {
  return textFrom(directory, command);
}

/**
 * As {@link askGit}, with input.
 *
 * @param most how many bytes may come
 * @throws AppError as {@link streamGit}, and `git-too-much` for more than a string can hold
 */
export async function textFrom(
  directory: string,
  command: string[],
  input?: string,
  most = MAX_TEXT_BYTES,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of streamGit(directory, command, input)) {
    size += chunk.length;
    if (size > most) throw new AppError('git-too-much', { command: nameOf(command), megabytes: most / 1e6 });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const MAX_TEXT_BYTES = 400_000_000;

/**
 * Runs git and yields the lines that it prints, without their ends.
 *
 * @throws AppError as {@link streamGit}, and where the last line has no end
 */
export async function* linesFrom(
  directory: string,
  command: string[],
  input?: string | Buffer,
): AsyncGenerator<string> {
  for await (const lines of chunksOfLines(directory, command, input)) yield* lines;
}

/**
 * As {@link linesFrom}, as many at a time as are at hand: where they are very many.
 *
 * @param end what a line ends with
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

/** A git that has been started. */
export interface RunningGit {
  /** Gives it some of its input. */
  write(input: string | Buffer): void;
  /** Gives it the last, or the whole, of its input. */
  end(input?: string | Buffer): void;
  /** As {@link streamGit}. It counts as silent from here on. */
  output(): AsyncGenerator<Buffer>;
}

/**
 * git writes in small pieces, and being woken for each costs more than what is done with it. So where much comes, the program
 * sleeps in between, as long as it takes for a good part of what can be read at once to come; git goes on meanwhile.
 */
const MUCH = 1 << 20;
/** In bytes: what can be read at once, nearly; and what is too little. */
const [FULL, LITTLE] = [60_000, 32_768] as const;
/** In milliseconds. In a longer one git would have to wait for what is written to be read. */
const [SHORTEST_NAP, LONGEST_NAP] = [0.05, 2] as const;

/** What comes from one of the gits that are read at the same time. */
class Flow {
  static readonly #all = new Set<Flow>();
  #length = 0;
  #nap = 6 * SHORTEST_NAP;

  constructor() {
    Flow.#all.add(this);
  }

  /** To be called when so many bytes have been looked at. The one that most comes from is slept for, not the others. */
  rest(bytes: number): void {
    this.#length += bytes;
    if (this.#length < MUCH) return;
    for (const flow of Flow.#all) if (flow.#length > this.#length) return;
    if (bytes >= FULL) this.#nap = Math.max(this.#nap / 2, SHORTEST_NAP);
    else if (bytes < LITTLE) this.#nap = Math.min(this.#nap * 1.5, LONGEST_NAP);
    if (bytes < FULL) Atomics.wait(NOTHING, 0, 0, this.#nap);
  }

  end(): void {
    Flow.#all.delete(this);
  }
}

const NOTHING = new Int32Array(new SharedArrayBuffer(4));

/** What can keep a program from ending. */
interface Refable {
  ref(): void;
  unref(): void;
}

/** Starts git now; its input may come later. */
export function startGit(directory: string, command: string[], stdin: 'ignore' | 'pipe'): RunningGit {
  const options = { cwd: directory, env: gitEnvironment(process.env), windowsHide: true };
  const words = [...NO_PROGRAMS, ...command];
  const child: ChildProcessByStdio<Writable | null, Readable, null> =
    stdin === 'ignore'
      ? spawn('git', words, { ...options, stdio: ['ignore', 'pipe', 'ignore'] })
      : spawn('git', words, { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
  const name = nameOf(command);
  const ended = new Promise<AppError | undefined>((resolve) => {
    child.once('error', (error) => resolve(new AppError('git-missing', {}, error)));
    child.once('close', (exit, signal) => {
      if (signal !== null) resolve(new AppError('git-killed', { command: name, signal }));
      else resolve(exit === 0 ? undefined : new AppError('git-failed', { command: name, exit }));
    });
  });
  // a git that dies before it has read everything shows in its exit
  child.stdin?.on('error', () => undefined);
  const ends = [child, child.stdin, child.stdout] as readonly (Partial<Refable> | null)[];
  // one that still waits for its input keeps no program from ending
  if (stdin === 'pipe') for (const end of ends) end?.unref?.();
  const give = (how: 'write' | 'end') => (input?: string | Buffer) => {
    for (const each of ends) each?.ref?.();
    child.stdin?.[how](input);
  };
  return {
    write: give('write'),
    end: give('end'),
    async *output() {
      let isSilent = false;
      let isAwaited = true;
      const watch = setTimeout(() => {
        // what it has said is still being looked at
        if (!isAwaited) return;
        isSilent = true;
        child.kill('SIGKILL');
        // a program that git started, or a git that cannot be killed, may hold its end open
        child.stdout.destroy();
      }, SILENCE_SECONDS * 1000);
      let whole = false;
      const flow = new Flow();
      try {
        for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
          isAwaited = false;
          yield chunk;
          isAwaited = true;
          watch.refresh();
          flow.rest(chunk.length);
        }
        whole = true;
      } catch (error) {
        throw isSilent ? silent(command, error) : error;
      } finally {
        clearTimeout(watch);
        flow.end();
        if (!whole) child.kill();
      }
      const error = await ended;
      if (error !== undefined) throw error;
    },
  };
}
