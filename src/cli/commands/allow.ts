import { ALLOWLIST_FILE } from '../../core/own-files.ts';
import { loadAllowlist } from '../../config/load.ts';
import { readIfThere } from '../../config/read.ts';
import { allowlistSchema } from '../../config/allowlist-schema.ts';
import { validate } from '../../config/schema.ts';
import { saveAllowlist } from '../../config/write.ts';
import { type Allowlist, type AllowEntry } from '../../core/allowlist.ts';
import { AppError } from '../../core/errors.ts';
import { FINGERPRINT } from '../../core/fingerprint.ts';
import type { ExitCode } from '../../core/result.ts';
import { rules } from '../../core/rules/index.ts';
import { scan } from '../../core/scan.ts';
import { GitClient } from '../../git/client.ts';
import { locateRepository } from '../../git/repository.ts';
import { unfold } from '../../text/unfold.ts';
import type { Args } from '../args.ts';
import { messagesOf } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { type LastFinding, readAudit, readLast } from '../last.ts';
import { stagedJob } from '../jobs/staged.ts';

/** `keyward allow`: writes entries for known false positives and stages the allowlist. */
export async function run(context: Context): Promise<ExitCode> {
  const { args } = context;
  const git = new GitClient(context.directory);
  const { top, gitDirectory, commonDirectory } = await locateRepository(git);
  const last = readLast(gitDirectory);
  const wanted = args.flag('last')
    ? allOf(last, args)
    : [await findingFor(context, [...last, ...readAudit(commonDirectory)])];
  const bytes = readIfThere(top, ALLOWLIST_FILE);
  const list = await loadAllowlist(bytes);
  const entries = wanted.map(({ fingerprint, ruleId }) => [fingerprint, entryFrom(args, ruleId)] as const);
  const next: Allowlist = { ...list, allow: { ...list.allow, ...Object.fromEntries(entries) } };
  await assertValid(next);
  await saveAllowlist(top, next);
  // -f: a .gitignore that names dot files must not keep the entry out of the commit
  await git.run('-C', top, 'add', '--force', '--', ALLOWLIST_FILE);
  const { allow } = await messagesOf(context);
  context.print(`${allow.added(wanted.length, ALLOWLIST_FILE)} ${allow.nextCommit}\n`);
  return 0;
}

function allOf(last: readonly LastFinding[], args: Args): readonly LastFinding[] {
  if (args.words.length > 0) throw new AppError('usage-conflict', { options: 'FINGERPRINT, --last' });
  if (last.length === 0) throw new AppError('allow-nothing-blocked', {});
  return last;
}

/** An entry must name its rule; the last blocked commit or audit knows it, or else what is staged now. */
async function findingFor(context: Context, known: readonly LastFinding[]): Promise<LastFinding> {
  const [word, ...more] = context.args.words;
  if (word === undefined || more.length > 0)
    throw new AppError('usage-unexpected-word', { command: 'allow' });
  if (!FINGERPRINT.test(word)) {
    throw new AppError('usage-bad-value', { option: 'allow', expected: 'kw1_ + 32 × 0-9a-f' });
  }
  const before = known.find(({ fingerprint }) => fingerprint === word);
  if (before !== undefined) return before;
  const { source, policy } = await stagedJob(context);
  const { findings } = await scan({ source, rules, unfold, policy, now: context.now });
  const found = findings.find(({ fingerprint }) => fingerprint === word);
  if (found === undefined) throw new AppError('allow-not-found', {});
  return found;
}

function entryFrom(args: Args, ruleId: string): AllowEntry {
  const reason = args.text('reason');
  if (reason === undefined) throw new AppError('usage-missing-option', { option: '--reason' });
  const [path, expires] = [args.text('path'), args.text('expires')];
  return {
    rule: ruleId,
    reason,
    ...(path === undefined ? {} : { path }),
    ...(expires === undefined ? {} : { expires }),
  };
}

/** What would not load again is not written. */
async function assertValid(list: Allowlist): Promise<void> {
  const outcome = await validate(allowlistSchema, { version: 1, ...list });
  if ('value' in outcome) return;
  const option = String(outcome.problem.path.at(-1));
  const expected = { reason: 'a reason for people', path: 'a glob', expires: 'YYYY-MM-DD' }[option] ?? option;
  throw new AppError('usage-bad-value', { option: `--${option}`, expected });
}
