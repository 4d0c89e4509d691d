import { AppError } from '../../shared/errors.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import type { Args } from '../args.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from '../scans/scan-request.ts';
import { type FormatName, FORMAT_NAMES, formatOf, FORMATS, requestedFormat } from '../formats.ts';
import { runScan } from '../run-scan.ts';
import { missingArgument, unexpectedArgument } from '../usage-error.ts';

/** `keyward scan`: scans staged changes or the content that the options select. */
export async function run(context: Context): Promise<ExitCode> {
  const mode = modeOf(context.args);
  if (context.args.flag('quiet') && context.args.flag('verbose'))
    throw new AppError('usage-conflict', { options: '--quiet, --verbose' });
  const format = formatFor(context, mode);
  if (mode === 'pre-receive') return (await import('../scans/scan-received.ts')).scanReceived(context);
  const selected = await requestFor(context, mode);
  if (selected === undefined) return 0;
  const summaryFile =
    mode === 'ci' && format === 'github' ? context.environment['GITHUB_STEP_SUMMARY'] : undefined;
  const request = summaryFile ? { ...selected, summaryFile } : selected;
  const code = await runScan(context, request, format);
  const isSilent = FORMATS[format].isData || context.args.flag('verbose') || context.args.flag('quiet');
  if (code !== 0 || isSilent) return code;
  const { report } = await messagesOf(context);
  // say how much was scanned, so that an empty range is visible
  if (request.commits !== undefined) context.note(`${report.commitsClean(request.commits)}\n`);
  // a person who types the command wants an answer; hooks and scripts want silence
  else if (request.files !== undefined && process.stdout.isTTY)
    context.note(`${report.filesClean(request.files.count, request.files.kind)}\n`);
  return code;
}

type Mode = 'staged' | 'all' | 'files' | 'stdin' | 'range' | 'ci' | 'message' | 'pre-receive';

/** Returns the request for a mode. Each mode loads its modules on use. */
async function requestFor(
  context: Context,
  mode: Exclude<Mode, 'pre-receive'>,
): Promise<ScanRequest | undefined> {
  switch (mode) {
    case 'staged': {
      if (isInFramework(context.environment))
        return (await import('../scans/scan-framework.ts')).frameworkRequest(context);
      return (await import('../scans/scan-staged.ts')).stagedRequest(context);
    }
    case 'all':
      return (await import('../scans/scan-staged.ts')).trackedRequest(context);
    case 'files':
      return (await import('../scans/files-and-stdin.ts')).filesRequest(context);
    case 'stdin':
      return (await import('../scans/files-and-stdin.ts')).stdinRequest(context);
    case 'message':
      return (await import('../scans/scan-message.ts')).messageRequest(
        context,
        context.args.text('message') ?? '',
      );
    case 'range': {
      const { parseRange, rangeRequest } = await import('../scans/scan-range.ts');
      return rangeRequest(context, await parseRange(context, context.args.text('range') ?? ''));
    }
    default: {
      const [{ ciRange }, { rangeRequest }] = await Promise.all([
        import('../scans/scan-ci.ts'),
        import('../scans/scan-range.ts'),
      ]);
      const range = await ciRange(context);
      return range && rangeRequest(context, range);
    }
  }
}

/** True if the pre-commit framework or prek runs this program. */
function isInFramework(environment: NodeJS.ProcessEnv): boolean {
  return environment['PRE_COMMIT'] === '1';
}

function formatFor({ args, environment }: Context, mode: Mode): FormatName {
  const isOnGitHub = mode === 'ci' && environment['GITHUB_ACTIONS'] === 'true';
  // one report for each allowlist at the tips
  if (mode === 'pre-receive' && (requestedFormat(args) ?? 'text') !== 'text')
    throw new AppError('usage-conflict', { options: '--pre-receive, --format' });
  return formatOf(args, FORMAT_NAMES, isOnGitHub ? 'github' : 'text');
}

const MODES: readonly Mode[] = ['staged', 'all', 'files', 'stdin', 'range', 'ci', 'message', 'pre-receive'];

function modeOf(args: Args): Mode {
  const modes = MODES.filter((name) => args.flag(name) || args.text(name) !== undefined);
  if (modes.length > 1)
    throw new AppError('usage-conflict', { options: MODES.map((name) => `--${name}`).join(', ') });
  const [word] = args.words;
  const mode = modes[0] ?? (word === undefined ? 'staged' : 'files');
  if (mode === 'files' && word === undefined) throw missingArgument('scan');
  if (mode !== 'files' && word !== undefined) throw unexpectedArgument('scan', word);
  return mode;
}
