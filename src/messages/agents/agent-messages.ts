import type { Bypass } from '../../agents/bypass.ts';

/** What keyward answers to coding agents. The agent reads it, and often the user, too. */
export interface AgentMessages {
  /** The verdict on a text that would be written; the values follow. */
  found(count: number): string;
  /** The verdict on a prompt. */
  foundInPrompt(count: number): string;
  /** A shell command as a place. */
  command: string;
  prompt: string;
  more(count: number): string;
  /** What an agent must do instead, after the replacements. */
  instead: string;
  /** For a value that is not a real key. */
  allow(command: string): string;
  /** What the user must do about a key in a prompt. */
  promptAdvice(respond: string): string;
  readonly bypass: Readonly<Record<Bypass, string>>;
  /** What to do instead of a bypass. */
  bypassAdvice(fix: string): string;
  unreadable(agent: string): string;
  /** The scan itself failed. */
  failed: string;
  unknownEvent: string;
  unknownTool: string;
}
