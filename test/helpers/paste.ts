import { join } from 'node:path';
import type { Outcome, Repository } from './repository.ts';

/** Runs a pasted command in a folder of the repository. An editor that git starts runs `edit` on the file. */
export function paste(
  repository: Repository,
  command: string,
  { folder = '.', edit = 'true', sequence = 'true' } = {},
): Outcome {
  return repository.run('sh', ['-c', command], {
    cwd: join(repository.directory, folder),
    env: { GIT_EDITOR: edit, GIT_SEQUENCE_EDITOR: sequence },
  });
}

/** Commits what is staged, with the hooks. */
export function commit(repository: Repository, folder = '.'): Outcome {
  return paste(repository, 'git commit -m x', { folder });
}

/** Returns the part of an output that matches. */
export function commandIn({ output }: Outcome, pattern: RegExp): string {
  const [command] = pattern.exec(output) ?? [];
  if (command === undefined) throw new Error(`no ${pattern.source} in: ${output}`);
  return command;
}

/** Returns what `init` asks a person to paste: all after the first blank line. */
export function linesToPaste({ stderr }: Pick<Outcome, 'stderr'>): string {
  return stderr.slice(stderr.indexOf('\n\n') + 2);
}
