import { AppError } from '../../shared/errors.ts';
import { type KeyFacts, keyFactsOf, mayBeSecret } from '../../respond/key.ts';
import type { ExitCode } from '../../scan/exit-code.ts';
import { rules } from '../../rules/index.ts';
import { redactWord } from '../../rules/redact-text.ts';
import { redactPath } from '../../scan/redact-path.ts';
import { responseWordsFor } from '../../messages/respond/index.ts';
import { escapeControls } from '../../report/terminal-escape.ts';
import { type ResponseContext, responseMarkdown, responseText } from '../../report/respond-report.ts';
import { messagesOf } from '../load-messages.ts';
import { emphasisFor } from '../color.ts';
import type { Context } from '../context.ts';
import { writeOutput } from '../output-file.ts';

/** `keyward respond [KEY-ID]`: what to do after a leak. It reads no settings and asks nobody: it must work anywhere. */
export async function run(context: Context): Promise<ExitCode> {
  const guide: ResponseContext = {
    words: responseWordsFor(context.chosenLanguage ?? context.language),
    kinds: (await messagesOf(context)).rules,
    key: keyOf(context.args.words),
    now: context.now,
    emphasize: emphasisFor(context.environment, process.stdout),
  };
  const file = context.args.text('output');
  if (file === undefined) {
    context.print(responseText(guide));
    return 0;
  }
  // ticks and notes of an earlier guide are never lost
  await writeOutput(context.directory, file, responseMarkdown(guide), false);
  context.print(`${guide.words.saved(escapeControls(redactWord(redactPath(file, rules, context.now))))}\n`);
  return 0;
}

/** @throws AppError on anything that is no key id; the words typed are not repeated */
function keyOf(words: readonly string[]): KeyFacts | undefined {
  const [word, ...more] = words.map((each) => each.trim());
  if (words.some(mayBeSecret)) throw new AppError('respond-secret', {});
  if (more.length > 0) throw new AppError('usage-unexpected-word', { command: 'respond' });
  if (word === undefined) return undefined;
  const key = keyFactsOf(word);
  if (key === undefined) throw new AppError('respond-no-key-id', {});
  return key;
}
