import { AppError } from '../../shared/errors.ts';
import { type KeyFacts, keyFactsOf, mayBeSecret } from '../../respond/key.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { rules } from '../../rules/index.ts';
import { redactWord } from '../../rules/redact-text.ts';
import { redactPath } from '../../scan/redact-path.ts';
import { responseWordsFor } from '../../messages/respond/index.ts';
import { escapeControls } from '../../report/terminal-escape.ts';
import { pagesOf } from '../../report/pages.ts';
import {
  type ResponseContext,
  responseMarkdown,
  responseParts,
  responseText,
} from '../../report/respond-report.ts';
import { messagesOf } from '../load-messages.ts';
import { emphasisFor } from '../color.ts';
import type { Context } from '../context.ts';
import { writeOutput } from '../output-file.ts';
import { isInteractive, page } from '../pager.ts';
import { runnerFor } from '../runner.ts';
import { unexpectedArgument } from '../usage-error.ts';

/** `keyward respond [KEY-ID]`: shows what to do after a leak. It works everywhere: it reads no settings and uses no network. */
export async function run(context: Context): Promise<ExitCode> {
  const guide: ResponseContext = {
    words: responseWordsFor(context.chosenLanguage ?? context.language),
    kinds: (await messagesOf(context)).rules,
    key: keyOf(context.args.words),
    now: context.now,
    runner: runnerFor(context.directory),
    emphasize: emphasisFor(context.environment, process.stdout),
  };
  const file = context.args.text('output');
  if (file === undefined) {
    if (isInteractive() && !context.args.flag('all')) await showParts(guide, context);
    else context.print(responseText(guide));
    return 0;
  }
  // never overwrite an earlier guide with the user's check marks and notes
  await writeOutput(context.directory, file, responseMarkdown(guide), false);
  context.print(`${guide.words.saved(escapeControls(redactWord(redactPath(file, rules, context.now))))}\n`);
  return 0;
}

/** Shows a first screen with what stops the damage, then the steps, as many at a time as the terminal holds. */
async function showParts(guide: ResponseContext, context: Context): Promise<void> {
  // a terminal that does not know its size says 0
  const [rows, columns] = [process.stdout.rows || 24, process.stdout.columns || 80];
  const [first = '', ...steps] = responseParts(guide);
  await page(
    [first, ...pagesOf(steps, rows - PROMPT_ROWS, columns)],
    guide.words.more(`${guide.runner} respond`),
    context.print,
  );
}

/** The prompt and the empty line above it. */
const PROMPT_ROWS = 2;

/** @throws AppError if the argument is not a key ID; the error does not contain it */
function keyOf(words: readonly string[]): KeyFacts | undefined {
  const [word, next] = words.map((text) => text.trim());
  if (words.some(mayBeSecret)) throw new AppError('respond-secret', {});
  if (next !== undefined) throw unexpectedArgument('respond', next);
  if (word === undefined) return undefined;
  const key = keyFactsOf(word);
  if (key === undefined) throw new AppError('respond-no-key-id', {});
  return key;
}
