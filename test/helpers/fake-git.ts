import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repository } from './repository.ts';
import { temporaryFolder } from './repository.ts';

/** A `git` that works, except for one call. */
export class FakeGit {
  readonly #folder = temporaryFolder();
  readonly #calls = join(this.#folder, 'calls');

  /**
   * @param at the index of the call that fails, or a part of its command line
   * @param script a shell script that replaces the call; `git` in it is the real git
   */
  constructor(repository: Repository, at: number | string, script: string) {
    const real = repository.run('sh', ['-c', 'command -v git']).stdout.trim();
    const isMeant =
      typeof at === 'number' ? `[ $n = ${at} ]` : `case "$*" in *"${at}"*) : ;; *) false ;; esac`;
    mkdirSync(this.#calls);
    // mkdir is atomic: only one of several concurrent calls succeeds
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

  /** The environment in which programs find this git. */
  get environment(): { PATH: string } {
    return { PATH: `${this.#folder}:${process.env['PATH'] ?? ''}` };
  }

  /** True if there was a call with this index. */
  wasCalled(n: number): boolean {
    return existsSync(join(this.#calls, String(n)));
  }
}
