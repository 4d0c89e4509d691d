import { AppError } from '../shared/errors.ts';
import type { GitClient } from './git.ts';
import { linesFrom } from './git-process.ts';

/** The object that a ref points to after all annotated tags, with these tags, outermost first. */
export interface Peeled {
  readonly tags: readonly string[];
  readonly id: string;
  readonly type: 'commit' | 'tree' | 'blob';
}

/** Returns the ID of a commit, or undefined if git knows no such commit. */
export async function commitOf(git: GitClient, name: string): Promise<string | undefined> {
  return (await git.ask('rev-parse', '--quiet', '--verify', `${name}^{commit}`))?.trimEnd();
}

/**
 * Follows annotated tags, nested ones included.
 *
 * @returns the peeled object of each ID, except for missing objects
 */
export async function peel(git: GitClient, ids: readonly string[]): Promise<Map<string, Peeled>> {
  const peeled = new Map<string, Peeled>();
  let pending = [...new Set(ids)].map((id) => ({ start: id, id, tags: [] as readonly string[] }));
  while (pending.length > 0) {
    const found = await headsOf(
      git,
      pending.map(({ id }) => id),
    );
    const next: typeof pending = [];
    for (const [index, { start, id, tags }] of pending.entries()) {
      const { type, target } = found[index] ?? {};
      if (type === 'commit' || type === 'tree' || type === 'blob') peeled.set(start, { tags, id, type });
      else if (type === 'tag' && target !== undefined) next.push({ start, id: target, tags: [...tags, id] });
    }
    pending = next;
  }
  return peeled;
}

/** The type of each object, and for a tag the object it points to. */
async function headsOf(
  git: GitClient,
  ids: readonly string[],
): Promise<{ type?: string | undefined; target?: string | undefined }[]> {
  const types = await check(git, '%(objecttype)', ids);
  const tags = ids.filter((_, index) => types[index] === 'tag');
  const targets = new Map<string, string>();
  if (tags.length > 0) {
    const { readWhole } = await import('./cat-file.ts');
    for (const [index, bytes] of (await readWhole(git.directory, tags)).entries()) {
      const target = /^object ([0-9a-f]{40,64})\n/.exec(bytes?.toString('latin1', 0, 80) ?? '')?.[1];
      if (target !== undefined) targets.set(tags[index] ?? '', target);
    }
  }
  return ids.map((id, index) => ({ type: types[index], target: targets.get(id) }));
}

/** The commit that each name points to; undefined if it is missing or not a commit. */
export async function commitsOf(git: GitClient, names: readonly string[]): Promise<(string | undefined)[]> {
  const found = await check(
    git,
    '%(objectname)',
    names.map((name) => `${name}^{commit}`),
  );
  return found.map((id) => (id !== undefined && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined));
}

/** The answer of `git cat-file --batch-check` for each name; undefined for missing objects. */
export async function check(
  git: GitClient,
  format: string,
  names: readonly string[],
): Promise<(string | undefined)[]> {
  if (names.length === 0) return [];
  const answers: (string | undefined)[] = [];
  const input = names.map((name) => `${name}\n`).join('');
  for await (const line of linesFrom(git.directory, ['cat-file', `--batch-check=${format}`], input))
    answers.push(/ (?:missing|ambiguous)$/.test(line) ? undefined : line);
  if (answers.length !== names.length) throw new AppError('git-short', { command: 'git cat-file' });
  return answers;
}
