import { realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { applyPlan } from '../../fix/apply.ts';
import { loaderHints } from '../../fix/loaders.ts';
import { isEmptyPlan } from '../../fix/plan.ts';
import { contentOf, readIndex, readState } from '../../fix/read-state.ts';
import { triedPlan } from '../../fix/trial.ts';
import { extractTexts } from '../../decode/extract-texts.ts';
import { settleRepository } from '../../git/own-repository.ts';
import { fixWordsFor } from '../../messages/fix/index.ts';
import { fixDiff, fixOutcome } from '../../report/fix-report.ts';
import { rules } from '../../rules/index.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { loadPrefilter } from '../../scan/load-prefilter.ts';
import { scan, type ScanResult } from '../../scan/scan.ts';
import { AppError } from '../../shared/errors.ts';
import { shellWord } from '../../shared/shell-quote.ts';
import { emphasisFor } from '../color.ts';
import { canAsk, Dialog } from '../ask.ts';
import type { Context } from '../context.ts';
import { messagesOf } from '../load-messages.ts';
import { folderIn } from '../report-context.ts';
import { runScan } from '../run-scan.ts';
import { pathFrom, runnerFor, runnerIn } from '../runner.ts';
import { stagedRequest } from '../scans/scan-staged.ts';

/** `keyward fix [PATH…]`: removes credentials from the staged changes, then scans them again. */
export async function run(outer: Context): Promise<ExitCode> {
  const { top, gitDirectory } = await settleRepository(outer.directory);
  const isInPaths = pathFilter(top, outer);
  // the report prints commands for the folder in which the user is
  const environment = { ...outer.environment, GIT_PREFIX: folderIn(top, outer) };
  const context: Context = { ...outer, directory: top, environment };
  const first = await scanStaged(context);
  const words = fixWordsFor((await messagesOf(context, first.language)).language);
  if (first.result.findings.length === 0) {
    context.print(`${words.clean}\n`);
    return report(context);
  }
  const { findings, redactPath } = first.result;
  const place = { top, gitDirectory };
  const index = await readIndex(top);
  const state = await readState(top, index, findings, context.now);
  const plan = await triedPlan({
    place,
    state,
    index,
    findings,
    isSelected: ({ path }) => isInPaths(path),
    scan: async () => (await scanStaged(context)).result.findings,
  });
  if (isEmptyPlan(plan)) {
    const { envProblem } = plan;
    context.print(envProblem === undefined ? '' : `${words.problems[envProblem]}\n\n`);
    context.print(`${words.notUnderstood}\n\n`);
    return report(context);
  }
  const emphasize = emphasisFor(context.environment, process.stdout);
  const isEnvNew = state.env.content === undefined;
  context.print(fixDiff(plan, { words, findings, isEnvNew, redactPath, emphasize }));
  const refusal = await refusalOf(outer, words);
  if (refusal !== undefined) {
    context.print(`${refusal}\n`);
    return 1;
  }
  await applyPlan(place, plan, state, index);
  const hints = loaderHints(plan.edited, (name) => contentOf(top, name)?.toString());
  context.print(fixOutcome(plan, findings, words, hints, runnerFor(outer.directory)));
  return report(context);
}

async function scanStaged(
  context: Context,
): Promise<{ readonly result: ScanResult; readonly language: 'en' | 'ja' | undefined }> {
  const { source } = await stagedRequest(context);
  const { language } = (await source.policy()).settings;
  const options = { source, rules, unfold: extractTexts, prefilter: loadPrefilter, now: context.now };
  return { result: await scan(options), language };
}

/** Prints what is still staged. */
async function report(context: Context): Promise<ExitCode> {
  const request = await stagedRequest(context);
  return runScan(context, { ...request, trigger: 'check' }, 'text');
}

/** Returns why the plan is not carried out, or undefined if it is. */
async function refusalOf(
  { args, directory }: Context,
  words: ReturnType<typeof fixWordsFor>,
): Promise<string | undefined> {
  if (args.flag('dry-run')) return words.dryRun;
  if (args.flag('yes')) return undefined;
  const { command: runner, folder } = runnerIn(directory);
  const paths = args.words.map((word) => shellWord(pathFrom(folder, directory, word)));
  const command = [runner, 'fix', ...paths, '--yes'].join(' ');
  if (!canAsk()) return words.needsConsent(command);
  const dialog = new Dialog();
  try {
    return (await dialog.confirm(words.question)) ? undefined : words.declined;
  } finally {
    dialog.close();
  }
}

/** Returns a function that tests whether the arguments select a path (relative to the root). */
function pathFilter(top: string, { args, directory }: Context): (path: string) => boolean {
  if (args.words.length === 0) return () => true;
  const here = realpathSync(directory);
  const selected = args.words.map((word) => {
    const path = relative(top, resolve(here, word)).replaceAll('\\', '/');
    if (/^\.\.(?:\/|$)/.test(path) || resolve(top, path) !== resolve(here, word))
      throw new AppError('usage-bad-value', { option: 'PATH', expected: 'a path in this repository' });
    return path;
  });
  return (path) => selected.some((one) => one === '' || path === one || path.startsWith(`${one}/`));
}
