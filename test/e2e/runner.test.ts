import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installKeyward, keyward } from '../helpers/project.ts';
import { Repository } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

// How messages name keyward in a repository whose only package.json is below the root.

test('prints commands that run from the folder of the commit', () => {
  const repository = Repository.create();
  mkdirSync(join(repository.directory, "it's front"));
  const inside = installKeyward(new Repository(join(repository.directory, "it's front")));
  expect(keyward(inside, 'init').output).toMatch(/: npx keyward audit$/m);
  repository.stage("it's front/src/a.ts", `const id = '${sample.accessKeyId()}';\n`).write('docs/a', '');
  const commandIn = (folder: string) => {
    const { output } = repository.run('git', ['commit', '-m', 'x'], {
      cwd: join(repository.directory, folder),
    });
    return /^ +or let keyward do it: +(.*)$/m.exec(output)?.[1] ?? output;
  };
  expect(commandIn("it's front")).toBe('npx keyward fix');
  expect(commandIn("it's front/src")).toBe('npx keyward fix');
  for (const folder of ['.', 'docs']) {
    const command = `${commandIn(folder)} --dry-run`;
    expect(command).toContain('npx --prefix ');
    const pasted = repository.run('sh', ['-c', command], { cwd: join(repository.directory, folder) });
    expect(pasted.output).toContain('keyward fix: removes 1 AWS credential');
  }
});
