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
  const pieces: Piece[] = [];
  const texts: string[] = [];
  let from = 0;
  let out = 0;
  const add = (start: number, end: number, text: string, step: number) => {
    if (text === '') return;
    pieces.push({ out, from: start, to: end, step });
    texts.push(text);
    out += text.length;
  };
  for (const { start, end, text, step } of edits) {
    add(from, start, fragment.text.slice(from, start), 1);
    add(start, end, text, step);
    from = end;
  }
  add(from, fragment.text.length, fragment.text.slice(from), 1);
  return { ...fragment, text: texts.join(''), origin: sourceMapOf(fragment, pieces) };
}

/** A range of the new text, with the range of the old text that it replaces. */
interface Piece {
  readonly out: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function sourceMapOf(fragment: Fragment, pieces: readonly Piece[]): SourceMap {
  return {
    fragment,
    startOf(offset) {
      const piece = pieceAt(pieces, offset);
      return Math.min(piece.from + Math.floor((offset - piece.out) * piece.step), piece.to);
    },
    endOf(end) {
      const piece = pieceAt(pieces, end - 1);
      if (piece.step === 0) return piece.to;
      return Math.min(piece.from + Math.ceil((end - piece.out) * piece.step), piece.to);
    },
  };
}

function pieceAt(pieces: readonly Piece[], offset: number): Piece {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.out ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low] ?? EMPTY_PIECE;
}

const EMPTY_PIECE: Piece = { out: 0, from: 0, to: 0, step: 1 };
