import { ENV_FILE, type FixPlan } from '../fix/plan.ts';
import type { LoaderHint } from '../fix/loaders.ts';
import type { FixMessages, RemovedCount } from '../messages/fix/fix-messages.ts';
import { credentialsOf } from '../scan/credential.ts';
import type { Finding } from '../scan/finding.ts';
import { escapeControls, escapePath } from './terminal-escape.ts';

interface FixReportContext {
  readonly words: FixMessages;
  readonly findings: readonly Finding[];
  /** `.env` does not exist yet. */
  readonly isEnvNew: boolean;
  readonly redactPath: (path: string) => string;
  readonly emphasize: (text: string) => string;
}

/** Returns the changes of a plan as a diff with redacted values. */
export function fixDiff(
  { edited, unstaged, gitignore, env, fixed, envProblem }: FixPlan,
  { words, findings, isEnvNew, redactPath, emphasize }: FixReportContext,
): string {
  const show = (path: string) => escapePath(redactPath(path));
  const blocks: string[][] = edited.map(({ path, lines, inserted, onDisk }) => [
    heading(show(path), onDisk === undefined ? words.stagedOnly : undefined),
    ...(inserted === undefined ? [] : [`       + ${inserted}`]),
    ...lines.flatMap(({ line, before, after }) => [
      `  ${String(line).padStart(4)} - ${escapeControls(before)}`,
      `  ${String(line).padStart(4)} + ${escapeControls(after)}`,
    ]),
  ]);
  blocks.push(...unstaged.map((path) => [heading(show(path), words.unstaged)]));
  if (gitignore.lines.length > 0)
    blocks.push([
      heading('.gitignore', gitignore.isNew ? words.stagedWhole : undefined),
      ...gitignore.lines.map((line) => `       + ${escapeControls(redactPath(line))}`),
    ]);
  if (env.added.length > 0)
    blocks.push([heading(ENV_FILE, words.env(isEnvNew)), ...env.added.map((line) => `       + ${line}`)]);
  return [
    emphasize(words.title(removedBy(fixed, findings), credentialsOf(findings).length)),
    ...blocks.flatMap((block) => ['', ...block]),
    ...(envProblem === undefined ? [] : ['', words.problems[envProblem]]),
    '',
    '',
  ].join('\n');
}

function heading(path: string, note?: string): string {
  return note === undefined ? `  ${path}` : `  ${path}  (${note})`;
}

/** Counts the credentials of which a fix removes all places of all values, and those of which it removes a part. */
function removedBy(fixed: readonly Finding[], findings: readonly Finding[]): RemovedCount {
  const removed = new Set(fixed);
  const touched = credentialsOf(findings).filter((values) => values.some((value) => removed.has(value)));
  const whole = touched.filter((values) => values.every((value) => removed.has(value))).length;
  return { whole, parts: touched.length - whole };
}

/** Returns what to say after a plan was carried out. */
export function fixOutcome(
  { fixed }: FixPlan,
  findings: readonly Finding[],
  words: FixMessages,
  loaders: ReadonlyMap<LoaderHint, readonly string[]>,
  runner: string,
): string {
  const hints = Array.from(loaders, ([loader, variables]) => `  ${words.loaders[loader](variables)}`);
  return [
    words.done(removedBy(fixed, findings)),
    ...(hints.length === 0 ? [] : [words.loaderTitle, ...hints]),
    words.leaked(`${runner} respond`),
    ...(fixed.some(({ alreadyCommitted }) => alreadyCommitted) ? [words.committed(`${runner} audit`)] : []),
    '',
  ].join('\n');
}
