import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Repository, temporaryFolder } from '../helpers/repository.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['bench', 'docs', 'hooks', 'scripts', 'src', 'test'];
const FILES = ['package.json', 'tsconfig.json', 'vitest.config.ts', 'vitest.system.config.ts'];

/** A copy of this repository, without its history. */
function copyOfSource(): Repository {
  const copy = new Repository(temporaryFolder());
  for (const name of [...FOLDERS, ...FILES])
    cpSync(join(ROOT, name), join(copy.directory, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(copy.directory, 'node_modules'), 'junction');
  copy.git('init', '--quiet');
  copy.git('add', '--all', ...FOLDERS);
  return copy;
}

test('npm run new-rule adds a rule that works as soon as every TODO is replaced', () => {
  const copy = copyOfSource();
  const run = (command: string) => {
    const [program = '', ...words] = command.split(' ');
    return copy.run(program, words);
  };
  const succeeds = (command: string) => {
    const { code, output } = run(command);
    expect(code, `${command}\n${output}`).toBe(0);
  };
  const changedFiles = () =>
    copy
      .git('ls-files', '--modified', '--others', '--', ...FOLDERS)
      .split('\n')
      .filter((path) => path !== '');
  const ruleTests = 'npx vitest run test/unit/rules.test.ts -t aws-example-api-key';

  expect(run('npm run new-rule')).toMatchObject({ code: 2 });
  expect(run('npm run new-rule -- kiro-api-key')).toMatchObject({ code: 2 });
  expect(changedFiles()).toEqual([]);
  const made = run('npm run new-rule -- example-api-key');
  expect(made.output).toContain(ruleTests);
  succeeds('npx tsc --noEmit');
  const incomplete = run(ruleTests);
  expect(incomplete.code).toBe(1);
  expect(incomplete.output).toMatch(/Tests .*1 failed.*3 passed/);
  expect(incomplete.output).toContain('TODO: its name');

  const changed = changedFiles();
  expect(changed).toHaveLength(6);
  // not "example", which makes a value a placeholder
  for (const path of changed) copy.write(path, copy.read(path).replaceAll('TODO', 'Abc'));
  succeeds('npm run prefilter');
  succeeds(ruleTests);
});
