import { AppError } from '../shared/errors.ts';
import { type ChangeContext, contextOfNewContent, type Source, type SourceItem } from '../scan/source.ts';
import { NO_POLICY, type Policy } from '../policy/policy.ts';
import { SUBMODULE_MODE } from '../git/raw-diff.ts';
import type { GitClient } from '../git/git.ts';
import { readObjects } from '../git/cat-file.ts';

/** All files in the index, in full and without a policy: the allowlist is checked against them. */
export class TrackedSource implements Source {
  readonly kind = 'staged';
  readonly #git: GitClient;

  constructor(git: GitClient) {
    this.#git = git;
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    const listing = await this.#git.run('ls-files', '--stage', '-z', '--full-name', ':/');
    const lines = listing.split('\0');
    if (lines.pop() !== '') throw new AppError('git-short', { command: 'git ls-files' });
    const entries = lines.flatMap((line) => {
      const [, mode, object = '', path = ''] = /^(\d{6}) ([0-9a-f]{40,64}) \d\t([^]+)$/.exec(line) ?? [];
      if (mode === undefined) throw new AppError('git-short', { command: 'git ls-files' });
      return mode === SUBMODULE_MODE ? [] : [{ object, path }];
    });
    for await (const objects of readObjects(this.#git.directory, entries))
      yield objects.map(([{ path }, bytes]) => {
        if (bytes === undefined) throw new AppError('object-missing', { path });
        return { path, bytes, newName: true };
      });
  }

  policy(): Promise<Policy> {
    return Promise.resolve(NO_POLICY);
  }

  context(): ChangeContext {
    return contextOfNewContent(this.policy());
  }
}
