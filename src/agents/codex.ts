import type { Agent } from './agent.ts';
import { claude } from './claude.ts';

const hook = (command: string) => ({ type: 'command', command, timeout: 60 });

/**
 * Codex from 0.124 on, which speaks Claude Code's protocol. It lets an event through if the hook fails.
 *
 * @see https://developers.openai.com/codex/hooks
 */
export const codex: Agent = {
  events: claude.events,
  deny: claude.deny,
  traces: ['.codex'],
  root: '"$(git rev-parse --show-toplevel)"/',
  file: '.codex/hooks.json',
  sample: (path, text) => ({
    tool_name: 'apply_patch',
    tool_input: { command: `*** Begin Patch\n*** Add File: ${path}\n+${text}\n*** End Patch` },
  }),
  entries: {
    PreToolUse: (command) => ({ matcher: 'Bash|apply_patch', hooks: [hook(command)] }),
    UserPromptSubmit: (command) => ({ hooks: [hook(command)] }),
  },
};
