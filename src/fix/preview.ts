import type { SourceEdit, SourceText } from './source-text.ts';
import type { StagedValues } from './values.ts';

/** A changed line as it may be shown. */
export interface ChangedLine {
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** The lines that edits change, without comments, without the values, and without strings that could be part of one. */
export function changedLines(
  source: SourceText,
  edits: readonly SourceEdit[],
  values: StagedValues,
): readonly ChangedLine[] {
  const lines = [...new Set(edits.filter(isReplacement).map(({ start }) => source.lineAt(start)))];
  return lines
    .sort((a, b) => a - b)
    .map((line) => {
      const { start, end } = source.line(line);
      const here = edits.filter((edit) => isReplacement(edit) && edit.start >= start && edit.end <= end);
      const [first, last] = [here[0]?.start ?? start, here.at(-1)?.end ?? end];
      const margin = end - start > MAX_WHOLE_LINE ? MARGIN : end - start;
      const range = { start: Math.max(start, first - margin), end: Math.min(end, last + margin) };
      const show = (after: boolean) => shown(source, range, here, values, after);
      return { line, before: show(false), after: show(true) };
    });
}

function isReplacement({ start, end }: SourceEdit): boolean {
  return start < end;
}

/** The length of a line up to which all of it is shown. */
const MAX_WHOLE_LINE = 160;

/** The number of characters to show on both sides of the changed part of a longer line. */
const MARGIN = 60;

function shown(
  { text, lexed: { code, literals } }: SourceText,
  { start, end }: { readonly start: number; readonly end: number },
  edits: readonly SourceEdit[],
  values: StagedValues,
  after: boolean,
): string {
  const parts: string[] = [];
  let done = start;
  const starts = new Map(edits.map((edit) => [edit.start, edit]));
  const touched = literals.filter((literal) => literal.end > start && literal.start < end);
  for (const literal of touched.sort((a, b) => a.start - b.start)) {
    // a string within a string is hidden with it
    if (literal.start < done) continue;
    parts.push(code.slice(done, literal.start));
    const edit = starts.get(literal.start);
    const raw = text.slice(literal.start, literal.end);
    if (edit === undefined) parts.push(isHarmless(raw) ? raw : `${literal.quote}…${literal.quote}`);
    else parts.push(after ? edit.text : values.redactIn(raw));
    done = literal.end;
  }
  parts.push(code.slice(done, Math.max(done, end)));
  return values.redactIn(asUtf8(parts.join(''))).trim();
}

/** True for a string that cannot be a part of a value, such as a short word or a region. */
function isHarmless(literal: string): boolean {
  return /^["'`][a-z@/._ -]*\d?["'`]$/.test(literal);
}

function asUtf8(text: string): string {
  return Array.from(text.split('…'), (part) => Buffer.from(part, 'latin1').toString()).join('…');
}
