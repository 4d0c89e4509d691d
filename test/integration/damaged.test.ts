import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HookName } from '../../src/install/hook-names.ts';
import { shimBlock } from '../../src/install/shim.ts';
import { Repository } from '../helpers/repository.ts';
import { cases } from '../helpers/cases.ts';
import { sample } from '../helpers/seed.ts';

// npm only warns if the disk is full while it unpacks, and leaves empty or cut files behind.

const ROOT = join(import.meta.dirname, '..', '..');
const PACKAGE = 'node_modules/keyward';

/** The block that stays on this machine, and the one that a team commits. */
const BLOCKS = { private: join('/', 'nowhere'), committed: undefined } as const;

/** A project with a copy of the package, and a staged key. */
function project(): Repository {
  const repository = Repository.create();
  const target = join(repository.directory, PACKAGE);
  for (const folder of ['dist', 'hooks', 'package.json'])
    cpSync(join(ROOT, folder), join(target, folder), { recursive: true });
  repository.write('package.json', '{ "devDependencies": { "keyward": "*" } }\n').git('add', 'package.json');
  repository.write('MSG', `use ${sample.accessKeyId()}\n`);
  return repository.commit('base').stage('a.txt', `${sample.accessKeyId()}\n`);
}

function runHook(repository: Repository, hook: HookName, block: keyof typeof BLOCKS): number | null {
  const recorded = BLOCKS[block];
  const shim = {
    projects: ['.'],
    installCommand: 'npm install',
    runner: 'npx keyward',
    ...(recorded ? { recorded } : {}),
  };
  repository.write('hook', `#!/bin/sh\n${shimBlock(hook, shim)}`);
  return repository.run('sh', ['hook', 'MSG']).code;
}

const HOOKS: readonly HookName[] = ['pre-commit', 'commit-msg'];
const PROGRAMS = readdirSync(join(ROOT, 'hooks'));
/** Without it, only the look at what later lines of the hook stage is lost. */
const NOT_NEEDED = new Set(['again.sh']);

describe.each(['private', 'committed'] as const)('a damaged package blocks, with the %s block', (block) => {
  test('as a whole one does', () => {
    const repository = project();
    for (const hook of HOOKS) expect(runHook(repository, hook, block), hook).toBe(1);
    repository.git('rm', '--quiet', '--cached', 'a.txt');
    repository.write('MSG', 'clean\n');
    for (const hook of HOOKS) expect(runHook(repository, hook, block), hook).toBe(0);
  });

  test('if one of its files is empty or missing', () => {
    const repository = project();
    const files = [
      ...PROGRAMS.map((name) => join('hooks', name)),
      ...readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.cjs'))
        .map((name) => join('dist', name)),
      'package.json',
    ];
    const some = files.filter((_, index) => index % Math.ceil(files.length / cases(6, 20)) === 0);
    for (const file of some) {
      const path = join(repository.directory, PACKAGE, file);
      const content = readFileSync(path);
      writeFileSync(path, '');
      for (const hook of HOOKS)
        expect(runHook(repository, hook, block), `${hook}, ${file} empty`).not.toBe(0);
      rmSync(path);
      for (const hook of HOOKS) expect(runHook(repository, hook, block), `${hook}, no ${file}`).not.toBe(0);
      writeFileSync(path, content);
    }
  });

  test('if one of its shell files ends at any line', () => {
    const repository = project();
    for (const name of PROGRAMS.filter((program) => !NOT_NEEDED.has(program))) {
      const path = join(repository.directory, PACKAGE, 'hooks', name);
      const content = readFileSync(path, 'latin1');
      const lines = content.split(/(?<=\n)/);
      const step = Math.ceil(lines.length / cases(1, 10));
      for (let count = 1; count < lines.length; count += step) {
        writeFileSync(path, lines.slice(0, count).join(''), 'latin1');
        for (const hook of HOOKS)
          expect(runHook(repository, hook, block), `${hook}, ${name} with ${count} lines`).not.toBe(0);
      }
      writeFileSync(path, content, 'latin1');
    }
  });
});
