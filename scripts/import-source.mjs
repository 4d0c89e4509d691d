// Imports a TypeScript module of the source by bundling it into a temporary folder.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

export async function importSource(input) {
  const folder = mkdtempSync(join(tmpdir(), 'keyward-source-'));
  try {
    const file = join(folder, 'module.mjs');
    const bundle = await rolldown({ input, platform: 'node' });
    await bundle.write({ file, format: 'esm', codeSplitting: false });
    await bundle.close();
    return await import(pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
