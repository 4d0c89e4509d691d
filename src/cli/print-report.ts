import type { PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import type { Settings } from '../policy/settings.ts';
import type { Messages } from '../messages/messages.ts';
import { printableShellWord } from '../report/terminal-escape.ts';
import { messagesOf } from './load-messages.ts';
import type { Context } from './context.ts';
import type { Format } from './formats.ts';
import { pathFrom, runnerFor, runnerIn } from './runner.ts';
import type { ScanRequest } from './scans/scan-request.ts';

declare const KEYWARD_VERSION: string;

/** A result with the policy that was applied. */
export interface ResultWithPolicy {
  readonly result: ScanResult;
  readonly settings: Settings;
  readonly notes: PolicyNotes;
}

/** Prints a result in the selected format. */
export async function printResult(
  context: Context,
  request: ScanRequest,
  judged: ResultWithPolicy,
  format: Format,
): Promise<void> {
  const messages = await messagesOf(context, judged.settings.language);
  context.print(await REPORTERS[format](judged, messages, context, request));
}

type Reporter = (
  judged: ResultWithPolicy,
  messages: Messages,
  context: Context,
  request: ScanRequest,
) => Promise<string>;

/** One reporter per format. Each loads its module on use. */
const REPORTERS: Readonly<Record<Format, Reporter>> = {
  text: asText,
  async json({ result, notes }) {
    const { jsonReport } = await import('../report/json.ts');
    return jsonReport(result, notes);
  },
  async sarif({ result, notes }, messages) {
    const { sarifReport } = await import('../report/sarif.ts');
    return sarifReport(result, messages, KEYWARD_VERSION, { notes });
  },
  async github(judged, messages, context, request) {
    const { githubReport } = await import('../report/github.ts');
    const annotations = githubReport(judged.result, messages, judged.notes);
    return annotations + (await asText(judged, messages, context, request));
  },
};

async function asText(
  { result, settings, notes }: ResultWithPolicy,
  messages: Messages,
  context: Context,
  request: ScanRequest,
): Promise<string> {
  const [{ textReport }, { styleFor, terminalWidth }] = await Promise.all([
    import('../report/text.ts'),
    import('./color.ts'),
  ]);
  const facts = result.findings.length > 0 ? await request.reportContext?.(result) : undefined;
  const runner = facts?.runner ?? runnerFor(context.directory);
  return textReport(result, {
    messages,
    notes,
    occasion: request.trigger,
    verbose: context.args.flag('verbose'),
    strict: settings.strict,
    accounts: settings.accounts,
    helpUrl: settings.helpUrl,
    runner,
    showAll: showAllCommand(context, runner),
    fullFingerprints: result.source === 'range' && request.trigger === 'check',
    style: styleFor(context.environment),
    width: terminalWidth(),
    ...facts,
  });
}

/** Returns the command that shows all findings of a scan. */
function showAllCommand({ args, directory }: Context, runner: string): string {
  const { command, folder } = runnerIn(directory);
  const pathWord = (path: string) => printableShellWord(pathFrom(folder, directory, path));
  const [range, message] = [args.text('range'), args.text('message')];
  if (range !== undefined) return `${runner} scan --range ${printableShellWord(range)} --verbose`;
  if (message !== undefined) return `${command} scan --message ${pathWord(message)} --verbose`;
  if (args.flag('ci')) return `${runner} scan --ci --verbose`;
  if (args.flag('files')) return `${command} scan --files ${args.words.map(pathWord).join(' ')} --verbose`;
  return `${runner} scan --staged --verbose`;
}
