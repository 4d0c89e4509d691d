import type { Language } from '../language.ts';
import { ruleHelp as en } from './en.ts';
import { ruleHelp as ja } from './ja.ts';
import type { RuleHelpMessages } from './rule-help-messages.ts';

/** Returns the help texts of the rules in a language. They are long, so only SARIF loads them. */
export function ruleHelpFor(language: Language): RuleHelpMessages {
  return language === 'ja' ? ja : en;
}
