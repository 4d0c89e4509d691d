import { AppError } from '../shared/errors.ts';
import type { Args } from './args.ts';

/** The output formats of a scan. `print-report.ts` has a reporter for each. */
export const FORMATS = {
  text: { isData: false, countsLines: false },
  json: { isData: true, countsLines: true },
  sarif: { isData: true, countsLines: false },
  github: { isData: false, countsLines: false },
} as const satisfies Record<string, FormatTraits>;

export type Format = keyof typeof FORMATS;

interface FormatTraits {
  /** True if a program reads it, so that a report without findings is printed too, and nothing else. */
  readonly isData: boolean;
  /** True if it says how many lines the change adds, which costs one more run of git. */
  readonly countsLines: boolean;
}

export const FORMAT_NAMES: readonly Format[] = Object.keys(FORMATS) as Format[];

/**
 * Returns the format that the command line asks for, if any. `--json` is short for `--format json`.
 *
 * @throws AppError `usage-conflict` if it asks for two
 */
export function chosenFormat(args: Args): string | undefined {
  const format = args.text('format');
  if (!args.flag('json')) return format;
  if (format !== undefined && format !== 'json')
    throw new AppError('usage-conflict', { options: '--json, --format' });
  return 'json';
}
