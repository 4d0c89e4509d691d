import type { Agent } from './agent.ts';

/** Gemini counts milliseconds. */
const hook = (command: string) => ({ name: 'keyward', type: 'command', command, timeout: 60_000 });

/**
 * Gemini CLI.
 *
 * @see https://geminicli.com/docs/hooks/reference/
 */
export const gemini: Agent = {
  events: { BeforeTool: 'tool', BeforeAgent: 'prompt' },
  deny: (_, reason) => ({ decision: 'deny', reason }),
  traces: ['.gemini', 'GEMINI.md'],
  root: '"$GEMINI_PROJECT_DIR"/',
  file: '.gemini/settings.json',
  sample: (file_path, content) => ({ tool_name: 'write_file', tool_input: { file_path, content } }),
  entries: {
    BeforeTool: (command) => ({ matcher: 'run_shell_command|write_file|replace', hooks: [hook(command)] }),
    BeforeAgent: (command) => ({ hooks: [hook(command)] }),
  },
};
