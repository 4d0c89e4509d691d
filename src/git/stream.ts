import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '../core/errors.ts';
import { nameOf, silent, SILENCE_SECONDS } from './client.ts';
import { gitEnvironment } from './environment.ts';

/**
 * Runs git and yields its output as it comes, byte for byte: the door for content.
 *
 * @param input what git reads on its standard input
 * @throws AppError when git cannot be started, ends with anything but 0, is killed, or is silent for 60 seconds
 */
export function streamGit(directory: string, command: string[], input?: string): AsyncGenerator<Buffer> {
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
  const chunks: Buffer[] = [];
  for await (const chunk of streamGit(directory, command)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Runs git and yields the lines that it prints, without their ends.
 *
 * @param end what a line ends with
 * @throws AppError as {@link streamGit}, and where the last line has no end
 */
export async function* linesFrom(
  directory: string,
  command: string[],
  input?: string,
  end = '\n',
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of streamGit(directory, command, input)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(end);
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') throw new AppError('git-short', { command: nameOf(command) });
}

/** A git that has been started. */
export interface RunningGit {
  /** Gives it the whole of its input. */
  end(input: string): void;
  /** As {@link streamGit}. It counts as silent from here on. */
  output(): AsyncGenerator<Buffer>;
}

/** What can keep a program from ending. */
interface Refable {
  ref(): void;
  unref(): void;
}

/** Starts git now; its input may come later. */
export function startGit(directory: string, command: string[], stdin: 'ignore' | 'pipe'): RunningGit {
  const options = { cwd: directory, env: gitEnvironment(process.env), windowsHide: true };
  const child: ChildProcessByStdio<Writable | null, Readable, null> =
    stdin === 'ignore'
      ? spawn('git', command, { ...options, stdio: ['ignore', 'pipe', 'ignore'] })
      : spawn('git', command, { ...options, stdio: ['pipe', 'pipe', 'ignore'] });
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
  return {
    end(input) {
      for (const each of ends) each?.ref?.();
      child.stdin?.end(input);
    },
    async *output() {
      let isSilent = false;
      const watch = setTimeout(() => {
        isSilent = true;
        child.kill('SIGKILL');
        // a program that git started, or a git that cannot be killed, may hold its end open
        child.stdout.destroy();
      }, SILENCE_SECONDS * 1000);
      let whole = false;
      try {
        for await (const chunk of child.stdout) {
          watch.refresh();
          yield chunk as Buffer;
        }
        whole = true;
      } catch (error) {
        throw isSilent ? silent(command, error) : error;
      } finally {
        clearTimeout(watch);
        if (!whole) child.kill();
      }
      const error = await ended;
      if (error !== undefined) throw error;
    },
  };
}
