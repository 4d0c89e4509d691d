import type { Agent } from './agent.ts';
import { claude } from './claude.ts';

const entry = (command: string) => ({ type: 'command', bash: command, powershell: command, timeoutSec: 60 });

/**
 * Copilot CLI and Copilot's cloud agent. VS Code reads the same folder, but answers as for Claude Code, so an answer has both forms.
 *
 * @see https://docs.github.com/en/copilot/reference/hooks-configuration
 */
export const copilot: Agent = {
  events: {
    PreToolUse: 'tool',
    preToolUse: 'tool',
    UserPromptSubmit: 'prompt',
    userPromptSubmitted: 'prompt',
  },
  deny: (kind, reason) => ({
    ...(kind === 'prompt' ? {} : { permissionDecision: 'deny', permissionDecisionReason: reason }),
    ...claude.deny(kind, reason),
  }),
  traces: ['.github/hooks', '.github/copilot-instructions.md'],
  root: '',
  file: '.github/hooks/keyward.json',
  head: { version: 1 },
  sample: (path, file_text) => ({ tool_name: 'create', tool_input: { path, file_text } }),
  entries: { PreToolUse: entry, UserPromptSubmit: entry },
};
