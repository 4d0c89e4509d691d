import { afterAll, expect, test } from 'vitest';
import { blocks, passes } from '../helpers/project.ts';
import { removePrefix, User } from '../helpers/user.ts';

// Hook managers in the repositories of a user who ran keyward init --global with a git older than 2.54.

afterAll(removePrefix);

test.each([
  [
    'pre-commit',
    '',
    '.pre-commit-config.yaml',
    'repos:\n- repo: local\n  hooks:\n  - { id: x, name: x, language: system, entry: echo RAN, verbose: true, always_run: true }\n',
  ],
  ['lefthook', 'lefthook@2', 'lefthook.yml', 'pre-commit:\n  jobs:\n    - run: echo RAN\n'],
])('%s runs as before, after keyward', (name, spec, file, settings) => {
  const user = new User().init();
  const repository = user.create();
  if (spec !== '') expect(repository.run('npm', ['install', '--no-save', spec])).toMatchObject({ code: 0 });
  const program = spec === '' ? name : `node_modules/.bin/${name}`;
  repository.write('.gitignore', 'node_modules/\n').stage(file, settings);
  // it refuses where all repositories have a core.hooksPath
  expect(repository.run(program, ['install']).code).not.toBe(0);
  expect(user.doctor()).toMatchObject({ exit: 0, problems: [] });
  expect(repository.run(program, ['install'], { env: { GIT_CONFIG_GLOBAL: '' } })).toMatchObject({ code: 0 });
  expect(blocks(repository)).not.toContain('RAN');
  expect(passes(repository)).toContain('RAN');
});
