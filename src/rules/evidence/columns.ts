import { binarySearch } from '../../shared/binary-search.ts';
import { firstLinesOf, type Fragment } from '../../shared/fragment.ts';
import type { Match } from '../match.ts';
import type { Cell } from './cell.ts';
import { strengthOfName } from './name-evidence.ts';
import { sqlCells } from './sql-columns.ts';
import type { Strength } from './strength.ts';
import { hasHeader, tableCells } from './table-columns.ts';

/** The extensions of files whose first lines may name the columns of all rows, at any distance. */
export const COLUMN_ENDINGS: readonly string[] = ['csv', 'tsv', 'tab', 'psv', 'dsv', 'sql'];

export const COLUMN_FILES: RegExp = new RegExp(String.raw`\.(?:${COLUMN_ENDINGS.join('|')})$`, 'i');

/** True if the first lines of a text name a column of secrets, so the whole text must be scanned together with them. */
export function nameColumns(text: string): boolean {
  const first = firstLinesOf(text);
  if (!MAY_NAME.test(first)) return false;
  return hasHeader(first, namesSecret) || OPENS_ROWS.test(first);
}

const OPENS_ROWS = /\b(?:(?:INSERT|REPLACE)\s+INTO|CREATE\s+TABLE|COPY)\s[^(]{1,200}\(/i;

/** A part of every column name that counts. */
const MAY_NAME = /secret|aws|amazon|s3/i;

/** The cells of all tables with a column of secrets in a text. */
export class Columns {
  readonly #cells: readonly Cell[];
  /** The number of characters that the first lines of the file add before the text. */
  readonly #shift: number;
  /** Where the first lines of the file end. */
  readonly #firstEnd: number;

  constructor({ text, head, line, column }: Fragment) {
    const whole = head === undefined ? text : `${head}\n${text}`;
    const isStart = head === undefined && line === 1 && column === 1;
    this.#shift = whole.length - text.length;
    this.#firstEnd = isStart ? firstLinesOf(text).length : this.#shift;
    const cells = MAY_NAME.test(whole)
      ? [...tableCells(whole, namesSecret, this.#firstEnd), ...sqlCells(whole, namesSecret)]
      : [];
    this.#cells = cells.sort((a, b) => a.start - b.start);
  }

  /**
   * Returns the column of a value: its name, the offset after it in the text (negative before the text), and whether it is in
   * the first lines of the file.
   */
  of({ start, value }: Match): { name: string; named: number; isFirst: boolean } | undefined {
    const from = start + this.#shift;
    const index = binarySearch(0, this.#cells.length, (cell) => (this.#cells[cell]?.start ?? 0) <= from);
    const around = this.#cells
      .slice(Math.max(0, index - MAX_NESTING), index)
      .filter((cell) => cell.end >= from + value.length);
    const [cell] = around.sort((a, b) => a.end - a.start - (b.end - b.start));
    if (cell === undefined) return undefined;
    return { name: cell.name, named: cell.named - this.#shift, isFirst: cell.named <= this.#firstEnd };
  }
}

/** The maximum number of nested cells. */
const MAX_NESTING = 8;

/** Returns the strength that the name of a column gives its values. */
export function strengthOfColumn(name: string): Strength {
  return OF_A_SECRET.test(name) ? 'none' : strengthOfName(`${name}=`);
}

/** The name of a property of a secret, such as a security question or number. */
const OF_A_SECRET = /secret(?!s?$|[ _.-]?(?:access|key|value|token|text|string|plain|data))/i;

/** True if a column is about a secret. */
function namesSecret(name: string): boolean {
  return /secret/i.test(name) || strengthOfColumn(name) !== 'none';
}

/** True if a column contains secrets of something else, or properties of a secret. */
export function isOfOther(name: string): boolean {
  return OF_A_SECRET.test(name) || strengthOfName(`secret_${name.replace(/[ .-]/g, '_')}=`) === 'none';
}

/** True if a column contains digests or signatures. */
export function isOfDigests(name: string): boolean {
  return /(?:^|[^a-z])(?:hash|sha|md5|crc|digest|checksum|etag|integrity|signature|fingerprint)/i.test(
    name.replace(/([a-z])(?=[A-Z])/g, '$1_'),
  );
}
