// What the automatons of the prefilter are made from, with what ordinary texts lead them to: working that out at every large
// commit takes longer than walking through the texts. The texts are this project's own and those it depends on.
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
const LARGEST = 1 << 20;

function ordinaryTexts() {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(HOME, folder), { recursive: true })
      .map((name) => join(folder, name))
      .toSorted(),
  );
  return [...FILES, ...inFolders].flatMap((name) => {
    const { size } = statSync(join(HOME, name));
    if (!isText.test(name) || size > LARGEST) return [];
    return [readFileSync(join(HOME, name))];
  });
}

/** A module that takes the place of `src/prefilter/prefilter-nfas.ts`. */
export async function learnedNfas() {
  const [{ prefilterNfas }, { DfaMatcher }] = await Promise.all(
    ['prefilter-nfas.ts', 'dfa-matcher.ts'].map((name) => importSource(join(PREFILTER, name))),
  );
  const lineMatcher = new DfaMatcher(prefilterNfas());
  lineMatcher.walk(ordinaryTexts());
  const learned = lineMatcher.learned();
  const known = prefilterNfas().map((blueprint, nth) => {
    const { states, table } = learned[nth];
    const packed = deflateRawSync(table, { level: 9 }).toString('base64');
    return { ...blueprint, learned: { states, table: packed, size: table.length } };
  });
  return `import { inflateRawSync } from 'node:zlib';
const known = JSON.parse(${JSON.stringify(JSON.stringify(known))});
for (const { learned } of known)
  learned.table = inflateRawSync(Buffer.from(learned.table, 'base64'), { chunkSize: learned.size + 64 });
export const prefilterNfas = () => known;
`;
}
