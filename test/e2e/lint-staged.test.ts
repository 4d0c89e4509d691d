import { existsSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { installKeyward, keyward, npm } from '../helpers/project.ts';
import type { Outcome, Repository } from '../helpers/repository.ts';
import { sample } from '../helpers/seed.ts';

const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);
/** What lint-staged 17 asks for. */
const takes17 = major > 22 || (major === 22 && (minor > 22 || (minor === 22 && patch >= 1)));

/** Counts how often keyward is started, with how many words. */
function countRuns(repository: Repository): () => string[] {
  const bin = join(repository.directory, 'node_modules/.bin/keyward');
  const [real, log] = [realpathSync(bin), join(repository.directory, '.git/runs')];
  rmSync(bin);
  repository.write(
    'node_modules/.bin/keyward',
    `#!/bin/sh\necho "$*" >>'${log}'\nexec node '${real}' "$@"\n`,
  );
  repository.run('chmod', ['+x', bin]);
  return () => {
    const runs = existsSync(log) ? repository.read('.git/runs').trimEnd().split('\n') : [];
    rmSync(log, { force: true });
    return runs;
  };
}

describe('scenario 62: the preset for lint-staged', () => {
  describe.each([15, 16, 17])('lint-staged %i', (version) => {
    test.runIf(version < 17 || takes17)('runs once and gives the same verdict as the hook', () => {
      const repository = installKeyward();
      npm(repository, 'install', '--save-dev', `lint-staged@${version}`, 'husky@9');
      repository.run('npx', ['husky']);
      repository.write('.husky/pre-commit', 'lint-staged\n');
      repository.write(
        'lint-staged.config.mjs',
        "import keyward from 'keyward/lint-staged';\nexport default { ...keyward, '*.never': 'false' };\n",
      );
      const runs = countRuns(repository);
      const commit = (...words: string[]): Outcome => repository.tryGit('commit', '-m', 'x', ...words);
      repository.write('tracked.txt', 'clean\n').git('add', '-A');
      expect(commit()).toMatchObject({ code: 0 });
      expect(runs()).toEqual(['scan --staged']);

      for (let i = 0; i < 3000; i++) repository.write(`many/file-with-a-name-${i}.txt`, `${i}\n`);
      repository.write('many/leak.txt', `${sample.accessKeyId()}\n`).git('add', '-A');
      const blocked = commit();
      expect(blocked.code).not.toBe(0);
      expect(blocked.output).toContain('many/leak.txt:1:1');
      expect(runs()).toEqual(['scan --staged']);
      const alone = keyward(repository, 'scan');
      expect(alone.code).toBe(1);
      // lint-staged asks for colours
      const told = (text: string) =>
        /keyward: commit blocked[^]*? allow kw1_\w+/.exec(stripVTControlCharacters(text))?.[0];
      expect(told(alone.output)).toContain('many/leak.txt:1:1');
      expect(told(blocked.output)).toBe(told(alone.output));
      rmSync(join(repository.directory, 'many'), { recursive: true });
      repository.git('reset', '--quiet', '--hard');

      repository.write('tracked.txt', `clean\n${sample.accessKeyId()}\n`);
      for (const words of [['-a'], ['tracked.txt']]) {
        const outcome = commit(...words);
        expect(outcome.output, words.join(' ')).toContain('tracked.txt:2:1');
        expect(outcome.code).not.toBe(0);
      }
    });
  });
});
