import { AppError } from '../../shared/errors.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import type { Args } from '../args.ts';
import { messagesOf } from '../load-messages.ts';
import type { Context } from '../context.ts';
import type { ScanRequest } from '../scans/scan-request.ts';
import { type Format, FORMAT_NAMES, FORMATS } from '../formats.ts';
import { runScan } from '../run-scan.ts';
import { missingArgument, unexpectedArgument } from '../usage-error.ts';

/** `keyward scan`: scans staged changes or the content that the options select. */
export async function run(context: Context): Promise<ExitCode> {
  const mode = modeOf(context.args);
  const format = formatOf(context, mode);
  const request = await requestFor(context, mode);
  if (request === undefined) return 0;
  const code = await runScan(context, request, format);
  if (code !== 0 || FORMATS[format].isData || context.args.flag('verbose')) return code;
  const { report } = await messagesOf(context);
  // say how much was scanned, so that an empty range is visible
  if (request.commits !== undefined) context.note(`${report.commitsClean(request.commits)}\n`);
  // a person who types the command wants an answer; hooks and scripts want silence
  else if (request.files !== undefined && process.stdout.isTTY)
    context.note(`${report.filesClean(request.files)}\n`);
  return code;
}

type Mode = 'staged' | 'files' | 'stdin' | 'range' | 'ci' | 'message';

/** Returns the request for a mode. Each mode loads its modules on use. */
async function requestFor(context: Context, mode: Mode): Promise<ScanRequest | undefined> {
  switch (mode) {
    case 'staged':
      return (await import('../scans/scan-staged.ts')).stagedRequest(context);
    case 'message':
      return (await import('../scans/scan-message.ts')).messageRequest(
        context,
        context.args.text('message') ?? '',
      );
    case 'range': {
      const { parseRange, rangeRequest } = await import('../scans/scan-range.ts');
      return rangeRequest(context, await parseRange(context, context.args.text('range') ?? ''));
    }
    case 'ci': {
      const [{ ciRange }, { rangeRequest }] = await Promise.all([
        import('../scans/scan-ci.ts'),
        import('../scans/scan-range.ts'),
      ]);
      const range = await ciRange(context);
      return range && rangeRequest(context, range);
    }
    default:
      return (await import('../scans/files-and-stdin.ts')).diskRequest(context, mode);
  }
}

function formatOf({ args, environment }: Context, mode: Mode): Format {
  const isOnGitHub = mode === 'ci' && environment['GITHUB_ACTIONS'] === 'true';
  const name = args.text('format') ?? (isOnGitHub ? 'github' : 'text');
  const format = FORMAT_NAMES.find((known) => known === name);
  if (format === undefined)
    throw new AppError('usage-bad-value', { option: '--format', expected: FORMAT_NAMES.join(', ') });
  return format;
}

const MODES: readonly Mode[] = ['staged', 'files', 'stdin', 'range', 'ci', 'message'];

function modeOf(args: Args): Mode {
  const modes = MODES.filter((name) => args.flag(name) || args.text(name) !== undefined);
  if (modes.length > 1)
    throw new AppError('usage-conflict', { options: MODES.map((name) => `--${name}`).join(', ') });
  const mode = modes[0] ?? 'staged';
  const [word] = args.words;
  if (mode === 'files' && word === undefined) throw missingArgument('scan');
  if (mode !== 'files' && word !== undefined) throw unexpectedArgument('scan', word);
  return mode;
}
