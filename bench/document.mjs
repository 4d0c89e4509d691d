// Writes the results of a script into a document, between the comments with its name.
import { readFileSync, writeFileSync } from 'node:fs';

/** Replaces the text between `<!-- NAME -->` and `<!-- /NAME -->`. */
export function writeSection(file, name, text) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const old = readFileSync(file, 'utf8');
  const [from, to] = [old.indexOf(start), old.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${file} has no section ${name}`);
  writeFileSync(file, `${old.slice(0, from + start.length)}\n\n${text.trim()}\n\n${old.slice(to)}`);
}

/** Returns a Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
