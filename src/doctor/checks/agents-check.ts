import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { type AgentName, AGENT_NAMES, AGENTS } from '../../agents/agent.ts';
import { type RegisteredEntry, registeredIn } from '../../agents/settings-file.ts';
import { FakeCredentials } from '../../rules/fake-credentials.ts';
import { type Diagnosis, diagnosis, type Fix } from '../checkup-result.ts';
import { initCommand } from '../fixes.ts';
import type { Caller, DoctorCheck, WorktreeContext } from '../worktree-context.ts';

/** Feeds each command that is registered with a coding agent a made-up key, and checks that it is denied. */
export const checkAgents: DoctorCheck = async (worktree, caller) => {
  const found: Diagnosis[] = [];
  for (const name of AGENT_NAMES) {
    const entries = await entriesIn(worktree.repository.top, name);
    if (entries.length > 0) found.push(...(await diagnoseAgent(name, entries, worktree, caller)));
  }
  return found;
};

/** Time limit for one event, in milliseconds. */
const TIMEOUT_MS = 60_000;

async function diagnoseAgent(
  name: AgentName,
  entries: readonly RegisteredEntry[],
  worktree: WorktreeContext,
  caller: Caller,
): Promise<Diagnosis[]> {
  const { file, entries: wanted } = AGENTS[name];
  const fix: Fix = { command: `${initCommand(worktree)} --agents ${name}`, safe: false };
  const of = (event: string) => ({ agent: name, event, file });
  const bad: Diagnosis[] = [];
  for (const [event, entry] of Object.entries(wanted))
    if (!entries.some((each) => each.event === event))
      bad.push(diagnosis('agent-unregistered', of(event), fix));
    else if (entries.some((each) => each.event === event && isOpen(each.entry, entry(each.command))))
      bad.push(diagnosis('agent-open', of(event), fix));
  for (const entry of entries) {
    const outcome = trial(name, entry, worktree.repository.top, caller);
    if (outcome === 'missing') {
      const { manager, project, inFolder } = worktree;
      const install =
        project === undefined ? 'npm install --global keyward' : inFolder(project, manager.install);
      bad.push(diagnosis('agent-missing', { agent: name, file }, { command: install, safe: false }));
      break;
    }
    if (outcome === 'passes') bad.push(diagnosis('agent-passes', of(entry.event), fix));
  }
  const verdict = bad.length > 0 ? bad : [diagnosis('agent-denies', { agent: name, file })];
  const trust = name === 'codex' ? [diagnosis('agent-trust', {})] : [];
  return [...verdict, ...trust, ...(await twice(name, entries))];
}

/** Entries of the project and of the user run both. */
async function twice(name: AgentName, entries: readonly RegisteredEntry[]): Promise<Diagnosis[]> {
  const own = name === 'copilot' ? [] : await entriesIn(homedir(), name);
  const events = [...entries, ...own].map(({ event }) => event);
  const repeated = new Set(events.filter((event, index) => events.indexOf(event) !== index));
  return [...repeated].map((event) => diagnosis('agent-twice', { agent: name, event }));
}

/** Settings that cannot be read register nothing. */
function entriesIn(top: string, name: AgentName): Promise<readonly RegisteredEntry[]> {
  return registeredIn(top, name).catch(() => []);
}

/** Sends a made-up key as the agent would. */
function trial(
  name: AgentName,
  { event, command }: RegisteredEntry,
  top: string,
  { environment, now }: Caller,
): 'denies' | 'passes' | 'missing' {
  const agent = AGENTS[name];
  const kind = agent.events[event] ?? 'tool';
  const key = new FakeCredentials(now.getTime()).accessKeyId();
  const fields = {
    tool: agent.sample('keyward-doctor.txt', key),
    shell: { command: `echo ${key} > keyward-doctor.txt` },
    prompt: { prompt: key },
  }[kind];
  const { status, stdout, stderr, error } = spawnSync(command, {
    shell: true,
    cwd: top,
    env: { ...environment, CLAUDE_PROJECT_DIR: top, GEMINI_PROJECT_DIR: top },
    input: JSON.stringify({ hook_event_name: event, cwd: top, ...fields }),
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    windowsHide: true,
  });
  if (error === undefined && (status === 127 || /Cannot find module/.test(stderr))) return 'missing';
  return status === 0 && isDenial(stdout, agent.deny(kind, '')) ? 'denies' : 'passes';
}

/** Tests whether an answer is a denial with any reason of keyward. */
function isDenial(stdout: string, expected: object): boolean {
  try {
    const answer: unknown = JSON.parse(stdout);
    const plain = JSON.stringify(answer, (_, value: unknown) =>
      typeof value === 'string' && value.startsWith('keyward:') ? '' : value,
    );
    return plain === JSON.stringify(expected);
  } catch {
    return false;
  }
}

/** Tests whether an entry lacks what makes the agent wait for keyward and refuse if it fails. */
function isOpen(found: unknown, wanted: object): boolean {
  const [own, usual] = [fieldsOf(found), fieldsOf(wanted)];
  return [...usual].some(([field, value]) => {
    if (field === 'onFailure' || field === 'failClosed') return own.get(field) !== value;
    // agents have long timeouts of their own
    return field.startsWith('timeout') && Number(own.get(field) ?? Infinity) < Number(value);
  });
}

/** All fields that hold no others, by name. */
function fieldsOf(value: unknown): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  const open = [value];
  for (let each = open.pop(); each !== undefined; each = open.pop())
    if (typeof each === 'object' && each !== null)
      for (const [field, inner] of Object.entries(each)) {
        fields.set(field, inner);
        open.push(inner);
      }
  return fields;
}
