import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { cursor } from './cursor.ts';
import { gemini } from './gemini.ts';

/** What an event reports: a tool that is about to run, a shell command, or a prompt. */
export type EventKind = 'tool' | 'shell' | 'prompt';

/** What differs between coding agents. */
export interface Agent {
  /** The events that keyward answers, by the name in the input. */
  readonly events: Readonly<Record<string, EventKind>>;
  /** Returns the answer that refuses an event. */
  readonly deny: (kind: EventKind, reason: string) => object;
  /** Returns the answer that lets an event through, if the agent needs one. */
  readonly allow?: (kind: EventKind) => object;
  /** Files and folders that show that a project uses the agent. */
  readonly traces: readonly string[];
  /** The project's folder in the command of a hook, which may start in another one. */
  readonly root: string;
  /** The settings file of the project, from the top. */
  readonly file: string;
  /** What a new settings file holds besides the hooks. */
  readonly head?: Readonly<Record<string, unknown>>;
  /** The input of a tool that writes a file; the doctor sends it. */
  readonly sample: (
    path: string,
    text: string,
  ) => { readonly tool_name: string; readonly tool_input: object };
  /** Returns the entry for an event in the list `hooks.<event>`, for the events that `init` registers. */
  readonly entries: Readonly<Record<string, (command: string) => object>>;
}

export type AgentName = 'claude' | 'cursor' | 'codex' | 'copilot' | 'gemini';

export const AGENTS: Readonly<Record<AgentName, Agent>> = { claude, cursor, codex, copilot, gemini };

export const AGENT_NAMES = Object.keys(AGENTS) as AgentName[];

export function isAgent(name: string): name is AgentName {
  return Object.hasOwn(AGENTS, name);
}
