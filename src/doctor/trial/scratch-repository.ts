import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** How a git in a scratch repository ended; without an exit it gave no answer in time. */
export interface ScratchRun {
  readonly exit: number | undefined;
  readonly output: string;
}

/** The longest that one git may take, hooks and all, in milliseconds. */
const GIT_TIMEOUT_MS = 120_000;

/**
 * A repository of its own in the system's temporary folder, to try hooks in. Nothing wrapperLines from it to another one: its git
 * gets no variable that names a repository, an index or an object store, and no settings of the user or the system.
 * It goes when it is removed, when the program ends and when it is interrupted.
 */
export class ScratchRepository {
  readonly folder: string;
  /** The work tree in which git is run. */
  readonly tree: string;
  /** What stands for the folder of the main work tree; the same one, unless the work tree is a linked one. */
  readonly main: string;
  /** The git directory of the work tree. */
  readonly gitDirectory: string;
  /** From where its git runs hooks. */
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
   * @param isLinked whether its work tree is a linked one, of which hooks are told more
   * @param files what its first commit holds
   * @param settings of its git
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

  /** Writes a file, by its path from the work tree. */
  write(path: string, content: string | Buffer, mode = 0o644): void {
    const file = join(this.tree, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode });
  }

  /** Makes a path in it stand for a folder outside, which is only read. */
  link(path: string, target: string): void {
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(target, path, 'junction');
  }

  /** Runs git as a person would, and its hooks with it. */
  async run(...command: string[]): Promise<ScratchRun> {
    return runGit(this.tree, command, this.#environment);
  }

  /** @throws AppError where the system's temporary folder is no place for a repository */
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
    // a group of its own, so that what the hooks started ends with it
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

/** What a git in the user's own shell would have, and nothing that says where another repository is. */
function scratchEnvironment(ambient: NodeJS.ProcessEnv, settings: string): NodeJS.ProcessEnv {
  const kept = Object.entries(ambient).filter(([name]) => !/^(?:GIT_|npm_|INIT_CWD$|PATH$)/i.test(name));
  const identity = { NAME: 'keyward doctor', EMAIL: 'doctor@keyward.invalid' };
  return {
    ...Object.fromEntries(kept),
    // npm and its kin put these in front for the programs that they start, as they may have for this one
    PATH: (ambient['PATH'] ?? '')
      .split(delimiter)
      .filter((place) => !/[\\/]node_modules[\\/](?:\.bin$|@npmcli[\\/]|npm[\\/])/.test(place))
      .join(delimiter),
    // what hook managers keep for later
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
    // it has ended meanwhile
  }
}
