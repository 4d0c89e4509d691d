// Builds the NFAs of the prefilter with warm DFA tables: the states that ordinary texts reach. To compute these states in every
// large commit would take longer than to match its text. The texts are those of this project and of its dependencies.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { importSource } from './import-source.mjs';

const HOME = resolve(import.meta.dirname, '..');
const PREFILTER = join(HOME, 'src', 'prefilter');
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8'));
const PACKAGES = Object.keys({ ...dependencies, ...devDependencies }).map((name) =>
  join('node_modules', name),
);
const FOLDERS = ['src', 'docs', ...PACKAGES];
const FILES = ['README.md', 'README.ja.md', 'package.json', 'package-lock.json', 'tsconfig.json'];
const isText = /\.(?:[cm]?[jt]sx?|json|md|css|html|svg|map|ya?ml|txt|sh)$/;
const MAX_BYTES = 1 << 20;

function ordinaryTexts() {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(HOME, folder), { recursive: true })
      .map((name) => join(folder, name))
      .toSorted(),
  );
  return [...FILES, ...inFolders].flatMap((name) => {
    const { size } = statSync(join(HOME, name));
    if (!isText.test(name) || size > MAX_BYTES) return [];
    return [readFileSync(join(HOME, name))];
  });
}

/** Returns the module that replaces `src/prefilter/prefilter-nfas.ts` in the build. */
export async function warmNfas() {
  const [{ prefilterNfas }, { DfaMatcher }] = await Promise.all(
    ['prefilter-nfas.ts', 'dfa-matcher.ts'].map((name) => importSource(join(PREFILTER, name))),
  );
  const lineMatcher = new DfaMatcher(prefilterNfas());
  lineMatcher.match(ordinaryTexts());
  const tables = lineMatcher.exportTables();
  const known = prefilterNfas().map((nfa, index) => {
    const { states, table } = tables[index];
    const packed = deflateRawSync(table, { level: 9 }).toString('base64');
    return { ...nfa, warm: { states, table: packed, size: table.length } };
  });
  return `import { inflateRawSync } from 'node:zlib';
const known = JSON.parse(${JSON.stringify(JSON.stringify(known))});
for (const { warm } of known)
  warm.table = inflateRawSync(Buffer.from(warm.table, 'base64'), { chunkSize: warm.size + 64 });
export const prefilterNfas = () => known;
`;
}
