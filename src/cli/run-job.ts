import { type ExitCode, exitCodeOf } from '../core/result.ts';
import { rules } from '../core/rules/index.ts';
import { scan } from '../core/scan.ts';
import { unfold } from '../text/unfold.ts';
import type { Context } from './context.ts';
import type { Job } from './jobs/job.ts';
import { narrow } from './narrow.ts';
import type { Format } from './print.ts';

/** Scans and reports. Silent where there is nothing to say. */
export async function runJob(context: Context, job: Job, format: Format): Promise<ExitCode> {
  const policy = once(() => {
    const asked = job.policy();
    // while git is at work, what a report takes is loaded, in what is most likely its language
    Promise.all([
      import('./print.ts'),
      import('./catalogue.ts').then(({ messagesOf }) => messagesOf(context)),
    ]).catch(() => undefined);
    return asked;
  });
  // a change to the settings themselves must not pass unread
  if (job.changesPolicy) await policy();
  const count = format === 'json' || context.args.flag('verbose');
  const result = await scan({ source: job.source, rules, unfold, narrow, policy, now: context.now, count });
  const { findings, allowed, scanned } = result;
  const isSilent = findings.length + allowed.length + scanned.notUnfolded.length === 0;
  if (isSilent && !count && format !== 'sarif') return 0;
  const { settings } = await policy();
  const code = exitCodeOf(result, settings.strict);
  // a clean commit needs no words
  const { printResult } = await import('./print.ts');
  await printResult(context, job, result, settings, format);
  if (code === 1) await job.remember?.(result);
  return code;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
