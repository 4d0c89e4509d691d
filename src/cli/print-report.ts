import type { PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import type { Settings } from '../policy/settings.ts';
import type { Messages } from '../messages/messages.ts';
import { messagesOf } from './load-messages.ts';
import type { Context } from './context.ts';
import type { ScanRequest } from './scans/scan-request.ts';

export type Format = 'text' | 'json' | 'sarif' | 'github';

declare const KEYWARD_VERSION: string;

/** A result with the policy that was applied. */
export interface Judged {
  readonly result: ScanResult;
  readonly settings: Settings;
  readonly notes: PolicyNotes;
}

/** Prints a result in the selected format. */
export async function printResult(
  context: Context,
  request: ScanRequest,
  judged: Judged,
  format: Format,
): Promise<void> {
  const { result, settings, notes } = judged;
  const messages = await messagesOf(context, settings.language);
  if (format === 'json') {
    const { jsonReport } = await import('../report/json.ts');
    context.print(jsonReport(result, notes));
  } else if (format === 'sarif') {
    const { sarifReport } = await import('../report/sarif.ts');
    context.print(sarifReport(result, messages, KEYWARD_VERSION, { notes }));
  } else {
    if (format === 'github') {
      const { githubReport } = await import('../report/github.ts');
      context.print(githubReport(result, messages, notes));
    }
    context.print(await asText(context, request, judged, messages));
  }
}

async function asText(
  context: Context,
  request: ScanRequest,
  { result, settings, notes }: Judged,
  messages: Messages,
): Promise<string> {
  const [{ textReport }, { emphasisFor }] = await Promise.all([
    import('../report/text.ts'),
    import('./color.ts'),
  ]);
  return textReport(result, {
    messages,
    notes,
    occasion: request.trigger,
    verbose: context.args.flag('verbose'),
    strict: settings.strict,
    accounts: settings.accounts,
    helpUrl: settings.helpUrl,
    runner: 'npx keyward',
    emphasize: emphasisFor(context.environment),
    ...(result.findings.length > 0 ? await request.reportContext?.(result) : {}),
  });
}
