/** What a commit or tag says: its headers without the ids and signatures, each in its line, and the message. */
export function said(object: Buffer): Buffer {
  const text = object.toString('latin1');
  const end = text.indexOf('\n\n');
  const head = end === -1 ? text : text.slice(0, end);
  const unsigned = head.includes('\ngpgsig')
    ? head.replace(/^gpgsig(?:-sha256)? .*(?:\n .*)*$/gm, (lines) => lines.replace(/[^\n]/g, ''))
    : head;
  const told = unsigned.replace(/^(?:tree|parent|object) .*$/gm, '');
  return Buffer.from(end === -1 ? told : told + text.slice(end), 'latin1');
}
