import { appendFile } from 'node:fs/promises';
import { jobSummary } from '../report/job-summary.ts';
import { PLAIN } from '../report/text-context.ts';
import type { ScanReport } from './formats.ts';
import { textContext } from './text-reporter.ts';

/** Columns of the advice in a summary. */
const WIDTH = 110;

/** Appends the summary of a job to the file that GitHub names. Without it, the report in the log is still complete. */
export async function appendJobSummary(report: ScanReport): Promise<void> {
  const { result, messages, context, request } = report;
  const facts = { ...(await textContext(report)), verbose: false, style: PLAIN, width: WIDTH };
  const { report: texts, errors } = messages;
  const isUnscanned = facts.strict && result.scanned.unscanned.length > 0;
  const verdict = isUnscanned ? texts.summaryUnscanned : texts.commitsClean(request.commits ?? 0);
  try {
    await appendFile(request.summaryFile ?? '', jobSummary(result, facts, verdict));
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '?';
    context.note(`keyward: ${errors['unwritable-file']({ path: 'GITHUB_STEP_SUMMARY', reason })}\n`);
  }
}
