import { type Diagnosis, doctorExitCode, type Section, type Status } from '../doctor/checkup-result.ts';
import type { Messages } from '../messages/index.ts';
import { escapeControls, jsonText } from './terminal-escape.ts';

/** The texts and settings of a doctor report. */
export interface CheckupWords {
  readonly messages: Messages;
  readonly emphasize: (text: string) => string;
  /** The command that runs all safe fixes, if there are any. */
  readonly fix: string | undefined;
}

const MARKS: Readonly<Record<Status, string>> = {
  ok: '✓',
  'not-ok': '✗',
  'could-not-check': '?',
  advice: '·',
};

/** Returns the report of the doctor: the verdict on the first line, then each check, with a fix for each problem. */
export function checkupText(sections: readonly Section[], words: CheckupWords): string {
  const { doctor } = words.messages;
  // the path of a single worktree is obvious
  const isNamed = sections.filter(({ worktree }) => worktree !== undefined).length > 1;
  const lines = sections.flatMap(({ worktree, diagnoses }) => [
    ...(isNamed && worktree !== undefined ? [`  ${doctor.worktree(worktree)}`] : []),
    ...diagnoses.flatMap((diagnosis) => rows(diagnosis, worktree, words.messages)),
  ]);
  const end = words.fix === undefined ? [] : ['', doctor.fixable(words.fix)];
  return [
    words.emphasize(verdict(sections, words.messages)),
    ...[...lines, ...end].map(escapeControls),
    '',
  ].join('\n');
}

/** Returns what a hook printed when it blocked a commit, with an introduction. */
export function blockedExampleText(output: string, { doctor }: Messages): string {
  const lines = output.trimEnd().split('\n').map(escapeControls);
  return ['', doctor.blockedExample, '', '$ git commit', ...lines, ''].join('\n');
}

function verdict(sections: readonly Section[], { doctor }: Messages): string {
  const count = (selected: Status) =>
    sections.reduce(
      (sum, { diagnoses }) => sum + diagnoses.filter(({ status }) => status === selected).length,
      0,
    );
  const code = doctorExitCode(sections);
  if (code === 0) return doctor.guarded;
  return code === 1 ? doctor.notGuarded(count('not-ok')) : doctor.unsure(count('could-not-check'));
}

function rows(
  { code, status, args, fix }: Diagnosis,
  worktree: string | undefined,
  { doctor }: Messages,
): string[] {
  const text = doctor.diagnoses[code] as (args: object) => string;
  const shown = Object.entries(args).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' && worktree !== undefined ? relativeToTop(value, worktree) : value,
  ]);
  const row = `  ${MARKS[status]} ${text(Object.fromEntries(shown) as object)}`;
  return fix === undefined ? [row] : [row, `      ${doctor.fix(fix.command)}`];
}

/** Returns a path in the worktree relative to its top folder. */
function relativeToTop(text: string, worktree: string): string {
  const slashed = text.replaceAll('\\', '/');
  const start = `${worktree.replaceAll('\\', '/')}/`;
  return slashed.startsWith(start) ? slashed.slice(start.length) : text;
}

/** Returns the report of the doctor as JSON. It is complete if every check was possible. */
export function checkupJson(sections: readonly Section[]): string {
  const code = doctorExitCode(sections);
  const checks = sections.flatMap(({ worktree, diagnoses }) =>
    diagnoses.map(({ code: check, status, args, fix }) => ({
      code: check,
      status,
      worktree: worktree ?? null,
      args,
      fix: fix ?? null,
    })),
  );
  const complete = checks.every(({ status }) => status !== 'could-not-check');
  return `${jsonText({ version: 1, complete, guarded: code === 0, checks }, 2)}\n`;
}
