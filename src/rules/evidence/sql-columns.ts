import { type List, listsIn, Lists } from './bracket-list.ts';
import type { Cell, SaysSecret } from './cell.ts';

/** The columns of a statement, and the offset where their names end. */
interface Columns {
  readonly names: readonly string[];
  readonly end: number;
}

const NAME = String.raw`[\w.$@#\x60"'\[\]\\-]{1,120}`;

/** The start of a statement that names columns. */
const STATEMENT = new RegExp(
  [
    String.raw`\b(?:(?:INSERT|REPLACE)\s+(?:(?:INTO|OVERWRITE|IGNORE|OR|REPLACE|TABLE|DELAYED|LOW_PRIORITY)\s+){0,4}(?<into>${NAME})\s*(?=\(|VALUES|SELECT)`,
    String.raw`CREATE\s+(?:\w{1,20}\s+){0,3}TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?<made>${NAME})\s*(?=\()`,
    String.raw`COPY\s+(?<copied>${NAME})\s*(?=\(|FROM\s)`,
    String.raw`UPDATE\s+(?:\w{1,20}\s+){0,2}?${NAME}\s+(?<set>SET)\s)`,
  ].join('|'),
  'gi',
);

/** Returns the cells that SQL adds to tables with a column of secrets, as literals or as parameters. */
export function sqlCells(text: string, saysSecret: SaysSecret): Cell[] {
  const plain = text.replace(/\\[nrt]/g, '  ').replace(JOINT, (joint) => ' '.repeat(joint.length));
  const lists = new Lists(plain);
  const cells: Cell[] = [];
  const tables = new Map<string, Columns>();
  const statement = new RegExp(STATEMENT);
  for (let match = statement.exec(plain); match !== null; match = statement.exec(plain)) {
    const offset = statement.lastIndex;
    const { into, made, copied, set } = match.groups ?? {};
    const named = set === undefined && plain.charAt(offset) === '(' ? lists.at(offset) : undefined;
    const own = named && columnsOf(plain, named);
    if (made !== undefined && own !== undefined) tables.set(plainName(made), own);
    const columns = own ?? tables.get(plainName(into ?? copied ?? ''));
    const rowsAt = named?.end ?? offset;
    if (set !== undefined) cells.push(...parametersOfUpdate(plain, offset, saysSecret));
    else if (made !== undefined || columns?.names.some(saysSecret) !== true) continue;
    else {
      const rows =
        copied === undefined
          ? insertedRows(plain, rowsAt, columns, lists)
          : copiedRows(text, rowsAt, columns);
      cells.push(...rows.cells);
      statement.lastIndex = Math.max(offset, rows.end);
    }
  }
  return cells;
}

