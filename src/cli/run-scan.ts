import type { Policy } from '../policy/policy.ts';
import { type ExitCode, exitCodeOf } from '../scan/exit-code.ts';
import { rules } from '../rules/index.ts';
import { scan } from '../scan/scan.ts';
import { extractTexts } from '../decode/extract-texts.ts';
import type { PolicyNotes } from '../scan/policy-notes.ts';
import { once } from '../shared/once.ts';
import type { Context } from './context.ts';
import type { ScanRequest } from './scans/scan-request.ts';
import { loadPrefilter } from '../scan/load-prefilter.ts';
import { type FormatName, FORMATS } from './formats.ts';

/** Scans and prints the report. Prints nothing if there is nothing to report. */
export async function runScan(context: Context, request: ScanRequest, format: FormatName): Promise<ExitCode> {
  const { source } = request;
  // read a changed policy even if the scan does not need it, so that an invalid one blocks
  const early = request.changesPolicy || request.maySwitchOff ? await source.policy() : undefined;
  const { countsLines, isData } = FORMATS[format];
  const count = countsLines || context.args.flag('verbose');
  const isTerse = context.args.flag('quiet') && !isData;
  const progress = isTerse ? undefined : await progressOf(context, request);
  const preload = once(() => loadReport(context));
  const scanned = await scan({
    source,
    rules,
    unfold: extractTexts,
    prefilter: loadPrefilter,
    now: context.now,
    count,
    done: (_, outcome) => {
      if (outcome === 'found') preload();
      progress?.step();
    },
  }).finally(() => progress?.end());
  const result = isTerse ? { ...scanned, allowed: [], impossible: [] } : scanned;
  const { findings, allowed, impossible } = result;
  const { unscanned } = result.scanned;
  const isEmpty = findings.length + allowed.length + impossible.length + unscanned.length === 0;
  const known = result.policy ?? early;
  const isPlain =
    Object.keys(known?.settings.rules ?? {}).length === 0 &&
    request.base === undefined &&
    request.summaryFile === undefined;
  const isQuiet = isEmpty && !count && !isData;
  if (isQuiet && isPlain) return 0;
  const { settings, ...notes } = await notesOn(known ?? (await source.policy()), request);
  const hasSummary = request.summaryFile !== undefined;
  if (isQuiet && !hasSummary && notes.rulesOff.length === 0 && notes.changed === undefined) return 0;
  const code = exitCodeOf(result, settings.strict);
  // loaded late, because a clean commit needs no report
  const { messagesOf } = await import('./load-messages.ts');
  const messages = await messagesOf(context, settings.language);
  const report = { result, settings, notes, messages, context, request };
  context.print(await FORMATS[format].print(report));
  if (hasSummary) await (await import('./job-summary-file.ts')).appendJobSummary(report);
  if (code === 1 && request.rememberedIn !== undefined) {
    const [{ rememberFindings }, { shownFindings }] = await Promise.all([
      import('./last-blocked.ts'),
      import('../report/text.ts'),
    ]);
    const shown = context.args.flag('verbose') ? findings : shownFindings(findings);
    const written = rememberFindings(request.rememberedIn, findings, shown);
    // a check of a read-only repository is complete without the record
    await (request.trigger === 'check' ? written.catch(() => undefined) : written);
  }
  return code;
}

/** Loads the modules for a report while git still runs. */
function loadReport(context: Context): void {
  Promise.all([
    import('./text-reporter.ts'),
    import('./load-messages.ts').then(({ messagesOf }) => messagesOf(context)),
  ]).catch(() => undefined);
}

/** Returns the notes on the policy for the report, and the settings. */
async function notesOn(
  policy: Policy,
  { base }: ScanRequest,
): Promise<PolicyNotes & Pick<Policy, 'settings'>> {
  const { policyChange, rulesOff } = await import('../scan/policy-notes.ts');
  const before = await base?.();
  const { settings } = policy;
  return {
    settings,
    rulesOff: rulesOff(settings),
    changed: before === undefined ? undefined : policyChange(before, policy),
  };
}

/** Returns a progress line for a long scan on a terminal. */
async function progressOf(
  context: Context,
  { objects = 0 }: ScanRequest,
): Promise<{ step: () => void; end: () => void } | undefined> {
  if (objects < MIN_LONG_SCAN_OBJECTS || !process.stderr.isTTY) return undefined;
  const { progressOn } = await import('./progress.ts');
  const line = await progressOn(context);
  let done = 0;
  return {
    step: () => {
      done += 1;
      if (done % MIN_LONG_SCAN_OBJECTS === 0) line.report(Math.min(done, objects), objects);
    },
    end: line.end,
  };
}

/** The smallest scan that shows progress, and the number of objects between two updates. */
const MIN_LONG_SCAN_OBJECTS = 500;
