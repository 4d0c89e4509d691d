import { readFile } from 'node:fs/promises';
import { AppError } from '../core/errors.ts';
import { MESSAGE_PATH, type Source, type SourceItem } from '../core/source.ts';
import type { GitClient } from './client.ts';

/** The message of a commit that is being made, without what git will take out of it. */
export class MessageSource implements Source {
  readonly kind = 'message';
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /**
   * @param file what git hands to its commit-msg hook
   * @param edited an editor was open: only then are comments and what stands below the scissors no part of the message
   */
  static async read(git: GitClient, file: string, edited: boolean): Promise<MessageSource> {
    const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new AppError('unreadable-file', { path: file, reason: error.code ?? 'unknown' }, error);
    });
    if (!edited) return new MessageSource(bytes);
    return new MessageSource(withoutComments(bytes, await commentsOf(git)));
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    yield await Promise.resolve([{ path: MESSAGE_PATH, bytes: this.#bytes, newName: false }]);
  }
}

/** How to tell a line that git will take out. */
async function commentsOf(git: GitClient): Promise<(line: string) => boolean> {
  const asked = String.raw`^(core\.comment(char|string)|commit\.cleanup)$`;
  const answer = (await git.ask('config', '--null', '--get-regexp', asked)) ?? '';
  const settings = answer.split('\0').map((setting) => setting.split('\n'));
  const cleanup = settings.findLast(([name]) => name === 'commit.cleanup')?.[1];
  if (cleanup !== undefined && /^(?:verbatim|whitespace|scissors)$/.test(cleanup)) return () => false;
  const starts = settings.flatMap(([name, value = '']) =>
    name === 'commit.cleanup' || value === '' ? [] : value,
  );
  // which of several counts depends on git's version, and a line too many is better than one too few
  return (line) => (starts.length === 0 ? ['#'] : starts).every((start) => startsComment(line, start));
}

function startsComment(line: string, start: string): boolean {
  return start === 'auto'
    ? AUTOMATIC.includes(line.charAt(0) || 'x') && isGitsOwn(line)
    : line.startsWith(start);
}

/** With what a comment starts where git chose that itself (`auto`): one of these; which one cannot be told for sure. */
const AUTOMATIC = '#;@!$%^&|:';

/** Lines are emptied, not taken out, so that the others keep their numbers. */
function withoutComments(message: Buffer, isComment: (line: string) => boolean): Buffer {
  const lines = message.toString('latin1').split('\n');
  const scissors = lines.findIndex((line) => /^\S{1,9} -{24} >8 -{24}\r?$/.test(line));
  const kept = scissors === -1 ? lines : lines.slice(0, scissors);
  return Buffer.from(kept.map((line) => (isComment(line) ? '' : line)).join('\n'), 'latin1');
}

/** A comment that git wrote: its character, then a blank or tab, or nothing. */
function isGitsOwn(line: string): boolean {
  return /^.(?:[ \t]|\r?$)/.test(line);
}
