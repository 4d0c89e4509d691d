import { join } from 'node:path';
import { ALLOWLIST_FILE } from '../../shared/keyward-files.ts';
import { loadAllowlist } from '../../policy/load-policy.ts';
import { readIfThere } from '../../policy/read-policy-files.ts';
import { allowlistSchema } from '../../policy/allowlist-schema.ts';
import { validate } from '../../policy/schema-parts.ts';
import { saveAllowlist } from '../../policy/write-allowlist.ts';
import { type Allowlist, type AllowEntry } from '../../policy/allowlist.ts';
import { AppError } from '../../shared/errors.ts';
import { FINGERPRINT } from '../../shared/fingerprint.ts';
import { globOfPath, isValidGlob, matchesGlob, withLiteralBrackets } from '../../policy/glob.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { rules } from '../../rules/index.ts';
import { scan } from '../../scan/scan.ts';
import { GitClient } from '../../git/git.ts';
import { assertContained } from '../../git/contained.ts';
import { settleRepository } from '../../git/own-repository.ts';
import { escapePath, escapePlace, printableShellWord, unescapePath } from '../../report/terminal-escape.ts';
import { extractTexts } from '../../decode/extract-texts.ts';
import type { Args } from '../args.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import { type LastFinding, readAudit, readLast } from '../last-blocked.ts';
import { stagedRequest } from '../scans/scan-staged.ts';
import { missingArgument, unexpectedArgument } from '../usage-error.ts';

/** `keyward allow`: writes entries for known false positives and stages the allowlist. */
export async function run(context: Context): Promise<ExitCode> {
  const { args } = context;
  const { top, gitDirectory, commonDirectory } = await settleRepository(context.directory);
  assertContained(top, join(top, ALLOWLIST_FILE), ALLOWLIST_FILE);
  const last = readLast(gitDirectory);
  const entries = Object.fromEntries(
    args.flag('last')
      ? allOf(last, args).map((finding) => entryFor(args, [finding]))
      : [entryFor(args, await findingsOf(context, [...last, ...readAudit(commonDirectory)]))],
  );
  const bytes = readIfThere(top, ALLOWLIST_FILE);
  const list = await loadAllowlist(bytes);
  const next: Allowlist = { ...list, allow: { ...list.allow, ...entries } };
  await assertValid(next);
  await saveAllowlist(top, next);
  // --force, because a .gitignore may name dot files
  await new GitClient(top).run('add', '--force', '--', ALLOWLIST_FILE);
  const { allow } = await messagesOf(context);
  context.print(`${allow.added(Object.keys(entries).length, ALLOWLIST_FILE)} ${allow.nextCommit}\n`);
  return 0;
}

type Found = readonly [LastFinding, ...LastFinding[]];

function allOf(last: readonly LastFinding[], args: Args): readonly LastFinding[] {
  if (args.words.length > 0) throw new AppError('usage-conflict', { options: 'FINGERPRINT, --last' });
  if (last.length === 0) throw new AppError('allow-nothing-blocked', {});
  return last;
}

/** Returns all findings of one value from the last blocked commit or audit, or else from the staged changes. */
async function findingsOf(context: Context, known: readonly LastFinding[]): Promise<Found> {
  const [word, next] = context.args.words;
  if (word === undefined) throw missingArgument('allow');
  if (next !== undefined) throw unexpectedArgument('allow', next);
  if (!FINGERPRINT.test(word)) {
    throw new AppError('usage-bad-value', { option: 'allow', expected: 'kw1_ + 32 × 0-9a-f' });
  }
  const places = placesOf(word, known) ?? placesOf(word, await staged(context));
  if (places === undefined) throw new AppError('allow-not-found', {});
  return places;
}

function placesOf(fingerprint: string, findings: readonly LastFinding[]): Found | undefined {
  const [first, ...rest] = findings.filter((finding) => finding.fingerprint === fingerprint);
  return first && [first, ...rest];
}

async function staged(context: Context): Promise<readonly LastFinding[]> {
  const { source } = await stagedRequest(context);
  return (await scan({ source, rules, unfold: extractTexts, now: context.now })).findings;
}

/** Returns the allowlist entry for the findings of one value. */
function entryFor(args: Args, found: Found): readonly [fingerprint: string, entry: AllowEntry] {
  const [reason, pattern, expires] = [args.text('reason'), args.text('path'), args.text('expires')];
  if (reason === undefined) throw new AppError('usage-missing-option', { option: '--reason' });
  const path = pattern === undefined ? undefined : globFor(pattern, found);
  const entry = {
    rule: found[0].ruleId,
    reason,
    ...(path === undefined ? {} : { path }),
    ...(expires === undefined ? {} : { expires }),
  };
  return [found[0].fingerprint, entry];
}

/**
 * Returns the glob for the value of `--path`: a path as printed, a glob, or a glob with literal brackets.
 *
 * @throws AppError if it matches none of the findings, which would still block
 */
function globFor(pattern: string, found: Found): string {
  const printed = found.find((finding) =>
    [finding.path, escapePath(finding.path), escapePlace(finding)].includes(pattern),
  );
  if (printed !== undefined) return globOfPath(printed.path);
  const covers = (glob: string) => isValidGlob(glob) && found.some(({ path }) => matchesGlob(glob, path));
  const readings = [pattern, withLiteralBrackets(pattern), withLiteralBrackets(unescapePath(pattern))];
  const glob = readings.find(covers);
  if (glob !== undefined) return glob;
  // do not print a value that may be a key
  if (!isValidGlob(pattern)) throw new AppError('usage-bad-value', { option: '--path', expected: 'a glob' });
  const { path } = found[0];
  throw new AppError('allow-path-elsewhere', { path, glob: printableShellWord(path) });
}

/** Rejects an allowlist that could not be loaded again. */
async function assertValid(list: Allowlist): Promise<void> {
  const outcome = await validate(allowlistSchema, { version: 1, ...list });
  if ('value' in outcome) return;
  const option = String(outcome.problem.path.at(-1));
  const expected =
    { reason: 'text that explains why', path: 'a glob', expires: 'YYYY-MM-DD' }[option] ?? option;
  throw new AppError('usage-bad-value', { option: `--${option}`, expected });
}
