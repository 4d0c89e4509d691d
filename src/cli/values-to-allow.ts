import { resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { read } from '../shared/file-access.ts';
import { groupBy } from '../shared/multimap.ts';
import { FINGERPRINT, SHORT_FINGERPRINT } from '../shared/fingerprint.ts';
import { rules } from '../rules/index.ts';
import { scan } from '../scan/scan.ts';
import { GitClient } from '../git/git.ts';
import { storageOf } from '../git/repository.ts';
import { TrackedSource } from '../sources/tracked-files.ts';
import { extractTexts } from '../decode/extract-texts.ts';
import type { Context } from './context.ts';
import { type LastFinding, readAudit, readLast } from './last-blocked.ts';
import { missingArgument } from './usage-error.ts';

/** All findings of one value. */
export type ValueToAllow = readonly [LastFinding, ...LastFinding[]];

/** The values that the command line selects: by fingerprint, `--last` or `--from`. */
export async function valuesToAllow(context: Context, gitDirectory: string): Promise<ValueToAllow[]> {
  const { args } = context;
  const ways = [args.words.length > 0, args.flag('last'), args.text('from') !== undefined];
  if (ways.every((way) => !way)) throw missingArgument('allow');
  if (ways.filter(Boolean).length > 1)
    throw new AppError('usage-conflict', { options: 'FINGERPRINT, --last, --from' });
  if (args.flag('last')) return lastValues(context, readLast(gitDirectory));
  const report = args.text('from');
  if (report !== undefined) return byValue(findingsInReport(resolve(context.directory, report), report));
  return namedValues(context, gitDirectory);
}

/** The values of the last blocked commit. Nothing is allowed that the message did not show. */
function lastValues({ args }: Context, last: readonly LastFinding[]): ValueToAllow[] {
  if (last.length === 0) throw new AppError('allow-nothing-blocked', {});
  const hidden = byValue(last.filter(({ hidden: isHidden }) => isHidden));
  if (hidden.length > 0 && !args.flag('all')) throw new AppError('allow-hidden', { count: hidden.length });
  return byValue(last);
}

/** The values with the given fingerprints, which may be shortened. */
async function namedValues(context: Context, gitDirectory: string): Promise<ValueToAllow[]> {
  const { words } = context.args;
  if (!words.every((word) => SHORT_FINGERPRINT.test(word)))
    throw new AppError('usage-bad-value', { option: 'allow', expected: 'kw1_ + 8–32 × 0-9a-f' });
  const missing = new Set(words);
  const found = new Map<string, ValueToAllow>();
  for (const findings of places(context, gitDirectory)) {
    const values = byValue(await findings());
    for (const word of missing) {
      const matching = values.filter(([{ fingerprint }]) => fingerprint.startsWith(word));
      const [value, other] = matching;
      if (other !== undefined) throw new AppError('allow-ambiguous', { word });
      if (value === undefined) continue;
      found.set(value[0].fingerprint, value);
      missing.delete(word);
    }
    if (missing.size === 0) return [...found.values()];
  }
  throw new AppError('allow-not-found', {});
}

/** Where a fingerprint may come from, the likeliest first: the last reports, what is staged, all files, the whole history. */
function places(context: Context, gitDirectory: string): (() => Promise<readonly LastFinding[]>)[] {
  const git = new GitClient(context.directory);
  return [
    () => Promise.resolve(readLast(gitDirectory)),
    async () => readAudit((await storageOf(git)).commonDirectory),
    async () => {
      const { stagedRequest } = await import('./scans/scan-staged.ts');
      const { source } = await stagedRequest(context);
      return (await scan({ source, rules, unfold: extractTexts, now: context.now })).findings;
    },
    async () => {
      const source = new TrackedSource(git);
      return (await scan({ source, rules, unfold: extractTexts, now: context.now })).findings;
    },
    async () => (await import('./scans/suspects.ts')).historyFindings(context, git),
  ];
}

/**
 * The findings in a JSON report of keyward.
 *
 * @throws AppError if it is not one
 */
function findingsInReport(file: string, name: string): LastFinding[] {
  const text = read(file, name).toString();
  try {
    const { findings } = JSON.parse(text) as { findings: LastFinding[] };
    return findings.map(({ fingerprint, ruleId, path, inside, preview }) => {
      if (!FINGERPRINT.test(fingerprint)) throw new TypeError('not a fingerprint');
      return { fingerprint, ruleId, path, inside, preview };
    });
  } catch (error) {
    throw new AppError('allow-not-a-report', { path: name }, error);
  }
}

function byValue(findings: readonly LastFinding[]): ValueToAllow[] {
  return [...groupBy(findings, ({ fingerprint }) => fingerprint).values()] as [
    LastFinding,
    ...LastFinding[],
  ][];
}
