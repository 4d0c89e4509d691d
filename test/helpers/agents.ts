import { expect } from 'vitest';
import type { AgentName } from '../../src/agents/agent.ts';
import type { Outcome, Repository } from './repository.ts';
import { keyward } from './scan.ts';

/** Runs the handler of an agent, with an event on standard input. */
export function send(repository: Repository, agent: AgentName, event: unknown): Outcome {
  return keyward(repository, ['agent-hook', agent, '--lang', 'en'], {
    input: typeof event === 'string' ? event : JSON.stringify(event),
  });
}

/** The events of each agent as its documentation shows them: a file that is written, a command, and a prompt. */
export const EVENTS: Readonly<
  Record<
    AgentName,
    {
      readonly write: (path: string, text: string) => object;
      readonly run: (command: string) => object;
      readonly ask: (prompt: string) => object;
    }
  >
> = {
  claude: claudeLike('Write', (file_path, content) => ({ file_path, content })),
  codex: claudeLike('apply_patch', (path, text) => ({
    command: `*** Begin Patch\n*** Add File: ${path}\n${text.replaceAll(/^/gm, '+')}\n*** End Patch`,
  })),
  cursor: {
    write: (file_path, content) => cursor('preToolUse', 'Write', { file_path, content }),
    run: (command) => cursor('preToolUse', 'Shell', { command, working_directory: '' }),
    ask: (prompt) => ({ ...CURSOR, hook_event_name: 'beforeSubmitPrompt', prompt, attachments: [] }),
  },
  copilot: {
    // the arguments may be JSON in a string
    write: (path, text) => ({
      toolName: 'create',
      toolArgs: JSON.stringify({ path, file_text: text }),
      timestamp: 1,
    }),
    run: (command) => ({ hook_event_name: 'PreToolUse', tool_name: 'bash', tool_input: { command } }),
    ask: (prompt) => ({ hook_event_name: 'UserPromptSubmit', prompt }),
  },
  gemini: {
    write: (file_path, content) => ({
      ...SESSION,
      hook_event_name: 'BeforeTool',
      tool_name: 'write_file',
      tool_input: { file_path, content },
    }),
    run: (command) => ({
      ...SESSION,
      hook_event_name: 'BeforeTool',
      tool_name: 'run_shell_command',
      tool_input: { command },
    }),
    ask: (prompt) => ({ ...SESSION, hook_event_name: 'BeforeAgent', prompt }),
  },
};

/** Expects that the answer refuses the event, in the form that the agent's documentation asks for. Returns the reason. */
export function refusal(
  agent: AgentName,
  kind: 'tool' | 'prompt',
  { code, stdout, stderr }: Outcome,
): string {
  expect(code, stderr).toBe(0);
  const answer = JSON.parse(stdout) as Record<string, string> & {
    hookSpecificOutput?: Record<string, string>;
  };
  const form = kind === 'prompt' ? PROMPT_FORMS[agent] : TOOL_FORMS[agent];
  const reason = form.reason(answer);
  expect(answer).toMatchObject(form.verdict);
  return reason ?? '';
}

/** Expects that the answer lets the event through. */
export function lets({ code, stdout }: Outcome): void {
  expect(code).toBe(0);
  expect(stdout).toMatch(/^(?:\{"(?:permission":"allow"|continue":true).*\}\n)?$/);
}

type Answer = Record<string, string> & { readonly hookSpecificOutput?: Record<string, string> };

interface Form {
  readonly verdict: object;
  readonly reason: (answer: Answer) => string | undefined;
}

const CLAUDE: Form = {
  verdict: { hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'deny' } },
  reason: ({ hookSpecificOutput }) => hookSpecificOutput?.['permissionDecisionReason'],
};

const TOOL_FORMS: Readonly<Record<AgentName, Form>> = {
  claude: CLAUDE,
  codex: CLAUDE,
  cursor: { verdict: { permission: 'deny' }, reason: (answer) => answer['user_message'] },
  copilot: {
    verdict: { permissionDecision: 'deny' },
    reason: (answer) => answer['permissionDecisionReason'],
  },
  gemini: { verdict: { decision: 'deny' }, reason: (answer) => answer['reason'] },
};

const BLOCK: Form = { verdict: { decision: 'block' }, reason: (answer) => answer['reason'] };

const PROMPT_FORMS: Readonly<Record<AgentName, Form>> = {
  claude: BLOCK,
  codex: BLOCK,
  cursor: { verdict: { continue: false }, reason: (answer) => answer['user_message'] },
  copilot: BLOCK,
  gemini: TOOL_FORMS.gemini,
};

const SESSION = { session_id: 'a', transcript_path: '/tmp/a.jsonl', timestamp: '2026-11-29T00:00:00Z' };
const CURSOR = { conversation_id: 'a', cursor_version: '3.9.0', workspace_roots: ['/tmp'], user_email: null };

function cursor(hook_event_name: string, tool_name: string, tool_input: object): object {
  return { ...CURSOR, hook_event_name, tool_name, tool_input };
}

function claudeLike(tool: string, input: (path: string, text: string) => object): (typeof EVENTS)[AgentName] {
  const common = { session_id: 'a', transcript_path: null, permission_mode: 'default' };
  const event = (tool_name: string, tool_input: object) => ({
    ...common,
    hook_event_name: 'PreToolUse',
    tool_name,
    tool_input,
  });
  return {
    write: (path, text) => event(tool, input(path, text)),
    run: (command) => event('Bash', { command, description: null }),
    ask: (prompt) => ({ ...common, hook_event_name: 'UserPromptSubmit', prompt }),
  };
}
