import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AGENT_NAMES } from '../../src/agents/agent.ts';
import { fingerprint } from '../../src/shared/fingerprint.ts';
import { EVENTS, lets, refusal, send } from '../helpers/agents.ts';
import { cases } from '../helpers/cases.ts';
import { FakeGit } from '../helpers/fake-git.ts';
import { blocksOf } from '../helpers/pages.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';
import { sample } from '../helpers/seed.ts';

// npm test runs one agent: all of them call the same handler
describe.each(AGENT_NAMES.slice(0, cases(1, 5)))('%s', (agent) => {
  const { write, run, ask } = EVENTS[agent];

  test('may not write a key, and learns what to write instead', () => {
    const key = sample.accessKeyId();
    const outcome = send(Repository.create(), agent, write('src/a.ts', `const id = '${key}';\n`));
    const reason = refusal(agent, 'tool', outcome);
    expect(reason).toContain('denied: this would write 1 AWS credential');
    expect(reason).toContain(`src/a.ts:1:13 AWS access key ID ${key.slice(0, 4)}…${key.slice(-4)}`);
    expect(reason).toContain(fingerprint(key));
    expect(reason).toContain('process.env.AWS_ACCESS_KEY_ID');
    expect(outcome.output).not.toContain(key.slice(4, 16));
    expect(outcome.stderr).toBe('');
  });

  test('gets the answer that docs/agents.md shows', () => {
    const [shown = ''] = blocksOf('docs/agents.md', 'text');
    const text = `new S3Client({\n  accessKeyId: '${sample.accessKeyId()}',\n});\n`;
    const reason = refusal(agent, 'tool', send(Repository.create(), agent, write('src/s3.ts', text)));
    const masked = (answer: string) => answer.replaceAll(/…\w{4}|kw1_\w{8,}…?/g, '*');
    const lines = masked(shown).trim().split('\n');
    expect(masked(reason).split('\n').slice(0, lines.length)).toEqual(lines);
  });

  test('may not write one in a command, or get one in a prompt', () => {
    const repository = Repository.create();
    const key = sample.accessKeyId();
    const secret = sample.secretAccessKey();
    for (const command of [
      `cat > a.env <<EOF\nAWS_SECRET_ACCESS_KEY=${secret}\nEOF`,
      `echo ${key} >> a.txt`,
      `python3 -c "open('a', 'w').write('${key}')"`,
      `sed -i s/x/${key}/ a.txt`,
      `git commit -m "use ${key}"`,
    ]) {
      const outcome = send(repository, agent, run(command));
      expect(refusal(agent, 'tool', outcome), command).toContain('this would write 1 AWS credential');
      for (const value of [key, secret]) expect(outcome.output).not.toContain(value);
    }
    const outcome = send(repository, agent, ask(`please use ${key}`));
    expect(refusal(agent, 'prompt', outcome)).toContain('the prompt:1:12');
    expect(outcome.output).not.toContain(key);
  });

  test('may do everything else', () => {
    const repository = Repository.create();
    lets(send(repository, agent, write('a.ts', 'const id = process.env.AWS_ACCESS_KEY_ID;\n')));
    lets(send(repository, agent, run('git commit -m "never --no-verify"')));
    lets(send(repository, agent, run(`git grep ${sample.accessKeyId()}`)));
    lets(send(repository, agent, run(`grep -rn ${sample.accessKeyId()} . 2>/dev/null`)));
    lets(send(repository, agent, ask('hello')));
  });

  test('may not get around the hooks', () => {
    const repository = Repository.create();
    expect(refusal(agent, 'tool', send(repository, agent, run('git commit -anm x')))).toContain(
      'skip the hooks',
    );
    for (const path of [
      '.husky/pre-commit',
      '.keyward-allowlist.json',
      '.git/hooks/pre-commit',
      '.git/config',
    ])
      expect(refusal(agent, 'tool', send(repository, agent, write(path, 'x\n')))).toContain('change hooks');
    lets(send(repository, agent, write('.husky.md', 'x\n')));
  });

  test('may write what the allowlist allows there', () => {
    const key = sample.accessKeyId();
    const entry = { rule: 'aws-access-key-id', path: 'test/**', reason: 'a fake key' };
    const repository = Repository.create().write(
      '.keyward-allowlist.json',
      JSON.stringify({ version: 1, allow: { [fingerprint(key)]: entry } }),
    );
    lets(send(repository, agent, write('test/a.ts', `'${key}'\n`)));
    refusal(agent, 'tool', send(repository, agent, write('src/a.ts', `'${key}'\n`)));
    repository.write('.keyward-allowlist.json', '{');
    const reason = refusal(agent, 'tool', send(repository, agent, write('test/a.ts', `'${key}'\n`)));
    expect(reason).toContain('the check failed');
  });

  test('names a command with which a person can allow the value', () => {
    const repository = Repository.create();
    const event = write('a.ts', `'${sample.accessKeyId()}'\n`);
    const reason = refusal(agent, 'tool', send(repository, agent, event));
    const words = /keyward (allow kw1_\w+ --reason) /.exec(reason)?.[1]?.split(' ') ?? [];
    expect(keyward(repository, [...words, 'a fake key']).code).toBe(0);
    lets(send(repository, agent, event));
  });

  test('lets unknown events and tools through with a note', () => {
    const repository = Repository.create();
    const event = { ...write('a', 'x'), tool_name: 'Dance', toolName: 'Dance' };
    const tool = send(repository, agent, event);
    lets(tool);
    expect(tool.stderr).toContain('this tool is not one that keyward checks');
    const other = send(repository, agent, { hook_event_name: 'SessionStart' });
    lets(other);
    expect(other.stderr).toContain('this event is not one that keyward checks');
  });

  test.each([
    ['', 2],
    ['{', 2],
    ['null', 2],
    ['[]', 2],
    ['"x"', 2],
    ['{"hook_event_name":null}', 2],
  ])('refuses the unreadable input %j', (input, code) => {
    const outcome = send(Repository.create(), agent, input);
    expect(outcome).toMatchObject({ code, stdout: '' });
    expect(outcome.stderr).toMatch(/^keyward: denied: the input from \w+ could not be read.*\n$/);
  });

  test.each([null, [], { command: null }, { content: 1 }])('refuses the unreadable fields %j', (fields) => {
    for (const event of [write('a', 'x'), run('x')]) {
      const outcome = send(Repository.create(), agent, { ...event, tool_input: fields, toolArgs: fields });
      expect(outcome.output).toContain('could not be read');
      if (outcome.code === 0) refusal(agent, 'tool', outcome);
      else expect(outcome.code).toBe(2);
    }
  });
});