/** The boundary between two concatenated literals on separate lines. */
const JOINT = /(["'`])[ \t]{0,20}[+.&]{0,2}[ \t_\\]{0,8}\r?\n\s{0,80}[+.&]{0,2}[ \t]{0,4}\1/g;

/** Keywords of a table definition that are not column names. */
const NO_COLUMN = /^(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE)\b/i;

function columnsOf(text: string, { items, end }: List): Columns {
  const all = items.map((item) => text.slice(item.start, item.end)).filter((item) => !NO_COLUMN.test(item));
  return { names: all.map((item) => plainName(/^\S*/.exec(item)?.[0] ?? '')), end };
}

/** Returns a name without quotes, schema and table. */
function plainName(name: string): string {
  return name
    .replace(/[`"'[\]\\]/g, '')
    .replace(/^.*\./, '')
    .toLowerCase();
}

/** Cells, and the offset where the rows end. */
interface Rows {
  readonly cells: readonly Cell[];
  readonly end: number;
}

/** Returns the rows after `VALUES`, or the row after `SELECT`. */
function insertedRows(text: string, from: number, columns: Columns, lists: Lists): Rows {
  const cells: Cell[] = [];
  const before =
    /^\s*(?:OVERRIDING\s+\w+\s+VALUE\s+|OUTPUT\s[\w.,*\s]{1,200}?)?(?:VALUES?\s*|(SELECT)\s)/i.exec(
      text.slice(from, from + 400),
    );
  if (before === null) return { cells, end: from };
  let offset = from + before[0].length;
  if (before[1] !== undefined) return { cells: selectedRow(text, offset, columns), end: offset };
  const bulk = /^(?:\?|%s)/.exec(text.slice(offset, offset + 2));
  if (bulk !== null) {
    const places = columns.names.map((name): Placeholder => ({ name }));
    return { cells: parametersAfter(text, offset + bulk[0].length, columns.end, places), end: offset };
  }
  const places: Placeholder[] = [];
  for (let isFirst = true; ; isFirst = false) {
    offset += blanksAt(text, offset);
    const row = text.charAt(offset) === '(' ? lists.at(offset) : undefined;
    if (row === undefined) break;
    if (row.items.length === columns.names.length)
      for (const [index, { start, end }] of row.items.entries()) {
        const name = columns.names[index] ?? '';
        if (isFirst) places.push(...placeholdersIn(text.slice(start, end), name));
        if (end - start >= MIN_KEY_LENGTH) cells.push({ start, end, name, named: columns.end });
      }
    offset = row.end;
    const next = offset + blanksAt(text, offset);
    if (text.charAt(next) !== ',') break;
    offset = next + 1;
  }
  return { cells: [...cells, ...parametersAfter(text, offset, columns.end, places)], end: offset };
}

/** The minimum length of a cell with a secret access key, in characters. */
const MIN_KEY_LENGTH = 40;

/** Returns the length of the whitespace and comments at an offset. */
function blanksAt(text: string, offset: number): number {
  return (
    /^(?:\s|--[^\n]*\n|\/\*[^*]{0,200}\*\/|ROW\b)*/i.exec(text.slice(offset, offset + 400))?.[0].length ?? 0
  );
}

function selectedRow(text: string, from: number, columns: Columns): Cell[] {
  const after = text.slice(from, from + 4000);
  const end = /\b(?:FROM|WHERE|UNION|ON|RETURNING)\b|;/i.exec(after)?.index ?? after.length;
  const row = new Lists(`(${after.slice(0, end)})`).at(0);
  if (row?.items.length !== columns.names.length) return [];
  return row.items.map((item, index) => ({
    start: from + item.start - 1,
    end: from + item.end - 1,
    name: columns.names[index] ?? '',
    named: columns.end,
  }));
}

/** Returns the rows of PostgreSQL's `COPY … FROM stdin`, separated by tabs or, if specified, by commas. */
function copiedRows(text: string, from: number, { names, end: named }: Columns): Rows {
  const head = /^\s*FROM\s+STDIN([^;\n]{0,200});?[ \t]*\r?\n/i.exec(text.slice(from, from + 300));
  const cells: Cell[] = [];
  if (head === null) return { cells, end: from };
  const delimiter = /csv|','/i.test(head[1] ?? '') ? ',' : '\t';
  let start = from + head[0].length;
  while (start < text.length) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    const values = text.slice(start, end).replace(/\r$/, '').split(delimiter);
    // also ends at the line after the last row
    if (values.length !== names.length) break;
    let offset = start;
    for (const [index, value] of values.entries()) {
      if (value.length >= MIN_KEY_LENGTH)
        cells.push({ start: offset, end: offset + value.length, name: names[index] ?? '', named });
      offset += value.length + 1;
    }
    start = end + 1;
  }
  return { cells, end: start };
}

/** A placeholder for a parameter, and the column that it is for. */
interface Placeholder {
  readonly name: string;
  /** The number of the parameter, from 1, or its name. */
  readonly key?: string | undefined;
}

const PLACEHOLDER =
  /\?(\d{1,3})?|%s|%\((\w{1,60})\)s|\$(\d{1,3})|[:@](\w{1,60})|#\{(\w{1,60})\}|\{(\d{1,3})?\}/g;

function placeholdersIn(item: string, name: string): Placeholder[] {
  if (item.length > 60 || /^['"]/.test(item)) return [];
  return [...item.matchAll(PLACEHOLDER)].map(([, ...keys]) => ({
    name,
    key: keys.find((key) => key !== undefined),
  }));
}

/** Returns the parameters of `UPDATE t SET a = ?, b = ? WHERE c = ?`: each placeholder is for the name before it. */
function parametersOfUpdate(text: string, from: number, saysSecret: SaysSecret): Cell[] {
  const [statement = ''] = text.slice(from, from + 2000).split(/;|\bUPDATE\s/i, 1);
  const places: Placeholder[] = [];
  let end = 0;
  for (const { 1: name = '', 2: place = '', index, 0: all } of statement.matchAll(ASSIGNED)) {
    places.push(...placeholdersIn(place, plainName(name)));
    end = index + all.length;
  }
  if (!places.some(({ name }) => saysSecret(name))) return [];
  return parametersAfter(text, from + end, from + end, places);
}

const ASSIGNED =
  /([\w.`"[\]\\]{1,80})\s{0,4}(?:=|<>|[<>]=?|LIKE)\s{0,4}(\?\d{0,3}|%s|%\(\w{1,60}\)s|\$\d{1,3}|[:@]\w{1,60})/gi;

/**
 * Returns the parameters after a statement in a literal: the last items of lists with at least as many items as the
 * statement has placeholders, the arguments of calls that set one parameter, and entries with the name of a parameter.
 */
function parametersAfter(text: string, from: number, named: number, places: readonly Placeholder[]): Cell[] {
  if (places.length === 0) return [];
  const after = text.slice(from, from + REACH);
  const quote = /["'`]{1,3}(?=\s*[,);.\]}\n]|$)/.exec(after);
  if (quote === null) return [];
  const start = from + quote.index + quote[0].length;
  const next = /\b(?:INSERT|UPDATE|DELETE|SELECT|CREATE)\s/i.exec(after.slice(quote.index));
  const end = Math.min(text.length, next === null ? from + REACH : from + quote.index + next.index);
  const cells: Cell[] = [];
  let bound = 0;
  for (const list of listsIn(text, start, end)) {
    const callee = /\w*$/.exec(text.slice(Math.max(0, list.start - 40), list.start))?.[0] ?? '';
    const add = (index: number, name: string | undefined) => {
      const item = list.items[index];
      if (name !== undefined && item !== undefined && !item.hasList) cells.push({ ...item, name, named });
    };
    const [first, second] = list.items;
    const key = /^["'`]?[:@]?(\w{1,60})["'`]?$/.exec(first ? text.slice(first.start, first.end) : '')?.[1];
    if (/^(?:set|bind|add)/i.test(callee) && key !== undefined && second !== undefined)
      add(1, places.find((place) => place.key === key)?.name ?? nameOf(places, Number(key)));
    else if (/^(?:push_)?bind$/.test(callee) && list.items.length === 1) add(0, nameOf(places, (bound += 1)));
    else if (list.items.length >= places.length && !isNamed(places)) {
      const others = list.items.length - places.length;
      for (let index = 0; index < places.length; index += 1) add(others + index, nameOf(places, index + 1));
    }
    for (const [index, item] of list.items.entries()) {
      const entry = ENTRY.exec(text.slice(item.start, item.end))?.[1];
      if (entry !== undefined) add(index, places.find((place) => place.key === entry)?.name);
    }
  }
  return cells;
}

/** `'name': …`, `:name => …`, `name = …` */
const ENTRY = /^[:@]?["'`]?[:@]?(\w{1,60})["'`]?\s{0,4}(?:=>|[:=])/;

/** The maximum distance from a statement to its parameters, in characters. */
const REACH = 3000;

function isNamed(places: readonly Placeholder[]): boolean {
  return places.some(({ key }) => key !== undefined && /\D/.test(key));
}

/** Returns the column that the parameter with a number is for. */
function nameOf(places: readonly Placeholder[], number: number): string | undefined {
  const isNumbered = places.some(({ key }) => key !== undefined && /^\d+$/.test(key));
  return isNumbered ? places.find(({ key }) => key === String(number))?.name : places[number - 1]?.name;
}
