import { type Content } from '../decode/content.ts';
import { HEADER_PATH, MESSAGE_PATH, type SourceItem } from '../scan/source.ts';

/** A text in a commit or tag, and the path under which it is reported. */
interface CommitText {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * The texts in a commit or tag: its message, and its header with author, committer or tagger. IDs and signatures in the
 * header are blanked; line numbers are kept.
 */
export function commitTexts(object: Buffer): CommitText[] {
  const header = headerOf(object);
  const head = header.toString('latin1');
  const unsigned = head.includes('\ngpgsig')
    ? head.replace(/^gpgsig(?:-sha256)? .*(?:\n .*)*$/gm, (lines) => lines.replace(/[^\n]/g, ''))
    : head;
  const blanked = unsigned.replace(/^(?:tree|parent|object) [0-9a-f]{40,64}$/gm, '');
  return [
    { path: MESSAGE_PATH, bytes: object.subarray(header.length + '\n\n'.length) },
    { path: HEADER_PATH, bytes: Buffer.from(blanked, 'latin1') },
  ];
}

/** The header of a commit or tag: everything before its message. */
export function headerOf(object: Buffer): Buffer {
  const end = object.indexOf('\n\n');
  return end === -1 ? object : object.subarray(0, end);
}

/** The same as items to scan. If the object is streamed, all of it is treated as the message. */
export function textsOf(commit: string, content: Content): SourceItem[] {
  const texts = Buffer.isBuffer(content) ? commitTexts(content) : [{ path: MESSAGE_PATH, bytes: content }];
  return texts.map((text) => ({ ...text, commit, newName: false }));
}
