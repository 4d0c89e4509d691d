import { type Diagnosis, doctorExitCode, type Section, type Status } from '../doctor/checkup-result.ts';
import type { Messages } from '../messages/index.ts';
import { escapeControls, jsonText } from './terminal-escape.ts';

/** What the text report needs besides the findings. */
export interface CheckupWords {
  readonly messages: Messages;
  readonly emphasize: (text: string) => string;
  /** What runs all safe commands, where there are any. */
  readonly fix: string | undefined;
}

const MARKS: Readonly<Record<Status, string>> = {
  ok: '✓',
  'not-ok': '✗',
  'could-not-check': '?',
  advice: '·',
};

/** The verdict on the first line; then what was found, each problem with what fixes it. */
export function checkupText(sections: readonly Section[], words: CheckupWords): string {
  const { doctor } = words.messages;
  // of one work tree nobody needs to be told which
  const isNamed = sections.filter(({ worktree }) => worktree !== undefined).length > 1;
  const lines = sections.flatMap(({ worktree, diagnoses }) => [
    ...(isNamed && worktree !== undefined ? [`  ${doctor.worktree(worktree)}`] : []),
    ...diagnoses.flatMap((each) => rows(each, worktree, words.messages)),
  ]);
  const end = words.fix === undefined ? [] : ['', doctor.fixable(words.fix)];
  return [
    words.emphasize(verdict(sections, words.messages)),
    ...[...lines, ...end].map(escapeControls),
    '',
  ].join('\n');
}

function verdict(sections: readonly Section[], { doctor }: Messages): string {
  const count = (wanted: Status) =>
    sections.reduce(
      (sum, { diagnoses }) => sum + diagnoses.filter(({ status }) => status === wanted).length,
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
  const say = doctor.diagnoses[code] as (given: object) => string;
  const inside = Object.entries(args).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' && worktree !== undefined ? fromTop(value, worktree) : value,
  ]);
  const row = `  ${MARKS[status]} ${say(Object.fromEntries(inside) as object)}`;
  return fix === undefined ? [row] : [row, `      ${doctor.fix(fix.command)}`];
}

/** A path in the work tree, as a person there would name it. */
function fromTop(text: string, worktree: string): string {
  const slashed = text.replaceAll('\\', '/');
  const start = `${worktree.replaceAll('\\', '/')}/`;
  return slashed.startsWith(start) ? slashed.slice(start.length) : text;
}

/** The same for programs. It is complete when nothing was left unchecked. */
export function checkupJson(sections: readonly Section[]): string {
  const code = doctorExitCode(sections);
  const checks = sections.flatMap(({ worktree, diagnoses }) =>
    diagnoses.map((each) => ({
      code: each.code,
      status: each.status,
      worktree: worktree ?? null,
      args: each.args,
      mend: each.fix ?? null,
    })),
  );
  const complete = checks.every(({ status }) => status !== 'could-not-check');
  return `${jsonText({ version: 1, complete, guarded: code === 0, checks }, 2)}\n`;
}
