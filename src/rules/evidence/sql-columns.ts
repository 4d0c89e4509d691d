import { type List, listsIn, Lists } from './bracket-list.ts';
import type { Cell, SaysSecret } from './cell.ts';

/** The columns of a statement, and where their names end. */
interface Columns {
  readonly names: readonly string[];
  readonly end: number;
}

const NAME = String.raw`[\w.$@#\x60"'\[\]\\-]{1,120}`;

/** What begins a statement that names columns. */
const STATEMENT = new RegExp(
  [
    String.raw`\b(?:(?:INSERT|REPLACE)\s+(?:(?:INTO|OVERWRITE|IGNORE|OR|REPLACE|TABLE|DELAYED|LOW_PRIORITY)\s+){0,4}(?<into>${NAME})\s*(?=\(|VALUES|SELECT)`,
    String.raw`CREATE\s+(?:\w{1,20}\s+){0,3}TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(?<made>${NAME})\s*(?=\()`,
    String.raw`COPY\s+(?<copied>${NAME})\s*(?=\(|FROM\s)`,
    String.raw`UPDATE\s+(?:\w{1,20}\s+){0,2}?${NAME}\s+(?<set>SET)\s)`,
  ].join('|'),
  'gi',
);

/** The cells of rows that SQL adds to tables with a column of secrets: literal ones, and parameters of placeholders. */
export function sqlCells(text: string, saysSecret: SaysSecret): Cell[] {
  const plain = text.replace(/\\[nrt]/g, '  ').replace(JOINT, (joint) => ' '.repeat(joint.length));
  const lists = new Lists(plain);
  const cells: Cell[] = [];
  const tables = new Map<string, Columns>();
  const statement = new RegExp(STATEMENT);
  for (let match = statement.exec(plain); match !== null; match = statement.exec(plain)) {
    const at = statement.lastIndex;
    const { into, made, copied, set } = match.groups ?? {};
    const named = set === undefined && plain.charAt(at) === '(' ? lists.at(at) : undefined;
    const own = named && columnsOf(plain, named);
    if (made !== undefined && own !== undefined) tables.set(plainName(made), own);
    const columns = own ?? tables.get(plainName(into ?? copied ?? ''));
    const rowsAt = named?.end ?? at;
    if (set !== undefined) cells.push(...parametersOfUpdate(plain, at, saysSecret));
    else if (made !== undefined || columns?.names.some(saysSecret) !== true) continue;
    else {
      const rows =
        copied === undefined
          ? insertedRows(plain, rowsAt, columns, lists)
          : copiedRows(text, rowsAt, columns);
      cells.push(...rows.cells);
      statement.lastIndex = Math.max(at, rows.end);
    }
  }
  return cells;
}

