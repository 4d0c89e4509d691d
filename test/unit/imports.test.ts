import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Restriction {
  readonly patterns?: readonly { readonly group: readonly string[] }[];
}

interface Override {
  readonly files: readonly string[];
  readonly rules: { readonly 'no-restricted-imports'?: [string, Restriction] | 'off' };
}

const folders = readdirSync('src', { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What docs/architecture.md says that each folder may import. */
const documented = new Map(
  [...readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `(\w+)` \| [^|\n]* \| ([^|\n]*) \|$/gm)].map(
    ([, folder = '', list = '']) => [
      folder,
      list === 'all' ? folders : folders.filter((name) => list.includes(`\`${name}\``)),
    ],
  ),
);

/** What the linter forbids a folder to import. */
function forbiddenTo(folder: string): string[] {
  const { overrides } = JSON.parse(readFileSync('.oxlintrc.json', 'utf8')) as { overrides: Override[] };
  const rule = overrides.find(({ files }) => files.includes(`src/${folder}/**`))?.rules[
    'no-restricted-imports'
  ];
  const groups = Array.isArray(rule) ? (rule[1].patterns ?? []).flatMap(({ group }) => group) : [];
  return folders.filter((name) => groups.includes(`../${name}/**`));
}

describe('the table of folders in docs/architecture.md', () => {
  test('has every folder of src', () => {
    expect([...documented.keys()].toSorted()).toEqual(folders.toSorted());
  });

  test.each(folders)('says what the linter allows in %s', (folder) => {
    const allowed = folders.filter((name) => name !== folder && !forbiddenTo(folder).includes(name));
    expect(allowed.toSorted()).toEqual(
      documented
        .get(folder)
        ?.filter((name) => name !== folder)
        .toSorted(),
    );
  });

  test('allows no cycle of imports', () => {
    for (const [folder, imports] of documented)
      for (const other of imports)
        if (other !== folder) expect(documented.get(other), `${other} and ${folder}`).not.toContain(folder);
  });
});
