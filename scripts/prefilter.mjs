// Writes what the pre-commit hook looks at a patch with, from the rules and decoders.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const directory = mkdtempSync(join(tmpdir(), 'keyward-prefilter-'));
const file = join(directory, 'prefilter.mjs');
const bundle = await rolldown({ input: 'src/prefilter/index.ts', platform: 'node' });
await bundle.write({ file, format: 'esm' });
await bundle.close();
const { prefilterLetters, prefilterLines } = await import(pathToFileURL(file).href);
writeFileSync('hooks/prefilter.sed', prefilterLines());
writeFileSync('hooks/prefilter.ere', prefilterLetters());
rmSync(directory, { recursive: true });
