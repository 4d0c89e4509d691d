import type { Agent } from './agent.ts';

const hook = (command: string) => ({ type: 'command', command, timeout: 60, onFailure: 'block' });

/**
 * Claude Code. VS Code reads the same file and the same answers.
 *
 * @see https://code.claude.com/docs/en/hooks
 */
export const claude: Agent = {
  events: { PreToolUse: 'tool', UserPromptSubmit: 'prompt' },
  deny: (kind, reason) =>
    kind === 'prompt'
      ? { decision: 'block', reason }
      : {
          hookSpecificOutput: {
            hookEventName: 'PreToolUse',
            permissionDecision: 'deny',
            permissionDecisionReason: reason,
          },
        },
  traces: ['.claude', 'CLAUDE.md'],
  root: '"$CLAUDE_PROJECT_DIR"/',
  file: '.claude/settings.json',
  sample: (file_path, content) => ({ tool_name: 'Write', tool_input: { file_path, content } }),
  entries: {
    PreToolUse: (command) => ({
      matcher: 'Bash|PowerShell|Write|Edit|MultiEdit|NotebookEdit',
      hooks: [hook(command)],
    }),
    UserPromptSubmit: (command) => ({ hooks: [hook(command)] }),
  },
};
