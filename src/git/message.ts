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
    const comment = (await git.ask('config', '--get', 'core.commentChar'))?.trimEnd() ?? '#';
    return new MessageSource(withoutComments(bytes, comment));
  }

  async *items(): AsyncGenerator<SourceItem> {
    yield await Promise.resolve({ path: MESSAGE_PATH, bytes: this.#bytes, newName: false });
  }
}

/** With what it starts to be a comment where git chose that itself (`auto`): one of these. */
const AUTOMATIC = '#;@!$%^&|:';

/** Lines are emptied, not taken out, so that the others keep their numbers. */
function withoutComments(message: Buffer, comment: string): Buffer {
  const lines = message.toString('latin1').split('\n');
  const scissors = lines.findIndex((line) => /^\S{1,9} -{24} >8 -{24}\r?$/.test(line));
  const kept = scissors === -1 ? lines : lines.slice(0, scissors);
  // which character `auto` chose cannot be told for sure, and a line too many is better than one too few
  const isComment = (line: string) =>
    comment === 'auto'
      ? AUTOMATIC.includes(line.charAt(0) || 'x') && isGitsOwn(line)
      : line.startsWith(comment);
  return Buffer.from(kept.map((line) => (isComment(line) ? '' : line)).join('\n'), 'latin1');
}

/** A comment that git wrote: its character, then a blank or tab, or nothing. */
function isGitsOwn(line: string): boolean {
  return /^.(?:[ \t]|\r?$)/.test(line);
}
