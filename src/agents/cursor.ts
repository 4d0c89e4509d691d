import type { Agent } from './agent.ts';

/**
 * Cursor. With `failClosed` it also refuses an event without an answer, so every event gets one.
 *
 * @see https://cursor.com/docs/agent/hooks
 */
export const cursor: Agent = {
  events: { preToolUse: 'tool', beforeShellExecution: 'shell', beforeSubmitPrompt: 'prompt' },
  deny: (kind, reason) =>
    kind === 'prompt'
      ? { continue: false, user_message: reason }
      : { permission: 'deny', user_message: reason, agent_message: reason },
  allow: (kind) => (kind === 'prompt' ? { continue: true } : { permission: 'allow' }),
  traces: ['.cursor', '.cursorrules'],
  root: '',
  file: '.cursor/hooks.json',
  head: { version: 1 },
  sample: (file_path, content) => ({ tool_name: 'Write', tool_input: { file_path, content } }),
  entries: {
    preToolUse: (command) => ({ command, matcher: 'Shell|Write|Edit|Delete', timeout: 60, failClosed: true }),
    beforeSubmitPrompt: (command) => ({ command, timeout: 60, failClosed: true }),
  },
};
