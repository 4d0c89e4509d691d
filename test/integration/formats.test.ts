import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FORMAT_NAMES, FORMATS } from '../../src/cli/formats.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { expectInert } from '../helpers/hostile-names.ts';
import { Repository } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

const HOSTILE = ['\u001b[31mred.txt', 'a\n::error::x\n##[error]y.txt', '"quoted", then more.txt', '=1+1.txt'];

describe.each(FORMAT_NAMES)('scan --format %s', (format) => {
  test('names the file, the line and the fingerprint, and contains no part of the value', () => {
    const secret = sample.secretAccessKey();
    const repository = Repository.create().stage('src/a.ts', `\nconst awsSecretAccessKey = '${secret}';\n`);
    const { code, stdout } = keyward(repository, ['scan', '--format', format]);
    expect(code).toBe(1);
    expect(stdout).toContain('src/a.ts');
    expect(stdout).toMatch(/\b2\b/);
    expect(stdout).toContain(fingerprint(secret).slice(0, 12));
    for (let at = 4; at + 8 <= secret.length; at += 1) expect(stdout).not.toContain(secret.slice(at, at + 8));
  });

  test.each(['docs/commands.md', 'docs/ja/commands.md'])('has a row in %s', (page) => {
    expect(readFileSync(page, 'utf8')).toContain(`\n| \`${format}\` |`);
  });

  test('prints names from a repository as plain text', () => {
    const repository = Repository.create();
    for (const name of HOSTILE) repository.stage(name, `${sample.accessKeyId()}\n`);
    const { code, stdout } = keyward(repository, ['scan', '--format', format]);
    expect(code).toBe(1);
    expectInert(stdout, format === 'github' ? /^::error file=/gm : undefined);
  });

  test('prints a report without findings only if a program reads it', () => {
    const { code, stdout } = keyward(Repository.create().stage('a.txt', 'clean\n'), [
      'scan',
      '--format',
      format,
    ]);
    expect(code).toBe(0);
    expect(stdout !== '').toBe(FORMATS[format].isData);
  });
});
