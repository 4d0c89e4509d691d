import type { PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import type { Settings } from '../policy/settings.ts';
import type { Messages } from '../messages/messages.ts';
import { printableShellWord } from '../report/terminal-escape.ts';
import { messagesOf } from './load-messages.ts';
import type { Context } from './context.ts';
import type { Format } from './formats.ts';
import { runnerFor } from './runner.ts';
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
    showAll: `${runner} ${showAllCommand(context)}`,
    fullFingerprints: result.source === 'range' && request.trigger === 'check',
    style: styleFor(context.environment),
    width: terminalWidth(),
    ...facts,
  });
}

/** Returns the command that shows all findings of a scan. */
function showAllCommand({ args }: Context): string {
  const [range, message] = [args.text('range'), args.text('message')];
  if (range !== undefined) return `scan --range ${printableShellWord(range)} --verbose`;
  if (message !== undefined) return `scan --message ${printableShellWord(message)} --verbose`;
  if (args.flag('ci')) return 'scan --ci --verbose';
  if (args.flag('files')) return `scan --files ${args.words.map(printableShellWord).join(' ')} --verbose`;
  return 'scan --staged --verbose';
}
