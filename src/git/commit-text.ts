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
  const end = object.indexOf('\n\n');
  const head = object.toString('latin1', 0, end === -1 ? object.length : end);
  const unsigned = head.includes('\ngpgsig')
    ? head.replace(/^gpgsig(?:-sha256)? .*(?:\n .*)*$/gm, (lines) => lines.replace(/[^\n]/g, ''))
    : head;
  const header = Buffer.from(unsigned.replace(/^(?:tree|parent|object) [0-9a-f]{40,64}$/gm, ''), 'latin1');
  return [
    { path: MESSAGE_PATH, bytes: end === -1 ? object.subarray(object.length) : object.subarray(end + 2) },
    { path: HEADER_PATH, bytes: header },
  ];
}

/** The same as items to scan. If the object is streamed, all of it is treated as the message. */
export function textsOf(commit: string, content: Content): SourceItem[] {
  const texts = Buffer.isBuffer(content) ? commitTexts(content) : [{ path: MESSAGE_PATH, bytes: content }];
  return texts.map((text) => ({ ...text, commit, newName: false }));
}
