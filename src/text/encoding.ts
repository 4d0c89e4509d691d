/** How a file's bytes hold its text, told by its byte order mark or by where its zero bytes are. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'utf-32';

export function encodingOf(bytes: Buffer): Encoding {
  if (bytes.length < 2) return 'utf-8';
  const start = bytes.readUInt16BE(0);
  if (start === 0xfffe) return bytes.length >= 4 && bytes.readUInt16BE(2) === 0 ? 'utf-32' : 'utf-16le';
  if (start === 0xfeff) return 'utf-16be';
  if (start === 0 && bytes.length >= 4 && bytes.readUInt16BE(2) === 0xfeff) return 'utf-32';
  return withoutMark(bytes.subarray(0, 4096));
}

/** UTF-16 without a mark: mostly Latin letters, so every other byte is mostly zero. */
function withoutMark(head: Buffer): Encoding {
  if (!head.includes(0)) return 'utf-8';
  const pairs = head.length >> 1;
  let low = 0;
  let high = 0;
  for (let i = 0; i < pairs; i += 1) {
    if (head[2 * i] === 0) high += 1;
    if (head[2 * i + 1] === 0) low += 1;
  }
  if (low > pairs * 0.6 && high < pairs * 0.1) return 'utf-16le';
  return high > pairs * 0.6 && low < pairs * 0.1 ? 'utf-16be' : 'utf-8';
}

/** Bytes of one encoding as text. What is no valid text becomes U+FFFD; ASCII around it is kept. */
export function decode(bytes: Buffer, encoding: Encoding): string {
  if (encoding === 'utf-16le') return bytes.toString('utf16le');
  if (encoding === 'utf-16be')
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  return bytes.toString('utf8');
}
