import type { Fragment, SourceMap } from '../shared/fragment.ts';

/** A stretch of a text and what it stands for. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Characters of the stretch for each decoded one; 0 where they cannot be told apart. */
  readonly step: number;
}

/**
 * A fragment with some stretches of its text decoded, the rest as it was, so that the evidence around a value stays
 * where it is.
 *
 * @param edits ascending, not overlapping
 * @returns nothing when there is nothing to do
 */
export function rewrite(fragment: Fragment, edits: readonly Edit[]): Fragment | undefined {
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
  return { ...fragment, text: texts.join(''), origin: originOf(fragment, pieces) };
}

/** A decoded stretch: where it begins in the new text, and from where to where it was in the old one. */
interface Piece {
  readonly out: number;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

function originOf(fragment: Fragment, pieces: readonly Piece[]): SourceMap {
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
  return pieces[low] ?? NOTHING;
}

const NOTHING: Piece = { out: 0, from: 0, to: 0, step: 1 };