test('many denials at once leave one whole record for a person to allow', async () => {
  const repository = Repository.create();
  const { write } = EVENTS.claude;
  const sent = Array.from({ length: 12 }, (_, nth) => {
    const key = sample.accessKeyId();
    const child = spawn(process.execPath, [CLI, 'agent-hook', 'claude'], {
      cwd: repository.directory,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.end(JSON.stringify(write(`src/${nth}.ts`, `const id = '${key}';\n`)));
    return once(child, 'close');
  });
  await Promise.all(sent);
  const record = JSON.parse(repository.read('.git/keyward/last.json')) as { findings: unknown[] };
  expect(record.findings).toHaveLength(1);
  expect(readdirSync(join(repository.directory, '.git/keyward'))).toEqual(['last.json']);
});

describe('edits', () => {
  const edit = (old_string: string, new_string: string, more: object = {}) => ({
    hook_event_name: 'PreToolUse',
    tool_name: 'Edit',
    tool_input: { file_path: 'a.py', old_string, new_string, ...more },
  });

  test('are judged with the lines around them', () => {
    const repository = Repository.create().write('a.py', 'import boto3\naws_secret_access_key = "TODO"\n');
    const reason = refusal(
      'claude',
      'tool',
      send(repository, 'claude', edit('TODO', sample.secretAccessKey())),
    );
    expect(reason).toContain('a.py:2:26 AWS secret access key');
    expect(reason).toContain('os.environ["AWS_SECRET_ACCESS_KEY"]');
  });

  test('may leave and remove a key that is there', () => {
    const line = `id = "${sample.accessKeyId()}"`;
    const repository = Repository.create().write('a.py', `${line}\nx = 1\n`);
    lets(send(repository, 'claude', edit(`${line}\nx = 1`, `${line}\nx = 2`)));
    lets(send(repository, 'claude', edit(line, 'id = os.environ["AWS_ACCESS_KEY_ID"]')));
    lets(send(repository, 'claude', EVENTS.claude.write('a.py', `${line}\nx = 2\n`)));
    refusal('claude', 'tool', send(repository, 'claude', edit('x = 1', `x = "${sample.accessKeyId()}"`)));
  });

  test('may be many, and in notebooks', () => {
    const repository = Repository.create().write('a.py', 'x = 1\ny = 2\n');
    const key = sample.accessKeyId();
    const edits = [
      { old_string: 'x = 1', new_string: 'x = 3' },
      { old_string: 'y = 2', new_string: `y = "${key}"` },
    ];
    for (const [tool_name, tool_input] of [
      ['MultiEdit', { file_path: 'a.py', edits }],
      ['NotebookEdit', { notebook_path: 'a.ipynb', new_source: `y = "${key}"`, cell_id: null }],
      ['replace_string_in_file', { filePath: 'a.py', oldString: 'y = 2', newString: `y = "${key}"` }],
    ] as const)
      refusal(
        'claude',
        'tool',
        send(repository, 'claude', { hook_event_name: 'PreToolUse', tool_name, tool_input }),
      );
  });

  test('may not take keyward out of files that run it', () => {
    const text = '{ "devDependencies": { "keyward": "1", "x": "1" } }\n';
    const repository = Repository.create().write('package.json', text);
    const event = (content: string) => EVENTS.claude.write('package.json', content);
    lets(send(repository, 'claude', event(text.replace('"x": "1"', '"x": "2"'))));
    refusal('claude', 'tool', send(repository, 'claude', event('{}\n')));
  });
});

test('a hook may not be deleted', () => {
  const event = (path: string) => ({
    hook_event_name: 'preToolUse',
    tool_name: 'Delete',
    tool_input: { file_path: path },
  });
  refusal('cursor', 'tool', send(Repository.create(), 'cursor', event('.cursor/hooks.json')));
  lets(send(Repository.create(), 'cursor', event('a.txt')));
});

describe('patches', () => {
  const patch = (text: string) => ({
    hook_event_name: 'PreToolUse',
    tool_name: 'apply_patch',
    tool_input: { command: text },
  });

  test('count only their added lines', () => {
    const line = `id = "${sample.accessKeyId()}"`;
    const head = '*** Begin Patch\n*** Update File: a.py\n@@\n';
    lets(send(Repository.create(), 'codex', patch(`${head}-${line}\n+id = x\n*** End Patch`)));
    lets(send(Repository.create(), 'codex', patch(`${head} ${line}\n+x = 2\n*** End Patch`)));
    refusal('codex', 'tool', send(Repository.create(), 'codex', patch(`${head}-x\n+${line}\n*** End Patch`)));
    refusal('codex', 'tool', send(Repository.create(), 'codex', patch(line)));
  });

  test('may not change hooks, in a command either', () => {
    const text = '*** Begin Patch\n*** Delete File: .husky/pre-commit\n*** End Patch';
    refusal('codex', 'tool', send(Repository.create(), 'codex', patch(text)));
    const command = ['bash', '-lc', `apply_patch <<'EOF'\n${text}\nEOF`];
    const event = { hook_event_name: 'PreToolUse', tool_name: 'shell', tool_input: { command } };
    refusal('codex', 'tool', send(Repository.create(), 'codex', event));
  });
});

test('answers in Japanese, and refuses an unknown agent', () => {
  const repository = Repository.create();
  const input = JSON.stringify(EVENTS.claude.run('git push --no-verify'));
  const outcome = repository.run(
    'node',
    [`${import.meta.dirname}/../../dist/cli.cjs`, 'agent-hook', 'claude'],
    {
      input,
      env: { LANG: 'ja_JP.UTF-8' },
    },
  );
  expect(refusal('claude', 'tool', outcome)).toContain('拒否しました');
  expect(send(repository, 'nobody' as 'claude', input).code).toBe(2);
});

test('gives in Japanese the answer that docs/ja/agents.md shows', () => {
  const [shown = ''] = blocksOf('docs/ja/agents.md', 'text');
  const text = `new S3Client({\n  accessKeyId: '${sample.accessKeyId()}',\n});\n`;
  const outcome = keyward(Repository.create(), ['agent-hook', 'claude', '--lang', 'ja'], {
    input: JSON.stringify(EVENTS.claude.write('src/s3.ts', text)),
  });
  const masked = (answer: string) => answer.replaceAll(/…\w{4}|kw1_\w{8,}…?/g, '*');
  const lines = masked(shown).trim().split('\n');
  expect(
    masked(refusal('claude', 'tool', outcome))
      .split('\n')
      .slice(0, lines.length),
  ).toEqual(lines);
});

test('loads no texts for an event without findings, and git never', () => {
  const repository = Repository.create();
  const fake = new FakeGit(repository, 'never', ':');
  const preload = join(temporaryFolder(), 'preload.cjs');
  writeFileSync(
    preload,
    `process.on('exit', () => process.stderr.write(JSON.stringify(Object.keys(require.cache))));`,
  );
  const { stderr } = repository.run('node', ['--require', preload, CLI, 'agent-hook', 'claude'], {
    input: JSON.stringify(EVENTS.claude.write('a.ts', 'const secret = other();\n')),
    env: fake.environment,
  });
  const files = (JSON.parse(stderr) as string[]).map((file) => basename(file, '.cjs'));
  expect(files.filter((file) => /^(?:en|ja|finding|text-reporter|agent-denial)$/.test(file))).toEqual([]);
  expect(fake.wasCalled(0)).toBe(false);
});
