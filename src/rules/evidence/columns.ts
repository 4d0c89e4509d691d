import { binarySearch } from '../../shared/binary-search.ts';
import { firstLinesOf, type Fragment } from '../../shared/fragment.ts';
import type { Match } from '../match.ts';
import type { Cell } from './cell.ts';
import { strengthOfName } from './name-evidence.ts';
import { sqlCells } from './sql-columns.ts';
import type { Strength } from './strength.ts';
import { hasHeader, tableCells } from './table-columns.ts';

/** Endings of files whose first lines name the columns of everything below, however far away. */
export const COLUMN_ENDINGS: readonly string[] = ['csv', 'tsv', 'tab', 'psv', 'dsv', 'sql'];

export const COLUMN_FILES: RegExp = new RegExp(String.raw`\.(?:${COLUMN_ENDINGS.join('|')})$`, 'i');

/** Whether the first lines of a text name a column of secrets, so that all of the text has to be read with them. */
export function nameColumns(text: string): boolean {
  const first = firstLinesOf(text);
  if (!MAY_NAME.test(first)) return false;
  return hasHeader(first, namesSecret) || OPENS_ROWS.test(first);
}

const OPENS_ROWS = /\b(?:(?:INSERT|REPLACE)\s+INTO|CREATE\s+TABLE|COPY)\s[^(]{1,200}\(/i;

/** Any name of a column that counts, in part. */
const MAY_NAME = /secret|aws|amazon|s3/i;

/** The cells of tables that have a column of secrets, for one text. */
export class Columns {
  readonly #cells: readonly Cell[];
  /** How many characters of the first lines of the file are before the text. */
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
   * The column of a value.
   *
   * @returns its name, where that is in the text or before it, and whether it is in the first lines of the file
   */
  of({ start, value }: Match): { name: string; named: number; isFirst: boolean } | undefined {
    const from = start + this.#shift;
    const index = binarySearch(0, this.#cells.length, (nth) => (this.#cells[nth]?.start ?? 0) <= from);
    const around = this.#cells
      .slice(Math.max(0, index - NESTED), index)
      .filter((cell) => cell.end >= from + value.length);
    const [cell] = around.sort((a, b) => a.end - a.start - (b.end - b.start));
    if (cell === undefined) return undefined;
    return { name: cell.name, named: cell.named - this.#shift, isFirst: cell.named <= this.#firstEnd };
  }
}

/** So many cells may be around one another. */
const NESTED = 8;

/** What the name of a column says about its values. */
export function strengthOfColumn(name: string): Strength {
  return OF_A_SECRET.test(name) ? 'none' : strengthOfName(`${name}=`);
}

/** A question, a name, a number of a secret. */
const OF_A_SECRET = /secret(?!s?$|[ _.-]?(?:access|key|value|token|text|string|plain|data))/i;

/** Whether a column has to do with a secret, so that the other columns are not for the secret itself. */
function namesSecret(name: string): boolean {
  return /secret/i.test(name) || strengthOfColumn(name) !== 'none';
}

/** Whether a column is for a secret of something else, or for what is known of a secret. */
export function isOfOther(name: string): boolean {
  return OF_A_SECRET.test(name) || strengthOfName(`secret_${name.replace(/[ .-]/g, '_')}=`) === 'none';
}

/** Whether a column is for what was computed from something. */
export function isOfDigests(name: string): boolean {
  return /(?:^|[^a-z])(?:hash|sha|md5|crc|digest|checksum|etag|integrity|signature|fingerprint)/i.test(
    name.replace(/([a-z])(?=[A-Z])/g, '$1_'),
  );
}
