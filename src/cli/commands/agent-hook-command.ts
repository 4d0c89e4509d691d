import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../shared/errors.ts';
import { foldersUp } from '../../shared/file-access.ts';
import { type Agent, AGENT_NAMES, AGENTS, isAgent } from '../../agents/agent.ts';
import { type AgentEvent, eventFrom, type Unjudged } from '../../agents/agent-event.ts';
import { type Written, writtenBy, type WrittenText } from '../../agents/written.ts';
import { extractTexts } from '../../decode/extract-texts.ts';
import type { DenialWords } from '../../report/agent-denial.ts';
import { rules } from '../../rules/index.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import type { Finding } from '../../scan/finding.ts';
import { loadPrefilter } from '../../scan/load-prefilter.ts';
import { scan } from '../../scan/scan.ts';
import type { AddedLines } from '../../shared/line-ranges.ts';
import { WrittenTextSource } from '../../sources/written-text.ts';
import type { Context } from '../context.ts';
import { nameInTree } from '../name-in-tree.ts';

/** `keyward agent-hook`, run by coding agents: reads an event from standard input and answers in the agent's own form. */
export async function run(context: Context): Promise<ExitCode> {
  const [name = ''] = context.args.words;
  if (!isAgent(name))
    throw new AppError('usage-bad-value', { option: 'AGENT', expected: AGENT_NAMES.join(', ') });
  const agent = AGENTS[name];
  const event = eventFrom(agent, (await buffer(process.stdin)).toString());
  if (typeof event === 'string') return unjudged(context, name, event);
  const reason = await denial(context, name, event);
  const answer = reason === undefined ? agent.allow?.(event.kind) : agent.deny(event.kind, reason);
  if (answer !== undefined) context.print(`${JSON.stringify(answer)}\n`);
  return 0;
}

/** Every agent treats exit code 2 with a text on standard error as a refusal. */
async function unjudged(context: Context, name: keyof typeof AGENTS, why: Unjudged): Promise<ExitCode> {
  if (why === 'unreadable') {
    const { agents } = await wordsFor(context, context.directory);
    context.note(`${agents.unreadable(name)}\n`);
    return 2;
  }
  const agent: Agent = AGENTS[name];
  const answer = agent.allow?.('tool');
  if (answer !== undefined) context.print(`${JSON.stringify({ continue: true, ...answer })}\n`);
  if (why === 'reads') return 0;
  const { agents } = await wordsFor(context, context.directory);
  context.note(`${why === 'unknown-event' ? agents.unknownEvent : agents.unknownTool}\n`);
  return 0;
}

/** Returns why an event is refused; undefined if it may go on. Whatever fails is refused, too. */
async function denial(context: Context, name: string, event: AgentEvent): Promise<string | undefined> {
  const directory = resolve(context.directory, event.directory ?? '.');
  try {
    const written = writtenBy(event, (path) => readText(resolve(directory, path)));
    if (written === undefined) return (await wordsFor(context, directory)).agents.unreadable(name);
    return await judged(context, event, written, directory);
  } catch {
    return (await wordsFor(context, directory)).agents.failed;
  }
}

async function judged(
  context: Context,
  event: AgentEvent,
  { bypass, texts }: Written,
  directory: string,
): Promise<string | undefined> {
  const top = topAbove(directory);
  const findings: Finding[] = [];
  for (const text of texts) findings.push(...(await findingsIn(context, text, directory, top)));
  if (bypass === undefined && findings.length === 0) return undefined;
  const words = await wordsFor(context, directory);
  const { denialOfBypass, denialOfFindings } = await import('../../report/agent-denial.ts');
  if (findings.length === 0 && bypass !== undefined) return denialOfBypass(bypass, words);
  if (event.kind !== 'prompt') await remember(top, findings);
  // an edit is scanned alone and in its file
  const isFirst = ({ path, fingerprint }: Finding, index: number) =>
    findings.findIndex((other) => other.path === path && other.fingerprint === fingerprint) === index;
  return denialOfFindings(event.kind, findings.filter(isFirst), words);
}

/** Records findings so that a person can allow them by fingerprint. The answer does not depend on it. */
async function remember(top: string | undefined, findings: readonly Finding[]): Promise<void> {
  if (top === undefined) return;
  const [{ rememberFindings }, { GitClient }] = await Promise.all([
    import('../last-blocked.ts'),
    import('../../git/git.ts'),
  ]);
  await rememberFindings(new GitClient(top), findings, findings).catch(() => undefined);
}

async function findingsIn(
  { now }: Context,
  { path, text, isOld }: WrittenText,
  directory: string,
  top: string | undefined,
): Promise<readonly Finding[]> {
  const name = path === undefined ? '<text>' : (nameInTree(top, resolve(directory, path)) ?? path);
  const item = { path: name, bytes: Buffer.from(text), newName: path !== undefined };
  const added: AddedLines = text
    .split('\n')
    .flatMap((line, index) => (isOld(line, index) ? [] : [[index + 1, index + 1] as const]));
  const source = new WrittenTextSource(item, added, top);
  return (await scan({ source, rules, unfold: extractTexts, prefilter: loadPrefilter, now })).findings;
}

async function wordsFor(context: Context, directory: string): Promise<DenialWords> {
  const [{ messagesOf }, { agentWordsFor }, { runnerFor }] = await Promise.all([
    import('../load-messages.ts'),
    import('../../messages/agents/index.ts'),
    import('../runner.ts'),
  ]);
  const messages = await messagesOf(context);
  return { messages, agents: agentWordsFor(messages.language), runner: runnerFor(directory) };
}

/** The nearest folder with a `.git`. git is not asked, because agents send many events. */
function topAbove(directory: string): string | undefined {
  return foldersUp(directory).find((folder) => existsSync(join(folder, '.git')));
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
