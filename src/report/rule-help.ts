import type { RuleHelpMessages } from '../messages/rule-help/rule-help-messages.ts';
import type { Rule } from '../rules/rule.ts';

/** The help for a rule, as text and as Markdown. */
export interface RuleHelp {
  readonly text: string;
  readonly markdown: string;
}

const GUIDE = 'npx keyward respond';
const ALLOW = 'npx keyward allow FINGERPRINT --reason "…"';

/**
 * Returns what a rule's findings are, how to make them useless, how to remove them, and how to allow a false positive.
 *
 * @param about what they are
 */
export function ruleHelp({ id, revocation, docs }: Rule, about: string, words: RuleHelpMessages): RuleHelp {
  const { title, guide, remove, allow } = words;
  const revoke = words.revoke[ISSUED_BY_STS.has(id) ? 'session' : revocation];
  return {
    text: [
      about,
      `${title.first}. ${revoke}`,
      `${guide} ${GUIDE}`,
      `${title.remove}. ${remove}`,
      `${title.allow} ${allow} ${ALLOW}`,
      `${title.more}: ${docs}`,
    ]
      .join('\n\n')
      .replaceAll('`', ''),
    markdown: [
      about,
      `**${title.first}**`,
      revoke,
      guide,
      block(GUIDE),
      `**${title.remove}**`,
      remove,
      `**${title.allow}**`,
      allow,
      block(ALLOW),
      `[${title.more}](${docs})`,
    ].join('\n\n'),
  };
}

/** Parts of a temporary access key, which cannot be deactivated. */
const ISSUED_BY_STS: ReadonlySet<string> = new Set(['aws-temporary-access-key-id', 'aws-session-token']);

function block(command: string): string {
  return `\`\`\`sh\n${command}\n\`\`\``;
}
