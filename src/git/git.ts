import type { Readable } from 'node:stream';
import type { SimpleGit } from 'simple-git';
import { AppError } from '../shared/errors.ts';
import { gitEnvironment, guardedNames, NO_PROGRAMS } from './environment.ts';

/**
 * Permissions for simple-git. Settings from `git -c` or the environment reach hooks as variables, and simple-git
 * refuses to run with some of them. None of the commands here runs a program, a pager or a connection, whatever these
 * settings say.
 */
const UNGUARDED = {
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} as const;

/** The number of seconds without output after which git counts as hung. */
export const SILENCE_SECONDS = 60;

/**
 * Runs git for metadata and settings; the only module that imports simple-git. Content is read with `git-process.ts`,
 * because simple-git buffers whole outputs and decodes them as UTF-8.
 */
export class GitClient {
  readonly directory: string;
  #opened: Promise<Door> | undefined;

  /**
   * @param directory the current directory of git; hooks must keep the one that git set, because `GIT_INDEX_FILE` may
   *   be relative
   */
  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Runs git and returns its output.
   *
   * @throws AppError if git cannot be started or fails
   */
  async run(...command: string[]): Promise<string> {
    const answer = await this.#execute(command);
    if (answer.exit !== 0) throw failure(command, answer.exit, answer.cause);
    return answer.output;
  }

  /**
   * Runs a command for which exit code 1 means "no".
   *
   * @returns the output, or undefined for "no"
   * @throws AppError for any other exit code
   */
  async ask(...command: string[]): Promise<string | undefined> {
    const answer = await this.#execute(command);
    if (answer.exit === 1) return undefined;
    if (answer.exit !== 0) throw failure(command, answer.exit, answer.cause);
    return answer.output;
  }

  async #execute(command: string[]): Promise<{ exit: number | null; output: string; cause?: unknown }> {
    // loaded on demand, because a clean commit needs no metadata
    const { git, silence } = await (this.#opened ??= open(this.directory));
    try {
      return { exit: 0, output: await Promise.race([git.raw([...NO_PROGRAMS, ...command]), silence]) };
    } catch (error) {
      if (error instanceof AppError) throw error;
      const message = error instanceof Error ? error.message : '';
      if (/block timeout/.test(message)) throw silent(command, error);
      if (message.endsWith(MISSING)) throw new AppError('git-missing', {}, error);
      const exit = /keyward: exit (\d+)$/.exec(message)?.[1];
      return { exit: exit === undefined ? null : Number(exit), output: '', cause: error };
    }
  }
}

interface Door {
  readonly git: SimpleGit;
  /** Rejects when git has printed nothing for too long, even if it cannot be killed. */
  readonly silence: Promise<never>;
}

async function open(directory: string): Promise<Door> {
  const { simpleGit } = await import('simple-git');
  const environment = gitEnvironment(process.env);
  const git = simpleGit({
    baseDir: directory,
    maxConcurrentProcesses: 4,
    // the default waits 50 ms after git's exit
    completion: { onClose: true, onExit: false },
    // interrupts git; the timeout below applies even if that fails
    timeout: { block: SILENCE_SECONDS * 1000 },
    allowEnvironment: guardedNames(environment),
    // git itself or the user set these variables, so they are passed unchanged
    unsafe: UNGUARDED,
    // simple-git treats a failure without output on stderr, and death by a signal, as success
    errors: (error, { exitCode }) =>
      exitCode === 0 && error === undefined ? undefined : endOf(error, exitCode),
  }).env(environment);
  const silence = new Promise<never>((_, reject) => {
    git.outputHandler((_program, stdout, stderr, command) => {
      const watch = setTimeout(
        () => {
          // simple-git waits until the other end closes, which a child of git may keep open
          for (const stream of [stdout, stderr]) (stream as Readable).destroy();
          reject(silent(command));
        },
        SILENCE_SECONDS * 1000 + 500,
      );
      stdout.on('data', () => watch.refresh()).on('close', () => clearTimeout(watch));
    });
  });
  // the next call to git reports it
  silence.catch(() => undefined);
  return { git, silence };
}

const MISSING = 'keyward: git is missing';

/**
 * An error whose message is git's exit code, because simple-git passes on nothing else. git's output is dropped: it may
 * quote content.
 */
function endOf(error: Buffer | Error | undefined, exit: number | null): Error {
  const printed = error instanceof Error ? error.message : (error?.toString('latin1', 0, 200) ?? '');
  return new Error(/\bENOENT\b/.test(printed) ? MISSING : `keyward: exit ${exit}`);
}

function failure(command: string[], exit: number | null, cause: unknown): AppError {
  return exit === null
    ? new AppError('git-killed', { command: nameOf(command), signal: '?' }, cause)
    : new AppError('git-failed', { command: nameOf(command), exit }, cause);
}

/** The error for a git command that printed nothing for too long. */
export function silent(command: readonly string[], cause?: unknown): AppError {
  return new AppError('git-silent', { command: nameOf(command), seconds: SILENCE_SECONDS }, cause);
}

/** The command without its arguments, which may come from the user. */
export function nameOf(command: readonly string[]): string {
  const isValue = (index: number) => /^-[cC]$/.test(command[index - 1] ?? '');
  return `git ${command.find((word, index) => !word.startsWith('-') && !isValue(index)) ?? ''}`;
}
