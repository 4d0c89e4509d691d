import { describe, expect, test } from 'vitest';
import { AGENT_NAMES, AGENTS } from '../../src/agents/agent.ts';
import { Repository, temporaryFolder } from '../helpers/repository.ts';
import { CLI, keyward } from '../helpers/scan.ts';

/** A repository that has registered this keyward with an agent. */
function registered(name: string): Repository {
  const repository = Repository.create();
  keyward(repository, ['init', '--agents', name]);
  return change(repository, name, (text) =>
    text.replaceAll('keyward agent-hook', `node '${CLI}' agent-hook`),
  );
}

function change(repository: Repository, name: string, edit: (text: string) => string): Repository {
  const { file } = AGENTS[name as 'claude'];
  return repository.write(file, edit(repository.read(file)));
}

/** The diagnoses about agents, by status. */
function diagnose(repository: Repository, home = temporaryFolder()): Record<string, string> {
  const { stdout } = keyward(repository, ['doctor', '--format', 'json'], { env: { HOME: home } });
  const found = [...stdout.matchAll(/"(?:code|status)": ?"([\w-]+)"/g)].map(([, word = '']) => word);
  return Object.fromEntries(
    found.flatMap((word, index) => (word.startsWith('agent-') ? [[word, found[index + 1] ?? '']] : [])),
  );
}

describe.each(AGENT_NAMES)('doctor with %s', (name) => {
  test('sees a made-up key denied', () => {
    const codes = Object.keys(diagnose(registered(name)));
    expect(codes).toEqual(name === 'codex' ? ['agent-denies', 'agent-trust'] : ['agent-denies']);
  });

  test('names a missing program, and one that lets the key pass', () => {
    const missing = change(registered(name), name, (text) => text.replaceAll('cli.cjs', 'none.cjs'));
    expect(Object.keys(diagnose(missing))).toContain('agent-missing');
    const silent = change(registered(name), name, (text) => text.replaceAll('node ', 'true '));
    expect(Object.keys(diagnose(silent))).toContain('agent-passes');
  });
});

test('names an entry that lets failures through, one that is missing, and one too many', () => {
  const open = change(registered('claude'), 'claude', (text) => text.replace('"block"', '"allow"'));
  expect(Object.keys(diagnose(open))).toContain('agent-open');
  const short = change(registered('cursor'), 'cursor', (text) => text.replace('60', '1'));
  expect(Object.keys(diagnose(short))).toContain('agent-open');
  const gone = change(registered('gemini'), 'gemini', (text) => text.replace('BeforeAgent', 'AfterAgent'));
  expect(Object.keys(diagnose(gone))).toContain('agent-unregistered');
  const home = registered('claude');
  expect(Object.keys(diagnose(registered('claude'), home.directory))).toContain('agent-twice');
});

test('says nothing without agents', () => {
  expect(diagnose(Repository.create())).toEqual({});
});
