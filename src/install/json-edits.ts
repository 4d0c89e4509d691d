import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { applyEdits, type Edit } from 'jsonc-parser';

/** Edits that restore a JSON file, valid while its text has this digest. */
export interface EditRecord {
  readonly path: string;
  readonly digest: string;
  readonly undo: readonly Edit[];
}

/** Undoes edits one by one while the text is the result of a recorded edit. */
export function undoAll(text: string, records: readonly EditRecord[]): string {
  const digest = digestOf(text);
  const index = records.findIndex((record) => record.digest === digest);
  const record = records[index];
  return record === undefined
    ? text
    : undoAll(applyEdits(text, [...record.undo]), records.toSpliced(index, 1));
}

/** Applies edits to a file. Returns how to undo them. */
export async function editFile(path: string, text: string, edits: readonly Edit[]): Promise<EditRecord> {
  const next = applyEdits(text, [...edits]);
  let shift = 0;
  const undo = [...edits]
    .sort((a, b) => a.offset - b.offset)
    .map(({ offset, length, content }) => {
      const back = {
        offset: offset + shift,
        length: content.length,
        content: text.slice(offset, offset + length),
      };
      shift += content.length - length;
      return back;
    });
  await writeFile(path, next);
  return { path, digest: digestOf(next), undo };
}

/** Returns the indentation and the line ends of a JSON text, for new lines in it. */
export function formattingOf(text: string): { insertSpaces: boolean; tabSize: number; eol: string } {
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.includes('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
