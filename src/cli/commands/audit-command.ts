import { type AuditResult, auditExitCode } from '../../scan/audit-result.ts';
import { AppError } from '../../shared/errors.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { GitClient } from '../../git/git.ts';
import { asOutside, checkoutOf, storageOf } from '../../git/repository.ts';
import { askGit } from '../../git/git-process.ts';
import type { Messages } from '../../messages/messages.ts';
import { messagesOf } from '../load-messages.ts';
import { formatOf } from '../formats.ts';
import { CleanObjects } from '../../audit/clean-cache.ts';
import type { Context } from '../context.ts';
import { rememberAudit } from '../last-blocked.ts';
import { writeOutput } from '../output-file.ts';
import { progressOn } from '../progress.ts';
import { runnerFor } from '../runner.ts';
import { auditRepository, auditShard, mergeShards, type Progress } from '../../audit/run-audit.ts';
import { chosenShard, reportsToMerge } from '../shard-options.ts';
import { policyIn } from '../../sources/policy-in.ts';

declare const KEYWARD_VERSION: string;
declare const KEYWARD_RULES: string;

/** `keyward audit`: scans every object that git has and groups findings by credential. */
export async function run(context: Context): Promise<ExitCode> {
  const shard = chosenShard(context);
  const reports = reportsToMerge(context, KEYWARD_RULES);
  const format = formatOf(context.args, AUDIT_FORMATS, shard === undefined ? 'text' : 'json');
  if (shard !== undefined && format !== 'json')
    throw new AppError('usage-bad-value', { option: '--format', expected: 'json' });
  const git = new GitClient(context.directory);
  const preparing = Promise.all([policyIn(context.directory, 'HEAD'), protectTrackedFile(context)]);
  // outside a repository all of these fail; the error is reported once
  preparing.catch(() => undefined);
  const { commonDirectory } = await storageOf(git).catch((error: unknown) => {
    throw asOutside(error);
  });
  const [[policy], clean] = await Promise.all([preparing, CleanObjects.read(commonDirectory, KEYWARD_RULES)]);
  const messages = await messagesOf(context, policy.settings.language);
  const line = await progressOn(context, policy.settings.language);
  const watch = new Watch(line.report);
  let result: AuditResult;
  try {
    const options = { policy, now: context.now, clean, progress: watch };
    if (shard !== undefined) result = await auditShard(git, shard, KEYWARD_RULES, options);
    else if (reports !== undefined) result = await mergeShards(git, reports, options);
    else result = await auditRepository(git, options);
  } catch (error) {
    if (!watch.signal.aborted) throw error;
    context.note(`${messages.audit.interrupted}\n`);
    return 2;
  } finally {
    watch.end();
    line.end();
  }
  rememberAudit(commonDirectory, [...result.scan.findings, ...result.scan.allowed]);
  await deliver(context, await REPORTS[format](result, messages, context), result, messages);
  return auditExitCode(result, policy.settings.strict);
}

/**
 * Rejects an output file that git tracks. Other files may be replaced.
 *
 * @throws AppError `file-exists`
 */
async function protectTrackedFile({ args, directory }: Context): Promise<void> {
  const file = args.text('output');
  if (file === undefined) return;
  // git fails for a file outside the repository, which is not tracked
  const tracked = await askGit(directory, '--literal-pathspecs', 'ls-files', '--', file).catch(() => '');
  if (tracked !== '') throw new AppError('file-exists', { path: file });
}

/** Reports progress and stops the audit on SIGINT and SIGTERM. */
class Watch implements Progress {
  readonly #controller = new AbortController();
  readonly #stop = () => this.#controller.abort();
  readonly report: Progress['report'];

  constructor(report: Progress['report']) {
    this.report = report;
    process.once('SIGINT', this.#stop).once('SIGTERM', this.#stop);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  saved(): void {
    this.end();
  }

  end(): void {
    process.off('SIGINT', this.#stop).off('SIGTERM', this.#stop);
  }
}

async function deliver(
  context: Context,
  report: string,
  result: AuditResult,
  messages: Messages,
): Promise<void> {
  const file = context.args.text('output');
  if (file === undefined) return context.print(report);
  await writeOutput(context.directory, file, report, true);
  const { verdictOf } = await import('../../report/audit/audit-text.ts');
  context.note(`${verdictOf(result, messages)}\n`);
  const { shard } = result;
  if (shard !== undefined) context.note(`${messages.audit.shard(shard.index, shard.count)}\n`);
}

type AuditReporter = (result: AuditResult, messages: Messages, context: Context) => Promise<string>;

/** The report formats. Each one loads its module on use. */
const REPORTS = {
  async text(result, messages, { environment, args, directory }) {
    const [{ auditText }, { emphasisFor }] = await Promise.all([
      import('../../report/audit/audit-text.ts'),
      import('../color.ts'),
    ]);
    const isFile = args.text('output') !== undefined;
    return auditText(
      result,
      messages,
      runnerFor(directory),
      isFile ? (text) => text : emphasisFor(environment),
    );
  },
  async json(result) {
    const { auditJson } = await import('../../report/audit/audit-json.ts');
    return auditJson(result);
  },
  async sarif(result, messages) {
    const [{ sarifReport }, { located }] = await Promise.all([
      import('../../report/sarif.ts'),
      import('../../report/audit/audit-json.ts'),
    ]);
    const whole = { ...result.scan, findings: located(result) };
    const isComplete = result.limits.length === 0;
    return sarifReport(whole, messages, KEYWARD_VERSION, { isComplete, notes: result });
  },
  async html(result, messages, { now, directory }) {
    const { auditHtml } = await import('../../report/audit/audit-html.ts');
    return auditHtml(result, messages, {
      now,
      runner: runnerFor(directory),
      checkout: await checkoutOf(new GitClient(directory)),
    });
  },
} as const satisfies Record<string, AuditReporter>;

const AUDIT_FORMATS = Object.keys(REPORTS) as (keyof typeof REPORTS)[];
