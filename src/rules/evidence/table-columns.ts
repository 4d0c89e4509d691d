import type { ByteRange } from '../../shared/byte-range.ts';
import type { Cell, SaysSecret } from './cell.ts';

/** The first line of a table: column names, at least one of them for secrets. */
interface Header {
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly end: number;
}

const DELIMITERS = [',', '\t', ';', '|'] as const;

const MAX_HEADERS = 8;

/** The number of lines for which a header counts, unless it is in the first lines of the file. */
const MAX_LINES_BELOW = 24;

/**
 * Returns the cells of tables with a column of secrets: CSV with commas, tabs, semicolons or bars, and Markdown tables.
 *
 * @param firstEnd where the first lines of the file end: a header in them counts for the whole file
 */
export function tableCells(text: string, saysSecret: SaysSecret, firstEnd: number): Cell[] {
  const cells: Cell[] = [];
  let headers: { header: Header; line: number }[] = [];
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    const isStart = (header: Header) => header.end <= firstEnd;
    if (line.start === line.end) headers = headers.filter(({ header }) => isStart(header));
    headers = headers.filter(({ header, line: at }) => isStart(header) || number - at <= MAX_LINES_BELOW);
    const row = text.slice(line.start, line.end);
    if (headers.length > 0 && LONG.test(row))
      for (const { header } of headers) cells.push(...cellsOf(row, line.start, header));
    const more = headersIn(row, line.start, saysSecret).map((header) => ({ header, line: number }));
    // rows may look like headers, so the first headers count
    if (headers.length < MAX_HEADERS) headers.push(...more);
  }
  return cells;
}

/** True if a line of a text is the header of such a table. */
export function hasHeader(text: string, saysSecret: SaysSecret): boolean {
  return text.split('\n').some((line) => headersIn(line, 0, saysSecret).length > 0);
}

function* linesOf(text: string): Generator<ByteRange> {
  for (let start = 0; start <= text.length;) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    yield { start, end: text.charAt(end - 1) === '\r' && end > start ? end - 1 : end };
    start = end + 1;
  }
}

function headersIn(line: string, offset: number, saysSecret: SaysSecret): Header[] {
  if (line.length > MAX_HEADER_LENGTH || !/secret|aws|amazon|s3/i.test(line)) return [];
  return DELIMITERS.flatMap((delimiter) => {
    if (!line.includes(delimiter)) return [];
    const names = splitRow(line, delimiter).map(({ start, end }) =>
      line.slice(start, end).replace(/[`*]/g, ''),
    );
    const isHeader = names.every((name) => name === '' || NAME.test(name)) && names.some(saysSecret);
    return isHeader ? [{ delimiter, names, end: offset + line.length }] : [];
  });
}

/** The maximum length of a header, in characters. */
const MAX_HEADER_LENGTH = 4096;

/** A name or title, with an optional unit or explanation in parentheses. */
const NAME = /^[\p{L}_@#$][\p{L}\p{N} _.#:$/-]{0,60}(?:\([\p{L}\p{N} ]{1,40}\))?$/u;

/** A row that may contain a secret access key. */
const LONG = /[A-Za-z0-9/+]{40}/;

function cellsOf(row: string, offset: number, { delimiter, names, end: named }: Header): Cell[] {
  const cells = splitRow(row, delimiter);
  if (cells.length !== names.length) return [];
  return cells.flatMap(({ start, end }, index) => {
    const name = names[index] ?? '';
    const isKey = ONE_KEY.test(row.slice(start, end));
    return isKey && name !== '' ? [{ start: offset + start, end: offset + end, name, named }] : [];
  });
}

/** A cell with only one value, optionally formatted as code or bold in Markdown. */
const ONE_KEY = /^[`*]{0,2}[A-Za-z0-9/+]{40}[`*]{0,2}$/;

/** Returns the cells of a row, without the spaces and quotes around them. */
function splitRow(row: string, delimiter: string): ByteRange[] {
  const cells: ByteRange[] = [];
  for (let start = 0; start <= row.length;) {
    const quoted = quotedAt(row, start, delimiter);
    const next = row.indexOf(delimiter, quoted ?? start);
    const end = next === -1 ? row.length : next;
    cells.push(trimmed(row, start, end));
    start = end + 1;
  }
  return cells;
}

/** Returns where a quoted cell ends, or undefined if it is not quoted. Quotes in it are doubled. */
function quotedAt(row: string, start: number, delimiter: string): number | undefined {
  let open = start;
  while (row.charAt(open) === ' ') open += 1;
  const quote = row.charAt(open);
  if (quote !== '"' && quote !== "'") return undefined;
  for (let end = row.indexOf(quote, open + 1); end !== -1; end = row.indexOf(quote, end + 1)) {
    if (row.charAt(end + 1) === quote) end += 1;
    else {
      const rest = row.slice(end + 1).trimStart();
      return rest === '' || rest.startsWith(delimiter) ? end + 1 : undefined;
    }
  }
  return undefined;
}

function trimmed(row: string, from: number, to: number): ByteRange {
  let [start, end] = [from, to];
  const isOuter = (character: string) => /[\s"'\uFEFF]/.test(character);
  while (start < end && isOuter(row.charAt(start))) start += 1;
  while (end > start && isOuter(row.charAt(end - 1))) end -= 1;
  return { start, end };
}
