import { binarySearch } from '../shared/binary-search.ts';
import type { Fragment, SourceMap } from '../shared/fragment.ts';

/** A range of a text and its replacement. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The number of source characters per decoded one; 0 if they do not correspond. */
  readonly step: number;
}

/**
 * A copy of a fragment with ranges of its text replaced. All other text stays, so the evidence around a value keeps its
 * distance.
 *
 * @param edits ascending, without overlaps
 * @returns undefined if there are no edits
 */
export function applyEdits(fragment: Fragment, edits: readonly Edit[]): Fragment | undefined {
  if (edits.length === 0) return undefined;
  const outs: number[] = [];
  const texts: string[] = [];
  let from = 0;
  let out = 0;
  for (const { start, end, text } of edits) {
    texts.push(fragment.text.slice(from, start), text);
    out += start - from;
    outs.push(out);
    out += text.length;
    from = end;
  }
  texts.push(fragment.text.slice(from));
  return { ...fragment, text: texts.join(''), origin: sourceMapOf(fragment, edits, outs) };
}

/** @param outs the offset of each replacement in the new text */
function sourceMapOf(fragment: Fragment, edits: readonly Edit[], outs: readonly number[]): SourceMap {
  return {
    fragment,
    startOf(offset) {
      const index = indexBefore(outs, offset);
      const [edit, out] = [edits[index] ?? UNCHANGED, outs[index] ?? 0];
      if (offset - out >= edit.text.length) return edit.end + (offset - out) - edit.text.length;
      return Math.min(edit.start + Math.floor((offset - out) * edit.step), edit.end);
    },
    endOf(end) {
      const index = indexBefore(outs, end - 1);
      const [edit, out] = [edits[index] ?? UNCHANGED, outs[index] ?? 0];
      if (end - out > edit.text.length) return edit.end + (end - out) - edit.text.length;
      return edit.step === 0 ? edit.end : Math.min(edit.start + Math.ceil((end - out) * edit.step), edit.end);
    },
  };
}

/** Stands for an edit before the first one. */
const UNCHANGED: Edit = { start: 0, end: 0, text: '', step: 0 };

/** Returns the index of the last replacement that begins at or before an offset; -1 if there is none. */
function indexBefore(outs: readonly number[], offset: number): number {
  return binarySearch(0, outs.length, (index) => (outs[index] as number) <= offset) - 1;
}
