import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type AgentName, AGENT_NAMES, AGENTS, isAgent } from '../agents/agent.ts';
import { register } from '../agents/settings-file.ts';
import type { EditRecord } from '../install/json-edits.ts';
import { AppError } from '../shared/errors.ts';
import { shellWord } from '../shared/shell-quote.ts';
import type { Args } from './args.ts';
import { FOUND_AGENTS } from './options.ts';

/**
 * Returns the agents in `--agents`; without a list, those that the project uses.
 *
 * @throws AppError `usage-bad-value` for an unknown name, `init-no-agents` if none is found
 */
export function agentsOf(args: Args, top: string): readonly AgentName[] {
  const value = args.text('agents');
  if (value === undefined) return [];
  const isUsed = (name: AgentName) => AGENTS[name].traces.some((trace) => existsSync(join(top, trace)));
  const names =
    value === FOUND_AGENTS ? AGENT_NAMES.filter(isUsed) : value.split(',').map((name) => name.trim());
  if (names.length === 0) throw new AppError('init-no-agents', { names: AGENT_NAMES.join(',') });
  if (!names.every(isAgent))
    throw new AppError('usage-bad-value', { option: '--agents', expected: AGENT_NAMES.join(', ') });
  return names;
}

/** Where keyward is installed. */
interface AgentProject {
  readonly top: string;
  readonly project: string | undefined;
  /** The command that runs keyward if it is not in a `node_modules` folder. */
  readonly runner: string;
}

/** Registers the handler with agents. Returns the changed files, and how to undo that. */
export async function registerAgents(
  names: readonly AgentName[],
  place: AgentProject,
): Promise<{ files: string[]; records: EditRecord[] }> {
  const files: string[] = [];
  const records: EditRecord[] = [];
  for (const name of names) {
    const record = await register(place.top, name, handlerCommand(name, place));
    if (record === undefined) continue;
    files.push(AGENTS[name].file);
    records.push(record);
  }
  return { files, records };
}

/** The command of a hook. It starts Node itself, because npx takes longer than the check. */
function handlerCommand(name: AgentName, { top, project = top, runner }: AgentProject): string {
  const program = [project, top]
    .map((folder) => join(folder, 'node_modules', 'keyward', 'dist', 'cli.cjs'))
    .find((path) => existsSync(path));
  if (program === undefined) return `${runner} agent-hook ${name}`;
  const path = shellWord(relative(top, program).replaceAll('\\', '/'));
  return `node ${AGENTS[name].root}${path} agent-hook ${name}`;
}
