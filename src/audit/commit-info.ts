import type { CommitInfo } from '../scan/audit-result.ts';
import type { GitClient } from '../git/git.ts';
import { headerOf } from '../git/commit-text.ts';
import { readWhole } from '../git/cat-file.ts';

/** The date and author of commits, by ID. */
export async function infoOf(git: GitClient, commits: readonly string[]): Promise<Map<string, CommitInfo>> {
  const known = new Map<string, CommitInfo>();
  // `git log` needs their parents, which may be missing
  for (const [index, bytes] of (await readWhole(git.directory, commits)).entries()) {
    if (bytes === undefined) continue;
    const head = decoded(headerOf(bytes));
    const { time = '0', zone = '' } =
      /^committer .* (?<time>\d+) (?<zone>[-+]\d+)$/m.exec(head)?.groups ?? {};
    const author = /^author (.*?) ?<[^<>\n]*>/m.exec(head)?.[1] ?? '';
    const id = commits[index] ?? '';
    known.set(id, { id, date: dateOf(Number(time), zone), author });
  }
  return known;
}

/** The text of the header of a commit, in the encoding that it declares. */
function decoded(header: Buffer): string {
  const encoding = /^encoding (.+)$/m.exec(header.toString('latin1'))?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(encoding).decode(header);
  } catch {
    // unknown encoding
    return header.toString('utf8');
  }
}

/** The date in ISO 8601 with the committer's time zone, like git's `%cI`, even for invalid times and zones. */
function dateOf(seconds: number, given: string): string {
  const zone = /^[-+]\d{4}$/.test(given) ? given : '+0000';
  const minutes = Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
  const local = new Date((seconds + minutes * 60) * 1000);
  if (Number.isNaN(local.getTime())) return '1970-01-01T00:00:00+00:00';
  return `${local.toISOString().slice(0, 19)}${zone.slice(0, 3)}:${zone.slice(3)}`;
}
