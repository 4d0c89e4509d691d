import { ALLOWLIST_FILE } from '../../core/allowlist.ts';
import { AppError } from '../../core/errors.ts';
import type { Policy } from '../../core/judge.ts';
import { type ExitCode, exitCodeOf } from '../../core/result.ts';
import { rules } from '../../core/rules/index.ts';
import { scan, type ScanResult } from '../../core/scan.ts';
import { SETTINGS_FILE } from '../../core/settings.ts';
import type { Source } from '../../core/source.ts';
import { unfold } from '../../text/unfold.ts';
import type { Args } from '../args.ts';
import { type Context, messagesOf } from '../context.ts';

/** `keyward scan`: what the hook runs. */
export async function run(context: Context): Promise<ExitCode> {
  const format = formatOf(context.args);
  const mode = modeOf(context.args);
  const job = mode === 'staged' ? await stagedJob(context) : await diskJob(context, mode);
  const verbose = context.args.flag('verbose');
  let policy: Policy | undefined;
  const loadPolicy = async () => (policy ??= await job.policy());
  // a change to the settings themselves must not pass unread
  if (job.changesPolicy) await loadPolicy();
  const count = format === 'json' || verbose;
  const result = await scan({
    source: job.source,
    rules,
    unfold,
    policy: loadPolicy,
    now: context.now,
    count,
  });
  const silent =
    result.findings.length + result.allowed.length + result.scanned.notUnfolded.length === 0 && !count;
  if (silent) return 0;
  const { settings } = await loadPolicy();
  const code = exitCodeOf(result, settings.strict);
  if (format === 'json') {
    const { jsonReport } = await import('../../report/json.ts');
    context.print(jsonReport(result));
  } else {
    context.print(await asText(context, job, result, settings));
  }
  if (code === 1) await job.remember?.(result);
  return code;
}

/** One way of scanning: where the content and the policy come from. */
export interface Job {
  readonly source: Source;
  readonly policy: () => Promise<Policy>;
  readonly changesPolicy: boolean;
  readonly remember?: (result: ScanResult) => Promise<void>;
  /** What the text report must know of the repository. */
  readonly surroundings?: (result: ScanResult) => Promise<object>;
}

/** The staged change, judged by the allowlist that the commit will hold. */
export async function stagedJob(context: Context): Promise<Job> {
  const [{ GitClient }, { StagedSource }] = await Promise.all([
    import('../../git/client.ts'),
    import('../../git/staged.ts'),
  ]);
  const git = new GitClient(context.directory);
  const source = await StagedSource.open(git);
  return {
    source,
    changesPolicy: source.changes.some(({ path }) => path === ALLOWLIST_FILE || path === SETTINGS_FILE),
    policy: async () => {
      const { loadPolicy } = await import('../../config/load.ts');
      const [allowlist, settings] = [
        await source.fileInIndex(ALLOWLIST_FILE),
        await source.fileInIndex(SETTINGS_FILE),
      ];
      return loadPolicy({ allowlist, settings });
    },
    remember: async ({ findings }) => {
      const { writeLast } = await import('../last.ts');
      await writeLast((await git.run('rev-parse', '--absolute-git-dir')).trimEnd(), findings);
    },
    surroundings: async (result) => {
      const { surroundingsOf } = await import('../surroundings.ts');
      return surroundingsOf(git, source, result, context);
    },
  };
}

/** Files or standard input, judged by the allowlist in the folder where keyward runs. */
async function diskJob(context: Context, mode: 'files' | 'stdin'): Promise<Job> {
  const { FilesSource, TextSource } = await import('../../git/files.ts');
  const source = mode === 'files' ? new FilesSource(context.args.words) : new TextSource(await readInput());
  const policy = async () => {
    const [{ loadPolicy }, { readPolicyFiles }] = await Promise.all([
      import('../../config/load.ts'),
      import('../../config/read.ts'),
    ]);
    return loadPolicy(await readPolicyFiles(context.directory));
  };
  return { source, policy, changesPolicy: false };
}

async function asText(
  context: Context,
  job: Job,
  result: ScanResult,
  settings: Policy['settings'],
): Promise<string> {
  const [{ textReport }, { emphasisFor }] = await Promise.all([
    import('../../report/text.ts'),
    import('../color.ts'),
  ]);
  return textReport(result, {
    messages: messagesOf(context, settings.language),
    verbose: context.args.flag('verbose'),
    strict: settings.strict,
    accounts: settings.accounts,
    helpUrl: settings.helpUrl,
    runner: 'npx keyward',
    emphasize: emphasisFor(context.environment),
    ...(result.findings.length > 0 ? await job.surroundings?.(result) : {}),
  });
}

function formatOf(args: Args): 'text' | 'json' {
  const format = args.text('format') ?? 'text';
  if (format !== 'text' && format !== 'json') {
    throw new AppError('usage-bad-value', { option: '--format', expected: 'text, json' });
  }
  return format;
}

function modeOf(args: Args): 'staged' | 'files' | 'stdin' {
  const modes = (['staged', 'files', 'stdin'] as const).filter((name) => args.flag(name));
  if (modes.length > 1) throw new AppError('usage-conflict', { options: '--staged, --files, --stdin' });
  const mode = modes[0] ?? 'staged';
  if ((mode === 'files') !== args.words.length > 0)
    throw new AppError('usage-unexpected-word', { command: 'scan' });
  return mode;
}

async function readInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
