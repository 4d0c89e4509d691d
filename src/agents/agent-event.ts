import type { Agent, EventKind } from './agent.ts';

/** What a tool does with its input. */
export type ToolKind = 'shell' | 'write' | 'patch' | 'delete' | 'read';

/** An event as all agents mean it. */
export interface AgentEvent {
  readonly kind: EventKind;
  /** The folder of the agent's shell, if the event says. */
  readonly directory: string | undefined;
  readonly action:
    | { readonly tool: Exclude<ToolKind, 'read'>; readonly input: Readonly<Record<string, unknown>> }
    | { readonly prompt: string };
}

/** Why there is nothing to judge. */
export type Unjudged = 'unreadable' | 'unknown-event' | 'unknown-tool' | 'reads';

/** The fields of an event or of a tool's input. */
export type Fields = Readonly<Record<string, unknown>>;

/** The tools of all agents, in lower case. Some agents run hooks that were registered with another one. */
const TOOLS: Readonly<Record<ToolKind, readonly string[]>> = {
  shell: [
    ...['bash', 'shell', 'powershell', 'run_shell_command'],
    ...['run_in_terminal', 'local_shell', 'exec_command'],
  ],
  write: [
    ...['write', 'edit', 'multiedit', 'notebookedit', 'write_file'],
    ...['replace', 'create', 'create_file', 'edit_file'],
    ...['str_replace', 'str_replace_editor', 'replace_string_in_file'],
    ...['multi_replace_string_in_file', 'insert'],
    ...['insert_edit_into_file', 'edit_notebook_file', 'str_replace_based_edit_tool', 'fs_write'],
  ],
  patch: ['apply_patch'],
  delete: ['delete', 'delete_file'],
  read: ['read', 'view', 'glob', 'grep', 'ls', 'list', 'read_file', 'task', 'todowrite', 'websearch'],
};

/** Reads an event from an agent's input. */
export function eventFrom(agent: Agent, text: string): AgentEvent | Unjudged {
  const input = parsed(text);
  if (!isObject(input)) return 'unreadable';
  const name = eventName(agent, input);
  if (name === undefined) return 'unreadable';
  const kind = Object.hasOwn(agent.events, name) ? agent.events[name] : undefined;
  if (kind === undefined) return 'unknown-event';
  const directory = typeof input['cwd'] === 'string' ? input['cwd'] : undefined;
  const event = (action: AgentEvent['action']) => ({ kind, directory, action });
  if (kind === 'shell') return event({ tool: 'shell', input });
  if (kind === 'tool') {
    const action = toolAction(input);
    return typeof action === 'string' ? action : event(action);
  }
  const { prompt } = input;
  return typeof prompt === 'string' ? event({ prompt }) : 'unreadable';
}

/** Copilot's older events have no name, but fields of their own. */
function eventName(agent: Agent, input: Fields): string | undefined {
  const name = input['hook_event_name'] ?? input['hookEventName'];
  if (typeof name === 'string') return name;
  if (!Object.hasOwn(agent.events, 'userPromptSubmitted')) return undefined;
  if ('toolName' in input) return 'toolResult' in input ? 'postToolUse' : 'preToolUse';
  return 'prompt' in input ? 'userPromptSubmitted' : undefined;
}

function toolAction(input: Fields): AgentEvent['action'] | Unjudged {
  const name = input['tool_name'] ?? input['toolName'];
  if (typeof name !== 'string') return 'unreadable';
  const lower = name.toLowerCase();
  const tool = (Object.keys(TOOLS) as ToolKind[]).find((kind) => TOOLS[kind].includes(lower));
  if (tool === undefined) return 'unknown-tool';
  if (tool === 'read') return 'reads';
  const given = input['tool_input'] ?? input['toolArgs'];
  const fields = typeof given === 'string' ? (parsed(given) ?? { input: given }) : given;
  return isObject(fields) ? { tool, input: fields } : 'unreadable';
}

/** Returns undefined for what is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
