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
  // -f: a .gitignore that names dot files must not keep the entry out of the commit
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

/** Every place of one value: the last blocked commit or audit knows them, or else what is staged now. */
async function findingsOf(context: Context, known: readonly LastFinding[]): Promise<Found> {
  const [word, ...more] = context.args.words;
  if (word === undefined || more.length > 0)
    throw new AppError('usage-unexpected-word', { command: 'allow' });
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
  const { source, policy } = await stagedRequest(context);
  return (await scan({ source, rules, extractTexts, policy, now: context.now })).findings;
}

/** The entry for a value that was found at some places. */
function entryFor(args: Args, found: Found): readonly [fingerprint: string, entry: AllowEntry] {
  const [reason, asked, expires] = [args.text('reason'), args.text('path'), args.text('expires')];
  if (reason === undefined) throw new AppError('usage-missing-option', { option: '--reason' });
  const path = asked === undefined ? undefined : globFor(asked, found);
  const entry = {
    rule: found[0].ruleId,
    reason,
    ...(path === undefined ? {} : { path }),
    ...(expires === undefined ? {} : { expires }),
  };
  return [found[0].fingerprint, entry];
}

/**
 * The glob that a person means by `--path`: a path as it was printed, a glob, or a glob in which brackets are part of a name.
 *
 * @throws AppError where it covers none of the places: the value would still block
 */
function globFor(asked: string, found: Found): string {
  const printed = found.find((place) =>
    [place.path, escapePath(place.path), escapePlace(place)].includes(asked),
  );
  if (printed !== undefined) return globOfPath(printed.path);
  const covers = (glob: string) => isValidGlob(glob) && found.some(({ path }) => matchesGlob(glob, path));
  const readings = [asked, withLiteralBrackets(asked), withLiteralBrackets(unescapePath(asked))];
  const glob = readings.find(covers);
  if (glob !== undefined) return glob;
  // a text that may be a key is not repeated, and gets its own answer
  if (!isValidGlob(asked)) throw new AppError('usage-bad-value', { option: '--path', expected: 'a glob' });
  const { path } = found[0];
  throw new AppError('allow-path-elsewhere', { path, glob: printableShellWord(path) });
}

/** What would not load again is not written. */
async function assertValid(list: Allowlist): Promise<void> {
  const outcome = await validate(allowlistSchema, { version: 1, ...list });
  if ('value' in outcome) return;
  const option = String(outcome.problem.path.at(-1));
  const expected = { reason: 'a reason for people', path: 'a glob', expires: 'YYYY-MM-DD' }[option] ?? option;
  throw new AppError('usage-bad-value', { option: `--${option}`, expected });
}
