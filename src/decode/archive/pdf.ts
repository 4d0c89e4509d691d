import type { UnscannedReason } from '../content.ts';
import { type ArchiveKind, type Members } from './member.ts';
import { streamMembers } from './zlib.ts';

/** What a PDF says of itself when some of its streams cannot be opened here. */
const SEALED: readonly (readonly [UnscannedReason, ...words: string[]])[] = [
  ['encrypted', '/Encrypt'],
  ['unknown-method', '/LZWDecode', '/ASCII85Decode', '/ASCIIHexDecode'],
];

/** Names what is in it but cannot be opened. The rest of it is found as {@link pdfStream}. */
export const pdf: ArchiveKind = {
  beginnings: ['%PDF-'],
  *members({ bytes }, at) {
    for (const [reason, ...words] of at === 0 ? SEALED : [])
      if (words.some((word) => bytes.includes(word))) yield { name: '', reason };
    return undefined;
  },
};

/** A stream of a PDF, whose header may have another window size than most. Source: ISO 32000-1, 7.3.8 */
export const pdfStream: ArchiveKind = {
  beginnings: ['stream\n', 'stream\r\n'],
  *members(host, at): Members {
    const { bytes } = host;
    const start = bytes.indexOf(LINE_FEED, at) + 1;
    if (start + 2 > bytes.length) return undefined;
    const header = bytes.readUInt16BE(start);
    const isZlib = (header & 0x8f_20) === 0x08_00 && header % 31 === 0;
    return isZlib ? yield* streamMembers(host, start) : undefined;
  },
};

const LINE_FEED = 10;
