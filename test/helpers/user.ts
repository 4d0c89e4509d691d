import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { cleanEnvironment, type Outcome, Repository, temporaryFolder } from './repository.ts';

let prefix = '';

/** Returns the folder in which the package is installed globally, once for a test file. */
export function globalPrefix(): string {
  if (prefix !== '') return prefix;
  prefix = realpathSync(mkdtempSync(join(tmpdir(), 'keyward-global-')));
  process.once('exit', removePrefix);
  execFileSync('npm', ['install', '--global', '--prefix', prefix, inject('tarball')], {
    env: cleanEnvironment(),
    stdio: 'pipe',
  });
  return prefix;
}

/** For `afterAll`. */
export function removePrefix(): void {
  if (prefix !== '') rmSync(prefix, { recursive: true, force: true });
  prefix = '';
}

/** A user with a home folder and the global keyward. */
export class User {
  readonly home = new Repository(temporaryFolder());
  readonly environment: NodeJS.ProcessEnv;

  constructor(environment: Record<string, string | undefined> = {}) {
    const { directory: HOME } = this.home;
    // never the usual /dev/null: git would rename its new settings over it
    const own = { HOME, GIT_CONFIG_GLOBAL: join(HOME, '.gitconfig'), XDG_CONFIG_HOME: undefined };
    this.environment = cleanEnvironment({ ...own, ...environment });
  }

  get hooks(): string {
    return join(this.home.directory, '.config/keyward/hooks');
  }

  create(...options: string[]): Repository {
    const repository = new Repository(temporaryFolder(), this.environment);
    repository.git('init', '--quiet', '--initial-branch=main', ...options);
    return repository;
  }

  keyward(words: readonly string[], repository: Repository = this.home, env = {}): Outcome {
    return repository.run(join(globalPrefix(), 'bin/keyward'), words, {
      env: { ...this.environment, ...env },
    });
  }

  init(): this {
    const { code, output } = this.keyward(['init', '--global']);
    if (code !== 0) throw new Error(output);
    return this;
  }

  /** The codes of the doctor's checks that are not ok, and the fixes. */
  doctor(repository: Repository = this.home, program?: string) {
    const words = ['doctor', '--global', '--json'];
    const { stdout, code } =
      program === undefined
        ? this.keyward(words, repository)
        : repository.run(process.execPath, [program, ...words], { env: this.environment });
    const { checks } = JSON.parse(stdout) as {
      checks: { code: string; status: string; fix: { command: string } | null }[];
    };
    return {
      exit: code,
      checks,
      problems: checks.filter(({ status }) => status !== 'ok' && status !== 'advice'),
    };
  }
}

/** Writes an executable hook of the repository's own. */
export function ownHook(repository: Repository, name: string, script: string, folder = '.git/hooks'): void {
  repository.write(`${folder}/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(join(repository.directory, folder, name), 0o755);
}
