import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { realpath } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { doctorExitCode, safeCommands, type Section } from '../../doctor/checkup-result.ts';
import { AppError } from '../../shared/errors.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { rules } from '../../rules/index.ts';
import { type RuleTest, testRules } from '../../scan/rule-self-test.ts';
import { redactPath, redactPathsIn } from '../../scan/redact-path.ts';
import { ownHooksPath, runUserChecks } from '../../doctor/user-checks.ts';
import { GitClient } from '../../git/git.ts';
import { runChecks } from '../../doctor/run-checks.ts';
import type { Caller } from '../../doctor/worktree-context.ts';
import { settleRepository } from '../../git/own-repository.ts';
import { runnerFor } from '../runner.ts';
import { blockedExampleText, checkupJson, checkupText } from '../../report/doctor-report.ts';
import { escapeControls } from '../../report/terminal-escape.ts';
import type { Messages } from '../../messages/messages.ts';
import { messagesOf } from '../load-messages.ts';
import { formatOf } from '../formats.ts';
import { emphasisFor } from '../color.ts';
import type { Context } from '../context.ts';
import { outsideRepositories, PACKAGE_HOOKS } from '../project.ts';

type DoctorFormat = 'text' | 'json';

/** Options that cannot be used together. */
const CONFLICTS = [
  ['fix', 'rules'],
  ['show', 'rules'],
  ['global', 'rules'],
  ['global', 'fix'],
  ['global', 'show'],
] as const;

/** `keyward doctor`: checks that the installed hooks block; `--rules`: tests every rule on its own examples. */
export async function run(context: Context): Promise<ExitCode> {
  const { args } = context;
  for (const [one, other] of CONFLICTS)
    if (args.flag(one) && args.flag(other))
      throw new AppError('usage-conflict', { options: `--${one}, --${other}` });
  const format = formatOf<DoctorFormat>(args, ['text', 'json'], 'text');
  if (format === 'json' && args.flag('show'))
    throw new AppError('usage-conflict', { options: '--show, --format json' });
  if (args.flag('global')) return examineForUser(context, format);
  return args.flag('rules') ? examineRules(context, format) : examine(context, format);
}

async function examine(context: Context, format: DoctorFormat): Promise<ExitCode> {
  await settleRepository(context.directory);
  const blocked: string[] = [];
  const caller: Caller = {
    directory: await realpath(context.directory),
    program: join(PACKAGE_HOOKS, '..', 'dist', 'cli.cjs'),
    environment: context.environment,
    now: context.now,
    onBlock: (hook, output) => {
      if (hook === 'pre-commit') blocked.push(stripVTControlCharacters(output));
    },
  };
  const found = await (context.args.flag('fix') ? checkAfterFixing(context, caller) : runChecks(caller));
  const messages = await messagesOf(context);
  const isFixable = safeCommands(found).length > 0 && !context.args.flag('fix');
  const fix = isFixable ? `${runnerFor(caller.directory)} doctor --fix` : undefined;
  // paths may contain a key
  const sections = redactPathsIn(found, rules, context.now);
  const code = report(context, format, sections, messages, fix);
  const [example] = blocked;
  if (context.args.flag('show') && example !== undefined)
    context.print(blockedExampleText(example, messages));
  return code;
}

function report(
  { print, environment }: Context,
  format: DoctorFormat,
  sections: readonly Section[],
  messages: Messages,
  fix?: string,
): ExitCode {
  print(
    format === 'json'
      ? checkupJson(sections)
      : checkupText(sections, { messages, emphasize: emphasisFor(environment), fix }),
  );
  return doctorExitCode(sections);
}

/** `--global`: checks the hooks that run in all repositories of the user. */
async function examineForUser(context: Context, format: DoctorFormat): Promise<ExitCode> {
  const here = await ownHooksPath(new GitClient(context.directory));
  const found = await runUserChecks(outsideRepositories(context), here);
  const messages = await messagesOf(context);
  const { doctor } = messages;
  const words = { ...messages, doctor: { ...doctor, guarded: doctor.guardedForUser } };
  const sections = redactPathsIn(found, rules, context.now);
  return report(context, format, sections, words);
}

/** Runs safe fixes and checks again, because a fix may reveal another problem. */
async function checkAfterFixing(context: Context, caller: Caller): Promise<readonly Section[]> {
  const done = new Set<string>();
  for (;;) {
    const sections = await runChecks(caller);
    const next = safeCommands(sections).filter((command) => !done.has(command));
    if (next.length === 0) return sections;
    for (const command of next) {
      context.note(`$ ${escapeControls(redactPath(command, rules, context.now))}\n`);
      spawnSync(command, { cwd: context.directory, shell: true, stdio: ['ignore', 2, 2] });
      done.add(command);
    }
  }
}

/** Tests every rule on its own examples with generated values. */
async function examineRules(context: Context, format: DoctorFormat): Promise<ExitCode> {
  const { examples } = await import('../../rules/examples.ts');
  const tests = testRules(rules, examples, context.now.getTime() % 2 ** 31, context.now);
  const failed = tests.filter((test) => test.failed > 0).length;
  const words = (await messagesOf(context)).doctor;
  context.print(
    format === 'json'
      ? `${JSON.stringify({ version: 1, complete: true, rules: tests }, null, 2)}\n`
      : `${[words.verdict(tests.length, failed), ...tests.map(rowOf)].join('\n')}\n`,
  );
  return failed > 0 ? 1 : 0;
}

function rowOf({ ruleId, found, passed, failed }: RuleTest): string {
  return `  ${failed > 0 ? '✗' : '✓'} ${ruleId.padEnd(40)} ${found + passed - failed}/${found + passed}`;
}
