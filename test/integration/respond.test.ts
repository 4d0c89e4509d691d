import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Outcome, Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

/** A folder that is no repository: a leak is found anywhere. */
function anywhere(): Repository {
  return new Repository(temporaryFolder());
}

function respond(folder: Repository, args: readonly string[], node: readonly string[] = []): Outcome {
  return folder.run(process.execPath, [...node, CLI, 'respond', ...args]);
}

test('prints the guide outside a repository, without color, and exits with 0', () => {
  const { code, stdout, stderr } = respond(anywhere(), [sample.accessKeyIdOf('123456789012')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('123456789012');
  expect(stdout).not.toContain('\u001b');
});

test('prints bold text if requested', () => {
  const folder = anywhere();
  const bold = new Repository(folder.directory, { ...folder.environment, FORCE_COLOR: '1' });
  expect(respond(bold, []).stdout).toContain('\u001b[1m');
});

test.each([
  [['--lang', 'ja'], {}, /上から順に/],
  [[], { LANG: 'ja_JP.UTF-8' }, /上から順に/],
  [['--lang', 'en'], { LANG: 'ja_JP.UTF-8' }, /from top to bottom/],
])('uses the requested language: %j %j', (args, environment, expected) => {
  const folder = anywhere();
  const spoken = new Repository(folder.directory, { ...folder.environment, ...environment });
  expect(respond(spoken, args).stdout).toMatch(expected);
});

describe.each(['en', 'ja'])('in %s', (lang) => {
  test.each([
    ['a secret', [sample.secretAccessKey()], /shell|シェル/],
    ['a secret after an ID', [sample.accessKeyId(), sample.secretAccessKey()], /shell|シェル/],
    ['a key of a service', [sample.bedrockApiKey()], /shell|シェル/],
    ['a word that is not an ID', [`AIDA${'Q'.repeat(17)}`], /AKIA/],
    ['an ID with an invalid character', [`${sample.accessKeyId().slice(0, -1)}1`], /AKIA/],
    ['two IDs', [sample.accessKeyId(), sample.accessKeyId()], /respond \[KEY-ID\]/],
    ['an unknown option', [`--${sample.secretAccessKey()}`], /respond --help/],
  ])('rejects %s and does not print it', (_what, words, expected) => {
    const folder = anywhere();
    const { code, stdout, stderr } = respond(folder, ['--lang', lang, ...words]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(expected);
    for (const word of words) expect(stderr).not.toContain(word.replace(/^-+/, '').slice(0, 5));
  });
});

describe('--output', () => {
  test('saves a checklist without the ID, so that it can be committed', () => {
    const id = sample.accessKeyIdOf('123456789012');
    const folder = anywhere();
    const { code, stdout } = respond(folder, [id, '--output', 'leak.md']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'keyward: saved in leak.md\n' });
    const text = readFileSync(join(folder.directory, 'leak.md'), 'utf8');
    expect(text).toMatch(/^- \[ \] \*\*1\. /m);
    expect(text).not.toContain(id);
    expect(folder.run(process.execPath, [CLI, 'scan', '--files', 'leak.md']).code).toBe(0);
  });

  test('never overwrites', () => {
    const folder = anywhere();
    writeFileSync(join(folder.directory, 'leak.md'), 'ticked');
    const { code, stdout, stderr } = respond(folder, ['--output', 'leak.md']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('leak.md');
    expect(readFileSync(join(folder.directory, 'leak.md'), 'utf8')).toBe('ticked');
  });

  test('names the file that it could not write', () => {
    const { code, stderr } = respond(anywhere(), ['--output', 'no/such/folder.md']);
    expect(code).toBe(2);
    expect(stderr).toContain('ENOENT');
  });

  test('redacts an ID in the file name', () => {
    const id = sample.accessKeyId();
    const folder = anywhere();
    const name = `leak-${id}.md`;
    for (const { output } of [respond(folder, ['--output', name]), respond(folder, ['--output', name])]) {
      expect(output).toContain(id.slice(-4));
      expect(output).not.toContain(id);
    }
  });
});

test('uses no network and starts no program', () => {
  const folder = anywhere();
  const preload = join(temporaryFolder(), 'preload.cjs');
  writeFileSync(
    preload,
    `const refuse = (what) => () => { process.stderr.write(what + '\\n'); process.exit(99); };
require('net').Socket.prototype.connect = refuse('connect');
require('dns').lookup = refuse('lookup');
for (const name of ['spawn', 'spawnSync', 'exec', 'execFile', 'execSync', 'execFileSync', 'fork'])
  require('child_process')[name] = refuse(name);
`,
  );
  const { code, stderr } = respond(folder, [sample.accessKeyId()], ['--require', preload]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  // what is refused is seen: a scan starts git
  expect(folder.run(process.execPath, ['--require', preload, CLI, 'scan']).code).toBe(99);
});
