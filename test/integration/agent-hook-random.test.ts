import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AGENT_NAMES, type AgentName } from '../../src/agents/agent.ts';
import { EVENTS, refusal, send } from '../helpers/agents.ts';
import { Repository } from '../helpers/repository.ts';
import { sample, seed } from '../helpers/seed.ts';

const agents = fc.constantFrom<AgentName>(...AGENT_NAMES);

test('random JSON never crashes the handler', () => {
  const repository = Repository.create();
  const event = fc.oneof(
    fc.json(),
    fc.string(),
    fc
      .record({
        hook_event_name: fc.constantFrom(
          'PreToolUse',
          'preToolUse',
          'BeforeTool',
          'UserPromptSubmit',
          'x',
          null,
        ),
        tool_name: fc.oneof(
          fc.constantFrom('Bash', 'Write', 'Edit', 'apply_patch', '__proto__'),
          fc.jsonValue(),
        ),
        tool_input: fc.oneof(fc.jsonValue(), fc.record({ command: fc.string(), file_path: fc.jsonValue() })),
        prompt: fc.jsonValue(),
        cwd: fc.jsonValue(),
      })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(agents, event, (agent, input) => {
      const { code, stdout, stderr } = send(repository, agent, input);
      expect(stderr).not.toMatch(/crash|Error|at .*cjs/);
      // an answer, or the one sentence
      if (code === 0) expect(stdout === '' || typeof JSON.parse(stdout) === 'object').toBe(true);
      else expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
    }),
    { seed, numRuns: 60 },
  );
});

test('random fields never let a registered write with a key pass', () => {
  const repository = Repository.create();
  const more = fc.dictionary(
    fc.string().filter((name) => !/^(?:hook_?event|tool|prompt|cwd)/i.test(name)),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(agents, more, more, fc.string(), (agent, outer, inner, noise) => {
      const key = sample.accessKeyId();
      const event = {
        ...outer,
        ...EVENTS[agent].write('a.txt', `${noise.replaceAll(/[\w\\]/g, '')}\n${key}\n`),
      } as Record<string, unknown>;
      if (typeof event['tool_input'] === 'object') event['tool_input'] = { ...inner, ...event['tool_input'] };
      const outcome = send(repository, agent, event);
      refusal(agent, 'tool', outcome);
      expect(outcome.output).not.toContain(key);
    }),
    { seed, numRuns: 40 },
  );
});
