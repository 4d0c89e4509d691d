// Adds a rule that works, for a format that does not exist: `npm run new-rule -- NAME`. What the author must replace is marked TODO, and
// test/unit/rules.test.ts fails until it is gone. CONTRIBUTING.md has the other steps.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const name = (process.argv[2] ?? '').replace(/^aws-/, '');
const file = `src/rules/${name}.ts`;
if (!/^[a-z]+(?:-[a-z]+)*$/.test(name))
  fail('usage: npm run new-rule -- NAME, in lower case, such as example-api-key');
if (existsSync(file)) fail(`${file} exists`);

const id = `aws-${name}`;
const constant = name.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
const template = readFileSync('scripts/rule.ts.template', 'utf8');
writeFileSync(file, template.replace('CONSTANT', constant).replace('RULE-ID', id));

insert('src/rules/rule.ts', /^ {2}\| 'aws-[a-z-]+';$/m, `  | '${id}'\n`);
insert('src/rules/index.ts', nextImport, `import { ${constant} } from './${name}.ts';\n`);
insert('src/rules/index.ts', /^\];$/m, `  ${constant},\n`);
const texts = `  '${id}': {
    name: 'TODO: its name',
    // TODO: what it is, and what it gives to whoever finds it; if it needs no second value, say so with alone
    about: 'TODO: one or two sentences',
  },
`;
for (const language of ['en', 'ja']) insert(`src/messages/rules/${language}.ts`, /^\};$/m, texts);
const row = [`\`${id}\``, 'TODO: format', 'TODO: required evidence, or none', 'TODO: what passes on purpose'];
// the end of the first table
insert('docs/detection.md', /(?<=^\|.*\n)(?!\|)/m, `| ${row.join(' | ')} |\n`);

console.log(`${file} is a rule for a made-up format. Replace each TODO (git grep --untracked -n TODO src docs), and test it:
  npx vitest run test/unit/rules.test.ts -t ${id}
Then follow steps 3 to 5 of "A new rule" in CONTRIBUTING.md.`);

/** Inserts a text before the first match. */
function insert(path, place, text) {
  const old = readFileSync(path, 'utf8');
  const at = typeof place === 'function' ? place(old) : old.search(place);
  if (at === -1) throw new Error(`${path} has no place for a rule`);
  writeFileSync(path, old.slice(0, at) + text + old.slice(at));
}

/** Returns the position of the first import that comes after the rule's in the alphabet. */
function nextImport(text) {
  const imports = [...text.matchAll(/^import \{ \w+ \} from '\.\/([\w-]+)\.ts';$/gm)];
  return imports.find(([, other]) => other > name)?.index ?? text.indexOf('\n/** All rules');
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
