import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { temporaryFolder } from './repository.ts';

/** A `git` that does as it should but for one of its calls. */
export class FakeGit {
  readonly #folder = temporaryFolder();
  readonly #calls = join(this.#folder, 'calls');

  /**
   * @param at which call goes wrong, from 0, or a part of the command line that does
   * @param script what that call does instead, in sh; `git` is the real one
   */
  constructor(repository: Repository, at: number | string, script: string) {
    const real = repository.run('sh', ['-c', 'command -v git']).stdout.trim();
    const isMeant =
      typeof at === 'number' ? `[ $n = ${at} ]` : `case "$*" in *"${at}"*) : ;; *) false ;; esac`;
    mkdirSync(this.#calls);
    // making a folder is what only one of several calls at a time can do
    writeFileSync(
      join(this.#folder, 'git'),
      `#!/bin/sh
n=0
until mkdir "${this.#calls}/$n" 2>/dev/null; do n=$((n + 1)); done
git() { ${real} "$@"; }
if ${isMeant}; then
  ${script}
else
  exec ${real} "$@"
fi
`,
    );
    chmodSync(join(this.#folder, 'git'), 0o755);
  }

  /** The variables with which a program finds it. */
  get environment(): { PATH: string } {
    return { PATH: `${this.#folder}:${process.env['PATH'] ?? ''}` };
  }

  /** Whether there was a call of this number. */
  wasCalled(n: number): boolean {
    return existsSync(join(this.#calls, String(n)));
  }
}
