import type { Bypass } from '../agents/bypass.ts';
import type { EventKind } from '../agents/agent.ts';
import type { AgentMessages } from '../messages/agents/agent-messages.ts';
import type { Messages } from '../messages/index.ts';
import type { Finding } from '../scan/finding.ts';
import { replacementLines } from './advice/replacement.ts';
import { escapePath } from './terminal-escape.ts';
import { shortPreview } from './text.ts';

/** The texts for an answer, and the command that runs keyward. */
export interface DenialWords {
  readonly messages: Messages;
  readonly agents: AgentMessages;
  readonly runner: string;
}

/** The most values that an answer lists. */
const MAX_LISTED = 8;

/** Returns the answer for an event whose text has findings. It holds no value. */
export function denialOfFindings(
  kind: EventKind,
  findings: readonly Finding[],
  { messages, agents, runner }: DenialWords,
): string {
  const count = new Set(findings.map(({ fingerprint }) => fingerprint)).size;
  const listed = findings.slice(0, MAX_LISTED);
  const lines = listed.map(({ path, line, column, ruleId, preview, fingerprint }) => {
    const place = path.startsWith('<')
      ? kind === 'prompt'
        ? agents.prompt
        : agents.command
      : escapePath(path);
    return `  ${place}:${line}:${column} ${messages.rules[ruleId].name} ${shortPreview(preview)} (${fingerprint})`;
  });
  const more = findings.length > listed.length ? [`  ${agents.more(findings.length - listed.length)}`] : [];
  if (kind === 'prompt')
    return [agents.foundInPrompt(count), ...lines, ...more, agents.promptAdvice(`${runner} respond`)].join(
      '\n',
    );
  const inFiles = findings.filter(({ path }) => !path.startsWith('<'));
  const fingerprints = [...new Set(listed.map(({ fingerprint }) => fingerprint))].join(' ');
  return [
    agents.found(count),
    ...lines,
    ...more,
    ...replacementLines(inFiles, undefined, { messages }).map(({ text }) => text),
    agents.instead,
    agents.allow(`${runner} allow ${fingerprints} --reason "…"`),
  ].join('\n');
}

/** Returns the answer for a command or an edit that gets around the hooks. */
export function denialOfBypass(bypass: Bypass, { agents, runner }: DenialWords): string {
  return `${agents.bypass[bypass]}\n${agents.bypassAdvice(`${runner} fix`)}`;
}
