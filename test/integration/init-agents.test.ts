import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AGENT_NAMES, AGENTS } from '../../src/agents/agent.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { keyward } from '../helpers/scan.ts';

function init(repository: Repository, ...agents: string[]) {
  return keyward(repository, ['init', '--lang', 'en', '--agents', ...agents]);
}

/** The hooks in the settings file of an agent. */
function hooksOf(repository: Repository, name: (typeof AGENT_NAMES)[number]): Record<string, object[]> {
  return (JSON.parse(repository.read(AGENTS[name].file)) as { hooks: Record<string, object[]> }).hooks;
}

/** A settings file in a style that no formatter writes. */
const OWN =
  '{\n\t"permissions": { "allow":["Bash(ls)"] },\n\t// ours\n\t"hooks": {"PreToolUse": [ {"matcher":"Bash","hooks":[{"type":"command","command":"./a.sh"}]} ]},\n\t"x" : 1\n}';

describe.each(AGENT_NAMES)('init --agents %s', (name) => {
  test('writes the settings once, and uninstall removes them', () => {
    const repository = Repository.create().write('a.txt', 'x\n');
    const before = repository.files();
    const first = init(repository, name);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(
      `what coding agents write and run, and the prompts they get (${AGENTS[name].file})`,
    );
    expect(first.stdout).toContain(`Commit ${AGENTS[name].file} so that`);
    expect(first.stdout.includes('/hooks in Codex')).toBe(name === 'codex');
    expect(Object.keys(hooksOf(repository, name))).toEqual(Object.keys(AGENTS[name].entries));
    const written = repository.read(AGENTS[name].file);
    expect(written).toContain(`agent-hook ${name}"`);
    expect(init(repository, name).stdout).toContain('already registered');
    expect(repository.read(AGENTS[name].file)).toBe(written);
    expect(keyward(repository, ['uninstall', '--lang', 'en']).stdout).toContain(AGENTS[name].file);
    expect(repository.files()).toEqual(before);
  });

  test('keeps every other byte of a settings file', () => {
    for (const text of [
      OWN,
      OWN.replaceAll('\n', '\r\n'),
      '{}',
      '{ "hooks": {} }\n',
      '{"version":1}\n',
      '{ // ours\n}\n',
    ]) {
      const repository = Repository.create().write(AGENTS[name].file, text);
      expect(init(repository, name).code).toBe(0);
      const written = repository.read(AGENTS[name].file);
      expect(withoutSubsequence(written, text)).toBe(true);
      init(repository, name);
      expect(repository.read(AGENTS[name].file)).toBe(written);
      keyward(repository, ['uninstall']);
      expect(repository.read(AGENTS[name].file)).toBe(text);
    }
  });

  test('is undone in another clone, too', () => {
    const repository = Repository.create().write(AGENTS[name].file, OWN);
    init(repository, name);
    const clone = Repository.create().write(AGENTS[name].file, repository.read(AGENTS[name].file));
    keyward(clone, ['uninstall']);
    const text = clone.read(AGENTS[name].file);
    expect(text).not.toContain('keyward');
    expect(text).toContain('./a.sh');
    expect(text).toContain('// ours');
  });

  test('updates an older entry, and leaves one that is mixed with others', () => {
    const repository = Repository.create();
    init(repository, name);
    const { file } = AGENTS[name];
    const written = repository.read(file);
    repository.write(file, written.replace('60', '5'));
    init(repository, name);
    expect(JSON.parse(repository.read(file))).toEqual(JSON.parse(written));
  });

  test('refuses a file that is not JSON, and a link out of the working tree', () => {
    const repository = Repository.create().write(AGENTS[name].file, '{ "hooks": ');
    expect(init(repository, name)).toMatchObject({ code: 2 });
    expect(repository.read(AGENTS[name].file)).toBe('{ "hooks": ');
    const linked = Repository.create();
    const outside = temporaryFolder();
    linked.run('ln', ['-s', outside, AGENTS[name].file.split('/')[0] ?? '']);
    expect(init(linked, name).code).toBe(2);
    expect(existsSync(join(outside, 'hooks.json'))).toBe(false);
  });
});

/** True if the characters of a text are all in another one, in their order. */
function withoutSubsequence(text: string, part: string): boolean {
  let at = 0;
  for (const character of text) if (character === part[at]) at += 1;
  return at === part.length;
}

test('without a list, finds the agents that the project uses', () => {
  const repository = Repository.create().write('CLAUDE.md', 'x').write('.cursor/rules/a.mdc', 'x');
  expect(init(repository).stdout).toContain('(.claude/settings.json, .cursor/hooks.json)');
  expect(existsSync(join(repository.directory, '.codex'))).toBe(false);
  expect(init(Repository.create())).toMatchObject({ code: 2 });
  expect(init(Repository.create(), 'claude,clod').stderr).toContain('claude, cursor, codex, copilot, gemini');
});

test('the command starts the keyward of the project', () => {
  const repository = Repository.create()
    .write('package.json', '{ "devDependencies": { "keyward": "1" } }\n')
    .write('node_modules/keyward/dist/cli.cjs', '');
  init(repository, 'claude,codex');
  const text = readFileSync(join(repository.directory, '.claude/settings.json'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    hooks: {
      PreToolUse: [
        {
          hooks: [
            {
              command: 'node "$CLAUDE_PROJECT_DIR"/node_modules/keyward/dist/cli.cjs agent-hook claude',
              onFailure: 'block',
            },
          ],
        },
      ],
    },
  });
});

test('without a list, where no agent is used, it says which names there are, and writes nothing', () => {
  const repository = Repository.create().write('a.txt', 'x\n');
  const before = repository.files();
  const { code, stdout, stderr } = init(repository);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  const [, command = ''] = /Name the agents that you use: keyward (.+)$/m.exec(stderr) ?? [];
  expect(repository.files()).toEqual(before);
  // the printed command works
  expect(keyward(repository, command.split(' ')).code).toBe(0);
});
