// Writes the results of a script into a document, between the comments with its name.
import { readFileSync, writeFileSync } from 'node:fs';

/** Replaces the text between `<!-- NAME -->` and `<!-- /NAME -->`. */
export function writeSection(file, name, text) {
  const { before, after } = sectionIn(file, name);
  writeFileSync(file, `${before}\n\n${text.trim()}\n\n${after}`);
}

/** Returns the text between these comments. */
export function readSection(file, name) {
  return sectionIn(file, name).text.trim();
}

function sectionIn(file, name) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const all = readFileSync(file, 'utf8');
  const [from, to] = [all.indexOf(start), all.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${file} has no section ${name}`);
  const inside = from + start.length;
  return { before: all.slice(0, inside), text: all.slice(inside, to), after: all.slice(to) };
}

/** Returns a Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
