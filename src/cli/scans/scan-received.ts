import { spawnSync } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { AppError } from '../../shared/errors.ts';
import { GitClient } from '../../git/git.ts';
import { linesFrom } from '../../git/git-process.ts';
import { isPolicyFile } from '../../sources/policy-in.ts';
import { RangeSource } from '../../sources/range.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import type { Context } from '../context.ts';
import { runScan } from '../run-scan.ts';
import { rangesOf, updatesIn } from './scan-push.ts';
import type { CommitRange } from './scan-range.ts';
import type { ScanRequest } from './scan-request.ts';

/**
 * `keyward scan --pre-receive`, for the hook of that name in a repository on a server. It scans every commit that no branch or tag
 * of the server contains, each once for every allowlist at the tips of the pushed refs. git has the new objects in a
 * quarantine, which its variables name.
 *
 * @see https://git-scm.com/docs/githooks#pre-receive
 * @throws AppError `git-short` if the input is not git's
 */
export async function scanReceived(context: Context): Promise<ExitCode> {
  const budget = budgetOf(context.args.text('budget'));
  if (budget !== undefined) return withinBudget(budget);
  const git = new GitClient(context.directory);
  const updates = updatesIn((await buffer(process.stdin)).toString(), RECEIVED_LINE, 'git receive-pack');
  const olds = updates.flatMap(({ old }) => old ?? []);
  let worst: ExitCode = 0;
  for (const range of await rangesOf(git, updates, async () => [...olds, ...(await tipsOf(git))])) {
    const code = await runScan(context, await requestFor(git, range), 'text');
    worst = Math.max(worst, code) as ExitCode;
  }
  return worst;
}

const RECEIVED_LINE = /^(?<old>[0-9a-f]{40,64}) (?<id>[0-9a-f]{40,64}) (?<ref>[^ ]+)$/;

/** Returns the commits and tags of commits to which branches and tags point. */
async function tipsOf({ directory }: GitClient): Promise<string[]> {
  const format = '--format=%(objectname) %(objecttype) %(*objecttype)';
  const tips: string[] = [];
  for await (const line of linesFrom(directory, ['for-each-ref', format, 'refs/heads', 'refs/tags'])) {
    const [id = '', ...types] = line.trimEnd().split(' ');
    if (types.at(-1) === 'commit') tips.push(id);
  }
  return tips;
}

async function requestFor(git: GitClient, range: CommitRange): Promise<ScanRequest> {
  const source = await RangeSource.open(git, range);
  return {
    source,
    trigger: 'push',
    commits: source.size,
    changesPolicy: source.touches(isPolicyFile),
    maySwitchOff: true,
    reportContext: ({ findings }) =>
      Promise.resolve({
        // the reader is on another machine
        ...{ runner: 'npx keyward', fullFingerprints: true },
        commits: {
          head: undefined,
          areCheckedOut: true,
          base: source.beforeFirst(findings.map(({ commit }) => commit)),
          tags: new Map(),
        },
      }),
  };
}

/** Returns the milliseconds in `4s`, `2.5s` or `800ms`. */
function budgetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(m?s)$/.exec(text) ?? [];
  const milliseconds = Number(amount) * (unit === 's' ? 1000 : 1);
  if (!(milliseconds > 0))
    throw new AppError('usage-bad-value', { option: '--budget', expected: '4s, 800ms' });
  return milliseconds;
}

/**
 * Runs this command without its budget, in a process that ends when the time is over.
 *
 * @throws AppError `out-of-time`
 */
function withinBudget(milliseconds: number): ExitCode {
  const [program = '', ...words] = process.argv.slice(1);
  const at = words.findIndex((word) => word.startsWith('--budget'));
  words.splice(at, words[at] === '--budget' ? 2 : 1);
  const left = Math.max(Math.floor(milliseconds - performance.now()), 1);
  const { status, error } = spawnSync(process.execPath, [...process.execArgv, program, ...words], {
    stdio: 'inherit',
    timeout: left,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  if (status === 0 || status === 1) return status;
  if (error !== undefined || status === null)
    throw new AppError('out-of-time', { budget: milliseconds / 1000 });
  return 2;
}
