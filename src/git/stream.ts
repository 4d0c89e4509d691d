import { spawn } from 'node:child_process';
import { AppError } from '../core/errors.ts';
import { nameOf, silent, SILENCE_SECONDS } from './client.ts';
import { gitEnvironment } from './environment.ts';

/**
 * Runs git and yields its output as it comes, byte for byte: the door for content.
 *
 * @param input what git reads on its standard input
 * @throws AppError when git cannot be started, ends with anything but 0, is killed, or is silent for 60 seconds
 */
export async function* streamGit(
  directory: string,
  command: string[],
  input?: string,
): AsyncGenerator<Buffer> {
  const child = spawn('git', command, {
    cwd: directory,
    env: gitEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'ignore'],
    windowsHide: true,
  });
  const name = nameOf(command);
  const ended = new Promise<AppError | undefined>((resolve) => {
    child.once('error', (error) => resolve(new AppError('git-missing', {}, error)));
    child.once('close', (exit, signal) => {
      if (signal !== null) resolve(new AppError('git-killed', { command: name, signal }));
      else resolve(exit === 0 ? undefined : new AppError('git-failed', { command: name, exit }));
    });
  });
  // a git that dies before it has read everything shows in its exit
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
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
}
