import type { Finding } from '../../scan/finding.ts';
import { ruleOf } from '../../rules/index.ts';
import type { TextContext } from '../text-context.ts';
import type { AdviceLine } from './line.ts';

/** The most links to documentation. */
const MAX_LINKS = 3;

/** Returns how to end the credentials, as others may have them. `keyward respond` is about access keys. */
export function leakedLines(
  findings: readonly Finding[],
  { messages: { advice }, occasion, runner }: TextContext,
): AdviceLine[] {
  const isSeen = findings[0]?.commit != null && occasion !== 'push';
  const hasKeys = findings.some(({ ruleId }) => ACCESS_KEY.test(ruleId));
  const others = findings.filter(({ ruleId }) => !ACCESS_KEY.test(ruleId) && ruleId !== 'aws-session-token');
  const links = [...new Set(others.map(({ ruleId }) => ruleOf(ruleId).docs))].slice(0, MAX_LINKS);
  const ofKeys = { text: isSeen ? advice.leakedCommits : advice.leaked, command: `${runner} respond` };
  const ofOthers = { text: isSeen ? advice.leakedCommitsOther : advice.leakedOther };
  return [
    ...(hasKeys || links.length === 0 ? [ofKeys] : []),
    ...(links.length === 0 ? [] : [ofOthers, ...links.map((text) => ({ text }))]),
  ];
}

const ACCESS_KEY = /access-key/;
