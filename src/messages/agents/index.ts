import type { Language } from '../language.ts';
import type { AgentMessages } from './agent-messages.ts';
import { agents as en } from './en.ts';
import { agents as ja } from './ja.ts';

/** Returns what keyward answers to coding agents in a language. */
export function agentWordsFor(language: Language): AgentMessages {
  return language === 'ja' ? ja : en;
}
