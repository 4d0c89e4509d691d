import { printableShellWord } from '../report/terminal-escape.ts';
import { textReport } from '../report/text.ts';
import type { TextContext } from '../report/text-context.ts';
import { styleFor, terminalWidth } from './color.ts';
import type { Context } from './context.ts';
import type { ScanReport } from './formats.ts';
import { pathFrom, runnerFor, runnerIn } from './runner.ts';

/** Returns the report of a scan for people. */
export async function textReporter(report: ScanReport): Promise<string> {
  return textReport(report.result, await textContext(report));
}

/** Returns what a report in sentences needs besides the result. */
export async function textContext(report: ScanReport): Promise<TextContext> {
  const { result, settings, notes, messages, context, request } = report;
  const facts = result.findings.length > 0 ? await request.reportContext?.(result) : undefined;
  const runner = facts?.runner ?? runnerFor(context.directory);
  return {
    messages,
    notes,
    occasion: request.trigger,
    verbose: context.args.flag('verbose'),
    strict: settings.strict,
    accounts: settings.accounts,
    helpUrl: settings.helpUrl,
    runner,
    showAll: showAllCommand(context, runner),
    fullFingerprints:
      request.trigger === 'check' && (result.source === 'range' || request.rememberedIn === undefined),
    style: styleFor(context.environment),
    width: terminalWidth(),
    ...facts,
  };
}

/** Returns the command that shows all findings of a scan. */
function showAllCommand({ args, directory }: Context, runner: string): string {
  const { command, folder } = runnerIn(directory);
  const pathWord = (path: string) => printableShellWord(pathFrom(folder, directory, path));
  const [range, message] = [args.text('range'), args.text('message')];
  if (range !== undefined) return `${runner} scan --range ${printableShellWord(range)} --verbose`;
  if (message !== undefined) return `${command} scan --message ${pathWord(message)} --verbose`;
  if (args.flag('ci')) return `${runner} scan --ci --verbose`;
  if (args.flag('all')) return `${runner} scan --all --verbose`;
  return `${runner} scan --staged --verbose`;
}
