// Generates the programs of the fast paths of the hooks from the rules and decoders.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importSource } from './import-source.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const { plainWords } = await importSource('src/prefilter/plain-words.ts');
const { prefilterLetters, prefilterLines } = await importSource('src/prefilter/shell-programs.ts');
writeFileSync('hooks/prefilter.sed', prefilterLines());
writeFileSync('hooks/prefilter.ere', prefilterLetters());
writeFileSync('hooks/plain-words.sh', plainWords());
