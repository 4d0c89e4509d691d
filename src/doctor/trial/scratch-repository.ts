import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** The result of a git command in a scratch repository; `exit` is undefined after a timeout. */
export interface ScratchRun {
  readonly exit: number | undefined;
  readonly output: string;
}

/** Time limit for one git command including its hooks, in milliseconds. */
const GIT_TIMEOUT_MS = 120_000;

/**
 * A temporary repository for testing hooks. It is isolated: its git gets no variable that names a repository, an index or an
 * object store, and no user or system settings. It is deleted by `remove`, when the program ends and when it is interrupted.
 */
export class ScratchRepository {
  readonly folder: string;
  /** The worktree that git runs in. */
  readonly tree: string;
  /** The main worktree; the same as `tree` unless that is a linked worktree. */
  readonly main: string;
  /** The git directory of the worktree. */
  readonly gitDirectory: string;
  /** The folder that git runs hooks from. */
  readonly hooks: string;
  readonly #environment: NodeJS.ProcessEnv;

  private constructor(isLinked: boolean) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyward-doctor-')));
    FOLDERS.add(this.folder);
    removeOnExit();
    this.main = join(this.folder, 'main');
    this.tree = isLinked ? join(this.folder, 'tree') : this.main;
    this.gitDirectory = join(this.main, '.git', ...(isLinked ? ['worktrees', 'tree'] : []));
    this.hooks = join(this.folder, 'hooks');
    this.#environment = scratchEnvironment(process.env, join(this.folder, 'settings'));
  }

  /**
   * @param isLinked whether the worktree is a linked one, for which git sets more variables in hooks
   * @param files the content of the first commit
   * @param settings git settings of the repository
   */
  static async create(
    isLinked: boolean,
    files: Readonly<Record<string, Buffer>>,
    settings: Readonly<Record<string, string>>,
  ): Promise<ScratchRepository> {
    const scratch = new ScratchRepository(isLinked);
    scratch.write('../settings', '');
    mkdirSync(scratch.main, { recursive: true });
    mkdirSync(scratch.hooks);
    await scratch.#git(scratch.main, 'init', '--quiet', '--template=');
    const own = { 'core.hooksPath': scratch.hooks, 'commit.gpgSign': 'false', 'gc.auto': '0' };
    for (const [name, value] of Object.entries({ ...own, ...settings }))
      await scratch.#git(scratch.main, 'config', '--add', name, value);
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(scratch.main, path)), { recursive: true });
      writeFileSync(join(scratch.main, path), bytes);
    }
    await scratch.#git(scratch.main, 'add', '--all', '--force');
    await scratch.#git(scratch.main, 'commit', '--quiet', '--allow-empty', '--message=first');
    if (isLinked) await scratch.#git(scratch.main, 'worktree', 'add', '--quiet', '--detach', scratch.tree);
    return scratch;
  }

  /** Writes a file; the path is relative to the worktree. */
  write(path: string, content: string | Buffer, mode = 0o644): void {
    const file = join(this.tree, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  }

  /** Links a path to a folder outside, which is only read. */
  link(path: string, target: string): void {
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, 'junction');
  }

  /** Runs git with its hooks. */
  async run(...command: string[]): Promise<ScratchRun> {
    return runGit(this.tree, command, this.#environment);
  }

  /** @throws AppError if git cannot create a repository in the temporary folder */
  async #git(directory: string, ...command: string[]): Promise<void> {
    const { exit } = await runGit(directory, command, this.#environment);
    if (exit !== 0) throw new AppError('git-failed', { command: `git ${command[0]}`, exit: exit ?? null });
  }

  remove(): void {
    removeFolder(this.folder);
  }
}

function runGit(cwd: string, command: string[], env: NodeJS.ProcessEnv): Promise<ScratchRun> {
  return new Promise((resolve, reject) => {
    // a new process group, so that programs started by hooks end with it
    const child = spawn('git', command, {
      cwd,
      env,
      windowsHide: true,
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    CHILDREN.add(child);
    let output = '';
    const keep = (chunk: Buffer) => (output = (output + chunk.toString('utf8')).slice(0, 1 << 16));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const watch = setTimeout(() => end(child), GIT_TIMEOUT_MS);
    const settle = () => {
      clearTimeout(watch);
      CHILDREN.delete(child);
    };
    child.once('error', (error) => {
      settle();
      reject(new AppError('git-missing', {}, error));
    });
    child.once('close', (code) => {
      settle();
      resolve({ exit: code ?? undefined, output });
    });
  });
}

/** Returns the user's environment without variables that name another repository. */
function scratchEnvironment(ambient: NodeJS.ProcessEnv, settings: string): NodeJS.ProcessEnv {
  const kept = Object.entries(ambient).filter(([name]) => !/^(?:GIT_|npm_|INIT_CWD$|PATH$)/i.test(name));
  const identity = { NAME: 'keyward doctor', EMAIL: 'doctor@keyward.invalid' };
  return {
    ...Object.fromEntries(kept),
    // package managers add these folders for the programs that they start, perhaps for this one
    PATH: (ambient['PATH'] ?? '')
      .split(delimiter)
      .filter((folder) => !/[\\/]node_modules[\\/](?:\.bin$|@npmcli[\\/]|npm[\\/])/.test(folder))
      .join(delimiter),
    // caches of hook managers
    PRE_COMMIT_HOME: `${settings}-of-hooks`,
    PREK_HOME: `${settings}-of-hooks`,
    GIT_CONFIG_GLOBAL: settings,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_EDITOR: ':',
    ...Object.fromEntries(
      Object.entries(identity).flatMap(([name, value]) => [
        [`GIT_AUTHOR_${name}`, value],
        [`GIT_COMMITTER_${name}`, value],
      ]),
    ),
  };
}

const FOLDERS = new Set<string>();
const CHILDREN = new Set<ChildProcess>();
let isRegistered = false;

function removeOnExit(): void {
  if (isRegistered) return;
  isRegistered = true;
  process.once('exit', removeAll);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      removeAll();
      process.kill(process.pid, signal);
    });
  }
}

function removeAll(): void {
  for (const child of CHILDREN) end(child);
  for (const folder of FOLDERS) removeFolder(folder);
}

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  FOLDERS.delete(folder);
}

function end(child: ChildProcess): void {
  try {
    if (process.platform !== 'win32' && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {
    // the process has ended in the meantime
  }
}
