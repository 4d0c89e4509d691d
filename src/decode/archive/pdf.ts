import type { UnscannedReason } from '../content.ts';
import { type ArchiveFormat, type Members } from './member.ts';
import { streamMembers } from './zlib.ts';

/** Keywords in a PDF that indicate streams keyward cannot read. */
const UNREADABLE: readonly (readonly [UnscannedReason, ...words: string[]])[] = [
  ['encrypted', '/Encrypt'],
  ['unknown-method', '/LZWDecode', '/ASCII85Decode', '/ASCIIHexDecode'],
];

/** Reports unreadable streams. {@link pdfStream} reads the others. */
export const pdf: ArchiveFormat = {
  magicNumbers: ['%PDF-'],
  *members({ bytes }, offset) {
    for (const [reason, ...words] of offset === 0 ? UNREADABLE : [])
      if (words.some((word) => bytes.includes(word))) yield { name: '', reason };
    return undefined;
  },
};

/** A compressed stream in a PDF; its header may have any window size. Source: ISO 32000-1, 7.3.8 */
export const pdfStream: ArchiveFormat = {
  magicNumbers: ['stream\n', 'stream\r\n'],
  *members(host, offset): Members {
    const { bytes } = host;
    const start = bytes.indexOf(LINE_FEED, offset) + 1;
    if (start + 2 > bytes.length) return undefined;
    const header = bytes.readUInt16BE(start);
    const isZlib = (header & 0x8f_20) === 0x08_00 && header % 31 === 0;
    return isZlib ? yield* streamMembers(host, start) : undefined;
  },
};

const LINE_FEED = 10;
