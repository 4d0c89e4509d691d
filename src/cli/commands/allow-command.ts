import { join } from 'node:path';
import { ALLOWLIST_FILE } from '../../shared/keyward-files.ts';
import { loadAllowlist, readPolicyFiles } from '../../policy/load-policy.ts';
import { allowlistSchema } from '../../policy/allowlist-schema.ts';
import { validate } from '../../policy/schema-parts.ts';
import { type Allowlist, type AllowEntry, isExpired } from '../../policy/allowlist.ts';
import { AppError } from '../../shared/errors.ts';
import { globOfPath, isValidGlob, matchesGlob, withLiteralBrackets } from '../../policy/glob.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { assertContained } from '../../git/contained.ts';
import { settleRepository } from '../../git/own-repository.ts';
import type { Messages } from '../../messages/messages.ts';
import { escapePath, escapePlace, printableShellWord, unescapePath } from '../../report/terminal-escape.ts';
import type { Args } from '../args.ts';
import { canAsk, Dialog } from '../ask.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import { saveAllowlist } from '../save-allowlist.ts';
import { type ValueToAllow, valuesToAllow } from '../values-to-allow.ts';

/** `keyward allow`: writes entries for known false positives and stages the allowlist. */
export async function run(context: Context): Promise<ExitCode> {
  const { args } = context;
  assertFuture(args.text('expires'), context.now);
  const { top, gitDirectory } = await settleRepository(context.directory);
  assertContained(top, join(top, ALLOWLIST_FILE), ALLOWLIST_FILE);
  const values = await valuesToAllow(context, gitDirectory);
  const { allow } = await messagesOf(context);
  if (values.length === 0) {
    context.print(`${allow.nothingFound}\n`);
    return 0;
  }
  const reason = await answersFor(context, values, allow);
  if (reason === undefined) {
    context.note(`${allow.declined}\n`);
    return 1;
  }
  const list = await loadAllowlist(readPolicyFiles(top).allowlist);
  const entries = Object.fromEntries(
    values.map((found) => [found[0].fingerprint, entryFor(args, found, reason, list)]),
  );
  const next: Allowlist = { ...list, allow: { ...list.allow, ...entries } };
  await assertValid(next);
  await saveAllowlist(top, next);
  const whatNext = args.text('from') === undefined ? allow.nextCommit : allow.commitIt;
  context.print(`${allow.added(values.length, ALLOWLIST_FILE)} ${whatNext}\n`);
  return 0;
}

/** An entry that has already expired allows nothing. */
function assertFuture(expires: string | undefined, now: Date): void {
  if (expires !== undefined && isExpired({ expires }, now)) throw new AppError('allow-expired', {});
}

/** Returns the reason, from the command line or a person; undefined if the person does not confirm the list. */
async function answersFor(
  context: Context,
  values: readonly ValueToAllow[],
  text: Messages['allow'],
): Promise<string | undefined> {
  const dialog = canAsk() ? new Dialog() : undefined;
  try {
    if (context.args.flag('last') && !(await isConfirmed(context, values, text, dialog))) return undefined;
    // never filled in: who allows a value says why
    const reason = context.args.text('reason') ?? (await dialog?.ask(text.why)) ?? '';
    if (reason === '') throw new AppError('allow-no-reason', {});
    return reason;
  } finally {
    dialog?.close();
  }
}

/** Lists the values and asks; without a terminal `--yes` is the answer. */
async function isConfirmed(
  { args, note }: Context,
  values: readonly ValueToAllow[],
  text: Messages['allow'],
  dialog: Dialog | undefined,
): Promise<boolean> {
  const lines = values.map((found) => {
    const [{ ruleId, preview = '' }] = found;
    const paths = [...new Set(found.map(escapePlace))].join(', ');
    return `  ${preview.replace(/\*+…?/, '…')}  ${ruleId}  ${paths}\n`;
  });
  note(`${text.willAllow(values.length)}\n${lines.join('')}`);
  if (args.flag('yes')) return true;
  if (dialog === undefined) throw new AppError('allow-unconfirmed', {});
  return dialog.confirm(text.confirm);
}

/** Returns the allowlist entry for the findings of one value. */
function entryFor(args: Args, found: ValueToAllow, reason: string, { allow }: Allowlist): AllowEntry {
  const [pattern, expires] = [args.text('path'), args.text('expires')];
  const path =
    pattern === undefined ? knownGlob(allow[found[0].fingerprint], found) : globFor(pattern, found);
  // a glob must cover each finding of --last, but only one place of a named value
  if (pattern !== undefined && args.flag('last')) for (const finding of found) globFor(pattern, [finding]);
  return {
    rule: found[0].ruleId,
    reason,
    ...(path === undefined ? {} : { path }),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** Returns the glob of the entry that is replaced, if it covers all findings: a renewed entry is no wider than before. */
function knownGlob(entry: AllowEntry | undefined, found: ValueToAllow): string | undefined {
  const glob = entry?.path;
  return glob !== undefined && found.every(({ path }) => matchesGlob(glob, path)) ? glob : undefined;
}

/**
 * Returns the glob for the value of `--path`: a path as printed, a glob, or a glob with literal brackets.
 *
 * @throws AppError if it matches none of the findings, which would still block
 */
function globFor(pattern: string, found: ValueToAllow): string {
  const printed = found.find((finding) =>
    [finding.path, escapePath(finding.path), escapePlace(finding)].includes(pattern),
  );
  if (printed !== undefined) return globOfPath(printed.path);
  const covers = (glob: string) => isValidGlob(glob) && found.some(({ path }) => matchesGlob(glob, path));
  const readings = [pattern, withLiteralBrackets(pattern), withLiteralBrackets(unescapePath(pattern))];
  const glob = readings.find(covers);
  if (glob !== undefined) return glob;
  // do not print a value that may be a key
  if (!isValidGlob(pattern)) throw new AppError('allow-invalid', { option: '--path', problem: 'glob' });
  const { path } = found[0];
  throw new AppError('allow-path-elsewhere', { path, glob: printableShellWord(path) });
}

/** Rejects an allowlist that could not be loaded again. */
async function assertValid(list: Allowlist): Promise<void> {
  const outcome = await validate(allowlistSchema, { version: 1, ...list });
  if ('value' in outcome) return;
  const { path, problem } = outcome.problem;
  throw new AppError('allow-invalid', { option: `--${path.at(-1)}`, problem });
}
