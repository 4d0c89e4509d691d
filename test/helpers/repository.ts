import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The result of a command. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Standard output and standard error together. */
  readonly output: string;
}

/** An environment without this machine's git settings, and without the variables of a git that runs the tests. */
export function cleanEnvironment(
  extra: Readonly<Record<string, string | undefined>> = {},
): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(?:GIT_|CI$|NODE_ENV$|PRE_COMMIT|npm_|INIT_CWD|HUSKY|LC_|LANG|VITEST|FORCE_COLOR|NO_COLOR)/i.test(
        name,
      ),
  );
  return {
    ...Object.fromEntries(kept),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A',
    GIT_AUTHOR_EMAIL: 'a@example.com',
    GIT_COMMITTER_NAME: 'A',
    GIT_COMMITTER_EMAIL: 'a@example.com',
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    ...extra,
  };
}

/** A temporary repository with real git. */
export class Repository {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;

  constructor(directory: string, environment: NodeJS.ProcessEnv = cleanEnvironment()) {
    this.directory = directory;
    this.environment = environment;
  }

  static create(...options: string[]): Repository {
    const repository = new Repository(temporaryFolder());
    repository.git('init', '--quiet', '--initial-branch=main', ...options);
    return repository;
  }

  run(
    program: string,
    args: readonly string[],
    options: { cwd?: string; env?: Record<string, string | undefined>; input?: string | Buffer } = {},
  ): Outcome {
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: options.cwd ?? this.directory,
      env: { ...this.environment, ...options.env },
      input: options.input ?? '',
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      timeout: 180_000,
    });
    if (error !== undefined) throw error;
    return { code: status, stdout, stderr, output: stdout + stderr };
  }

  /** Runs git and expects it to succeed. */
  git(...args: string[]): string {
    const outcome = this.run('git', args);
    if (outcome.code !== 0)
      throw new Error(`git ${args.join(' ')} ended with ${outcome.code}:\n${outcome.output}`);
    return outcome.stdout;
  }

  /** Has git store staged files in a pack, as it stores old commits. */
  pack(...paths: string[]): this {
    const ids = paths.map((path) => this.git('rev-parse', `:${path}`));
    const packed = this.run('git', ['pack-objects', '--quiet', '.git/objects/pack/pack'], {
      input: ids.join(''),
    });
    if (packed.code !== 0) throw new Error(packed.output);
    this.git('prune-packed');
    return this;
  }

  tryGit(...args: string[]): Outcome {
    return this.run('git', args);
  }

  write(path: string, content: string | Buffer): this {
    mkdirSync(dirname(join(this.directory, path)), { recursive: true });
    writeFileSync(join(this.directory, path), content);
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.directory, path), 'utf8');
  }

  /** Writes a file and stages it. */
  stage(path: string, content: string | Buffer): this {
    this.write(path, content).git('add', '--force', '--', path);
    return this;
  }

  commit(message = 'c'): this {
    this.git('commit', '--quiet', '--no-verify', '--allow-empty', '-m', message);
    return this;
  }

  /** Returns everything that a blocked commit must not change. */
  state(): string {
    const head = this.tryGit('rev-parse', 'HEAD').stdout;
    return [head, this.git('ls-files', '-s', '-v'), this.git('for-each-ref'), ...this.files()].join('\n');
  }

  /** Returns every file of the working tree, with its content. */
  files(): string[] {
    return filesIn(this.directory)
      .filter((path) => !/(?:^|\/)(?:\.git|node_modules)\//.test(path.slice(this.directory.length)))
      .map((path) => `${path} ${statSync(path).mode} ${readFileSync(path, 'latin1')}`);
  }
}

/** Returns all files in a folder and its subfolders. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Returns a folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'keyward-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
