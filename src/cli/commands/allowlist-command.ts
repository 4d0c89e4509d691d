import { ALLOWLIST_FILE } from '../../shared/keyward-files.ts';
import { parseDocument, repeatedKeys } from '../../policy/json-document.ts';
import { loadAllowlist, loadSettings, readPolicyFiles } from '../../policy/load-policy.ts';
import { type Allowlist, isExpired } from '../../policy/allowlist.ts';
import { isBroadGlob, matchesGlob } from '../../policy/glob.ts';
import type { Finding } from '../../scan/finding.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { rules } from '../../rules/index.ts';
import { scan } from '../../scan/scan.ts';
import { GitClient } from '../../git/git.ts';
import { settleRepository } from '../../git/own-repository.ts';
import { storageOf } from '../../git/repository.ts';
import { TrackedSource } from '../../sources/tracked-files.ts';
import type { Messages } from '../../messages/index.ts';
import { escapeControls } from '../../report/terminal-escape.ts';
import { extractTexts } from '../../decode/extract-texts.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import { readAudit } from '../last-blocked.ts';
import { folderIn } from '../report-context.ts';
import { runnerFor } from '../runner.ts';
import { saveAllowlist } from '../save-allowlist.ts';
import { missingArgument, unexpectedArgument } from '../usage-error.ts';

/** `keyward allowlist check | list | prune`, for the file in the working tree. */
export async function run(context: Context): Promise<ExitCode> {
  const [action, next] = context.args.words;
  const { top } = await settleRepository(context.directory);
  const git = new GitClient(context.directory);
  const files = readPolicyFiles(top);
  const list = await loadAllowlist(files.allowlist);
  const messages = await messagesOf(context, (await loadSettings(files.settings)).language);
  if (next !== undefined) throw unexpectedArgument('allowlist', next);
  if (action === 'list') return printList(context, list, messages);
  const repeated = repeatedIn(files.allowlist);
  const runner = runnerFor(top, folderIn(top, context));
  if (action === 'check') return check(context, git, { list, repeated, runner }, messages);
  if (action === 'prune') return prune(context, git, top, { list, repeated }, messages);
  throw action === undefined ? missingArgument('allowlist') : unexpectedArgument('allowlist', action);
}

/** The entries that are in the file more than once. */
function repeatedIn(bytes: Buffer | undefined): Repeated {
  return bytes === undefined ? [] : repeatedKeys(parseDocument(ALLOWLIST_FILE, bytes), ['allow']);
}

type Repeated = ReturnType<typeof repeatedKeys>;

function printList(
  { print, now }: Context,
  { allow, paths }: Allowlist,
  { allow: text }: Messages,
): ExitCode {
  const lines = [
    ...Object.entries(allow).map(([fingerprint, entry]) =>
      text.entry(fingerprint, entry, isExpired(entry, now)),
    ),
    ...paths.map(({ glob, rules: ids, reason }) => text.pathEntry(glob, ids.join(', '), reason)),
  ];
  print(lines.length === 0 ? `${text.empty}\n` : lines.map((line) => `${escapeControls(line)}\n`).join(''));
  return 0;
}

async function check(
  context: Context,
  git: GitClient,
  { list, repeated, runner }: { list: Allowlist; repeated: Repeated; runner: string },
  { allow: text }: Messages,
): Promise<ExitCode> {
  const used = await usedNames(git, list, context.now);
  const entries = entriesOf(list);
  const removable = [
    ...entries
      .filter(({ entry }) => isExpired(entry, context.now))
      .map(({ name, entry }) => text.expired(name, entry.expires ?? '')),
    ...entries.filter(({ name }) => !used.has(name)).map(({ name }) => text.stale(name)),
    ...repeated.map(({ key, line }) => text.repeated(key, line)),
  ];
  const broad = list.paths.filter(({ glob }) => isBroadGlob(glob)).map(({ glob }) => text.broad(glob));
  const problems = [...removable, ...broad];
  const verdict = problems.length === 0 ? text.fine(entries.length) : text.problems(problems.length);
  const lines = [verdict, ...problems.map((line) => `  ${escapeControls(line)}`)];
  if (removable.length > 0) lines.push(text.prune(`${runner} allowlist prune`));
  context.print(lines.map((line) => `${line}\n`).join(''));
  return problems.length === 0 ? 0 : 1;
}

async function prune(
  context: Context,
  git: GitClient,
  top: string,
  { list, repeated }: { list: Allowlist; repeated: Repeated },
  { allow: text }: Messages,
): Promise<ExitCode> {
  const used = await usedNames(git, list, context.now);
  const keeps = (name: string, entry: { expires?: string | undefined }) =>
    used.has(name) && !isExpired(entry, context.now);
  const next: Allowlist = {
    ...list,
    allow: Object.fromEntries(Object.entries(list.allow).filter(([name, entry]) => keeps(name, entry))),
    paths: list.paths.filter((entry) => keeps(entry.glob, entry)),
  };
  // the list has each repeated entry once
  const removed = entriesOf(list).length + repeated.length - entriesOf(next).length;
  if (removed > 0) {
    await saveAllowlist(top, next);
  }
  context.print(`${text.pruned(removed, ALLOWLIST_FILE)}\n`);
  return 0;
}

function entriesOf({ allow, paths }: Allowlist): { name: string; entry: { expires?: string | undefined } }[] {
  return [
    ...Object.entries(allow).map(([name, entry]) => ({ name, entry })),
    ...paths.map((entry) => ({ name: entry.glob, entry })),
  ];
}

/** Returns the entries, by fingerprint or glob, that tracked files or the history of the last audit still need. */
async function usedNames(git: GitClient, list: Allowlist, now: Date): Promise<Set<string>> {
  const source = new TrackedSource(git);
  const { findings, allowed } = await scan({ source, rules, unfold: extractTexts, now });
  const used = new Set<string>();
  for (const finding of [...findings, ...allowed]) for (const name of namesFor(list, finding)) used.add(name);
  for (const { fingerprint, ruleId } of readAudit((await storageOf(git)).commonDirectory))
    if (list.allow[fingerprint]?.rule === ruleId) used.add(fingerprint);
  return used;
}

function namesFor({ allow, paths }: Allowlist, { fingerprint, ruleId, path }: Finding): string[] {
  const entry = allow[fingerprint];
  const fits =
    entry !== undefined &&
    entry.rule === ruleId &&
    (entry.path === undefined || matchesGlob(entry.path, path));
  return [
    ...(fits ? [fingerprint] : []),
    ...paths
      .filter(({ glob, rules: ids }) => ids.includes(ruleId) && matchesGlob(glob, path))
      .map(({ glob }) => glob),
  ];
}
