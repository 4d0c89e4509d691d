import { AppError } from '../shared/errors.ts';
import type { PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import type { Settings } from '../policy/settings.ts';
import type { Messages } from '../messages/messages.ts';
import type { Args } from './args.ts';
import type { Context } from './context.ts';
import type { ScanRequest } from './scans/scan-request.ts';

declare const KEYWARD_VERSION: string;

/** What a reporter needs: a result, the policy that was applied, the texts, and what was asked for. */
export interface ScanReport {
  readonly result: ScanResult;
  readonly settings: Settings;
  readonly notes: PolicyNotes;
  readonly messages: Messages;
  readonly context: Context;
  readonly request: ScanRequest;
}

interface ScanFormat {
  /**
   * True if a program reads it, so that a report without findings is printed too, and nothing else. Errors of a scan are text on
   * standard error, except for `json`.
   */
  readonly isData: boolean;
  /** True if it says how many lines the change adds, which costs one more run of git. */
  readonly countsLines: boolean;
  /** Returns the report. Loads its module on use. */
  print(report: ScanReport): Promise<string>;
}

/** The output formats of a scan. */
export const FORMATS = {
  text: { isData: false, countsLines: false, print: textOf },
  json: {
    isData: true,
    countsLines: true,
    async print({ result, notes }) {
      const { jsonReport } = await import('../report/json.ts');
      return jsonReport(result, notes);
    },
  },
  sarif: {
    isData: true,
    countsLines: false,
    async print({ result, notes, messages }) {
      const { sarifReport } = await import('../report/sarif.ts');
      return sarifReport(result, messages, KEYWARD_VERSION, { notes });
    },
  },
  github: {
    isData: false,
    countsLines: false,
    async print(report) {
      const { githubReport } = await import('../report/github.ts');
      return githubReport(report.result, report.messages, report.notes) + (await textOf(report));
    },
  },
} as const satisfies Record<string, ScanFormat>;

export type FormatName = keyof typeof FORMATS;

export const FORMAT_NAMES: readonly FormatName[] = Object.keys(FORMATS) as FormatName[];

async function textOf(report: ScanReport): Promise<string> {
  const { textReporter } = await import('./text-reporter.ts');
  return textReporter(report);
}

/**
 * Returns the format that the command line asks for.
 *
 * @param known the formats of the command
 * @param usual the format without an option
 * @throws AppError `usage-conflict` if it asks for two, `usage-bad-value` for an unknown one
 */
export function formatOf<F extends string>(args: Args, known: readonly F[], usual: F): F {
  const name = requestedFormat(args) ?? usual;
  const format = known.find((one) => one === name);
  if (format === undefined)
    throw new AppError('usage-bad-value', { option: '--format', expected: known.join(', ') });
  return format;
}

/** Returns the format in the options, if any. `--json` is short for `--format json`. */
export function requestedFormat(args: Args): string | undefined {
  const format = args.text('format');
  if (!args.flag('json')) return format;
  if (format !== undefined && format !== 'json')
    throw new AppError('usage-conflict', { options: '--json, --format' });
  return 'json';
}
