import { AppError } from '../../core/errors.ts';
import type { ExitCode } from '../../core/result.ts';
import { rules } from '../../core/rules/index.ts';
import { type RuleTest, testRules } from '../../core/self-test.ts';
import { messagesOf } from '../catalogue.ts';
import type { Context } from '../context.ts';

/** `keyward doctor --rules`: every rule on its own examples, with values that are made up on the spot. */
export async function run(context: Context): Promise<ExitCode> {
  if (!context.args.flag('rules')) throw new AppError('usage-missing-option', { option: '--rules' });
  const format = context.args.text('format') ?? 'text';
  if (format !== 'text' && format !== 'json')
    throw new AppError('usage-bad-value', { option: '--format', expected: 'text, json' });
  const tests = testRules(rules, context.now.getTime() % 2 ** 31, context.now);
  const failed = tests.filter((test) => test.failed > 0).length;
  const words = messagesOf(context).doctor;
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
