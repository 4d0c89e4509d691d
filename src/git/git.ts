import type { Readable } from 'node:stream';
import type { SimpleGit } from 'simple-git';
import { AppError } from '../shared/errors.ts';
import { gitEnvironment, guardedNames, NO_PROGRAMS } from './environment.ts';

/**
 * Settings that somebody gave git, by `git -c` or in variables, come to its hooks as variables, and simple-git would refuse
 * to run with them. None of the commands here starts a program, a pager or a connection, whatever is set.
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

/** How long git may say nothing before it counts as hung, in seconds. */
export const SILENCE_SECONDS = 60;

/**
 * The door to git for metadata and settings; the only module that imports simple-git. Content goes through `stream.ts`,
 * because simple-git keeps whole outputs in memory and decodes them as UTF-8.
 */
export class GitClient {
  readonly directory: string;
  #opened: Promise<Door> | undefined;

  /** @param directory where git runs; in a hook this must stay the one git chose, `GIT_INDEX_FILE` can be relative */
  constructor(directory: string) {
    this.directory = directory;
  }

  /**
   * Runs git and returns what it prints.
   *
   * @throws AppError when git cannot be started or ends with anything but 0
   */
  async run(...command: string[]): Promise<string> {
    const answer = await this.#execute(command);
    if (answer.exit !== 0) throw failure(command, answer.exit, answer.cause);
    return answer.output;
  }

  /**
   * Runs a command that answers "no" with exit code 1.
   *
   * @returns what git prints, or nothing for that "no"
   * @throws AppError on any other exit
   */
  async ask(...command: string[]): Promise<string | undefined> {
    const answer = await this.#execute(command);
    if (answer.exit === 1) return undefined;
    if (answer.exit !== 0) throw failure(command, answer.exit, answer.cause);
    return answer.output;
  }

  async #execute(command: string[]): Promise<{ exit: number | null; output: string; cause?: unknown }> {
    // a clean commit needs no metadata, and is spared loading simple-git
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
  /** Fails when a git has been silent for too long, whether or not it can be ended. */
  readonly silence: Promise<never>;
}

async function open(directory: string): Promise<Door> {
  const { simpleGit } = await import('simple-git');
  const environment = gitEnvironment(process.env);
  const git = simpleGit({
    baseDir: directory,
    maxConcurrentProcesses: 4,
    // its default waits 50 ms after git's exit
    completion: { onClose: true, onExit: false },
    // interrupts it; the watch below answers even where that does not help
    timeout: { block: SILENCE_SECONDS * 1000 },
    allowEnvironment: guardedNames(environment),
    // these came from git itself or from the person who called it, and are handed on as they are
    unsafe: UNGUARDED,
    // simple-git takes an exit without a word on stderr, and a death by signal, for success
    errors: (error, { exitCode }) =>
      exitCode === 0 && error === undefined ? undefined : endOf(error, exitCode),
  }).env(environment);
  const silence = new Promise<never>((_, reject) => {
    git.outputHandler((_program, stdout, stderr, command) => {
      const watch = setTimeout(
        () => {
          // simple-git waits for the other end to close, which a program that git started may hold open
          for (const stream of [stdout, stderr]) (stream as Readable).destroy();
          reject(silent(command));
        },
        SILENCE_SECONDS * 1000 + 500,
      );
      stdout.on('data', () => watch.refresh()).on('close', () => clearTimeout(watch));
    });
  });
  // whoever asks git next is told
  silence.catch(() => undefined);
  return { git, silence };
}

const MISSING = 'keyward: git is missing';

/**
 * How git ended, as the message of an error, since simple-git keeps nothing else of it. What git printed is dropped: it
 * may quote what it read.
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

/** What is thrown when a git command has been silent for too long. */
export function silent(command: readonly string[], cause?: unknown): AppError {
  return new AppError('git-silent', { command: nameOf(command), seconds: SILENCE_SECONDS }, cause);
}

/** The command without its arguments, which may be a user's. */
export function nameOf(command: readonly string[]): string {
  const isValue = (at: number) => /^-[cC]$/.test(command[at - 1] ?? '');
  return `git ${command.find((word, at) => !word.startsWith('-') && !isValue(at)) ?? ''}`;
}