/** Between two literals that are one, on lines of their own. */
const JOINT = /(["'`])[ \t]{0,20}[+.&]{0,2}[ \t_\\]{0,8}\r?\n\s{0,80}[+.&]{0,2}[ \t]{0,4}\1/g;

/** Words at the beginning of a table's definition that are not the name of a column. */
const NO_COLUMN = /^(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE)\b/i;

function columnsOf(text: string, { items, end }: List): Columns {
  const all = items.map((item) => text.slice(item.start, item.end)).filter((item) => !NO_COLUMN.test(item));
  return { names: all.map((item) => plainName(/^\S*/.exec(item)?.[0] ?? '')), end };
}

/** A name without quotes and without what it is a part of. */
function plainName(name: string): string {
  return name
    .replace(/[`"'[\]\\]/g, '')
    .replace(/^.*\./, '')
    .toLowerCase();
}

/** Cells, and where the rows end. */
interface Rows {
  readonly cells: readonly Cell[];
  readonly end: number;
}

/** The rows behind `VALUES`, or the one behind `SELECT`. */
function insertedRows(text: string, from: number, columns: Columns, lists: Lists): Rows {
  const cells: Cell[] = [];
  const before =
    /^\s*(?:OVERRIDING\s+\w+\s+VALUE\s+|OUTPUT\s[\w.,*\s]{1,200}?)?(?:VALUES?\s*|(SELECT)\s)/i.exec(
      text.slice(from, from + 400),
    );
  if (before === null) return { cells, end: from };
  let at = from + before[0].length;
  if (before[1] !== undefined) return { cells: selectedRow(text, at, columns), end: at };
  const bulk = /^(?:\?|%s)/.exec(text.slice(at, at + 2));
  if (bulk !== null) {
    const places = columns.names.map((name): Placeholder => ({ name }));
    return { cells: parametersBehind(text, at + bulk[0].length, columns.end, places), end: at };
  }
  const places: Placeholder[] = [];
  for (let isFirst = true; ; isFirst = false) {
    at += blanksAt(text, at);
    const row = text.charAt(at) === '(' ? lists.at(at) : undefined;
    if (row === undefined) break;
    if (row.items.length === columns.names.length)
      for (const [nth, { start, end }] of row.items.entries()) {
        const name = columns.names[nth] ?? '';
        if (isFirst) places.push(...placeholdersIn(text.slice(start, end), name));
        if (end - start >= KEY) cells.push({ start, end, name, named: columns.end });
      }
    at = row.end;
    const next = at + blanksAt(text, at);
    if (text.charAt(next) !== ',') break;
    at = next + 1;
  }
  return { cells: [...cells, ...parametersBehind(text, at, columns.end, places)], end: at };
}

/** Fewer characters are no secret key. */
const KEY = 40;

/** Blanks and comments, in characters. */
function blanksAt(text: string, at: number): number {
  return /^(?:\s|--[^\n]*\n|\/\*[^*]{0,200}\*\/|ROW\b)*/i.exec(text.slice(at, at + 400))?.[0].length ?? 0;
}

function selectedRow(text: string, from: number, columns: Columns): Cell[] {
  const behind = text.slice(from, from + 4000);
  const end = /\b(?:FROM|WHERE|UNION|ON|RETURNING)\b|;/i.exec(behind)?.index ?? behind.length;
  const row = new Lists(`(${behind.slice(0, end)})`).at(0);
  if (row?.items.length !== columns.names.length) return [];
  return row.items.map((item, nth) => ({
    start: from + item.start - 1,
    end: from + item.end - 1,
    name: columns.names[nth] ?? '',
    named: columns.end,
  }));
}

/** The rows of PostgreSQL's `COPY … FROM stdin`, with tabs or, where it says so, commas. */
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
    // also at the line that ends them
    if (values.length !== names.length) break;
    let at = start;
    for (const [nth, value] of values.entries()) {
      if (value.length >= KEY)
        cells.push({ start: at, end: at + value.length, name: names[nth] ?? '', named });
      at += value.length + 1;
    }
    start = end + 1;
  }
  return { cells, end: start };
}

/** A place that a parameter takes, and the column that it is for. */
interface Placeholder {
  readonly name: string;
  /** Which parameter, from 1, or what it is called. */
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

/** `UPDATE t SET a = ?, b = ? WHERE c = ?`: each placeholder is for the name before it. */
function parametersOfUpdate(text: string, from: number, saysSecret: SaysSecret): Cell[] {
  const [statement = ''] = text.slice(from, from + 2000).split(/;|\bUPDATE\s/i, 1);
  const places: Placeholder[] = [];
  let end = 0;
  for (const { 1: name = '', 2: place = '', index, 0: all } of statement.matchAll(ASSIGNED)) {
    places.push(...placeholdersIn(place, plainName(name)));
    end = index + all.length;
  }
  if (!places.some(({ name }) => saysSecret(name))) return [];
  return parametersBehind(text, from + end, from + end, places);
}

const ASSIGNED =
  /([\w.`"[\]\\]{1,80})\s{0,4}(?:=|<>|[<>]=?|LIKE)\s{0,4}(\?\d{0,3}|%s|%\(\w{1,60}\)s|\$\d{1,3}|[:@]\w{1,60})/gi;

/**
 * The parameters behind a statement in a literal: the lists that have as many items as it has placeholders or, before
 * these, others, such as the statement itself; calls that set one; and entries that have the name of one.
 */
function parametersBehind(text: string, from: number, named: number, places: readonly Placeholder[]): Cell[] {
  if (places.length === 0) return [];
  const behind = text.slice(from, from + REACH);
  const quote = /["'`]{1,3}(?=\s*[,);.\]}\n]|$)/.exec(behind);
  if (quote === null) return [];
  const start = from + quote.index + quote[0].length;
  const next = /\b(?:INSERT|UPDATE|DELETE|SELECT|CREATE)\s/i.exec(behind.slice(quote.index));
  const end = Math.min(text.length, next === null ? from + REACH : from + quote.index + next.index);
  const cells: Cell[] = [];
  let bound = 0;
  for (const list of listsIn(text, start, end)) {
    const callee = /\w*$/.exec(text.slice(Math.max(0, list.start - 40), list.start))?.[0] ?? '';
    const add = (nth: number, name: string | undefined) => {
      const item = list.items[nth];
      if (name !== undefined && item !== undefined && !item.hasList) cells.push({ ...item, name, named });
    };
    const [first, second] = list.items;
    const key = /^["'`]?[:@]?(\w{1,60})["'`]?$/.exec(first ? text.slice(first.start, first.end) : '')?.[1];
    if (/^(?:set|bind|add)/i.test(callee) && key !== undefined && second !== undefined)
      add(1, places.find((place) => place.key === key)?.name ?? nameOf(places, Number(key)));
    else if (/^(?:push_)?bind$/.test(callee) && list.items.length === 1) add(0, nameOf(places, (bound += 1)));
    else if (list.items.length >= places.length && !isNamed(places)) {
      const others = list.items.length - places.length;
      for (let nth = 0; nth < places.length; nth += 1) add(others + nth, nameOf(places, nth + 1));
    }
    for (const [nth, item] of list.items.entries()) {
      const entry = ENTRY.exec(text.slice(item.start, item.end))?.[1];
      if (entry !== undefined) add(nth, places.find((place) => place.key === entry)?.name);
    }
  }
  return cells;
}

/** `'name': …`, `:name => …`, `name = …` */
const ENTRY = /^[:@]?["'`]?[:@]?(\w{1,60})["'`]?\s{0,4}(?:=>|[:=])/;

/** So far behind a statement its parameters may be, in characters. */
const REACH = 3000;

function isNamed(places: readonly Placeholder[]): boolean {
  return places.some(({ key }) => key !== undefined && /\D/.test(key));
}

/** For which column the parameter with a number is. */
function nameOf(places: readonly Placeholder[], number: number): string | undefined {
  const isNumbered = places.some(({ key }) => key !== undefined && /^\d+$/.test(key));
  return isNumbered ? places.find(({ key }) => key === String(number))?.name : places[number - 1]?.name;
}
