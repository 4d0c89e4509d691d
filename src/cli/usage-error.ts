import { parseArgs } from 'node:util';
import { AppError } from '../shared/errors.ts';
import { nearestWord } from '../shared/nearest-word.ts';
import { redactText } from '../rules/redact-text.ts';
import type { CommandName } from '../messages/help/help-messages.ts';
import { COMMANDS, COMMON } from './options.ts';

/** Returns the usage line of a command. */
export function usageOf(command: CommandName): string {
  return `keyward ${command} ${COMMANDS[command].words}`.trimEnd();
}

/** Returns the error for an argument that a command does not take. */
export function unexpectedArgument(command: CommandName, word: string): AppError {
  return new AppError('usage-unexpected-argument', { word: printable(word), usage: usageOf(command) });
}

/** Returns the error for a command that lacks an argument. */
export function missingArgument(command: CommandName): AppError {
  return new AppError('usage-missing-argument', { usage: usageOf(command) });
}

/** Returns the error for a command that does not exist. */
export function unknownCommand(word: string): AppError {
  const commands = Object.entries(COMMANDS).filter(([, command]) => !('hidden' in command));
  const nearest = nearestWord(
    word,
    commands.map(([name]) => name),
  );
  return new AppError('usage-unknown-command', { word: printable(word), nearest });
}

/** Returns the error for the first option that `parseArgs` rejects. */
export function optionError(command: CommandName, argv: readonly string[], cause: unknown): AppError {
  const options: Readonly<Record<string, { readonly type: 'boolean' | 'string' }>> = {
    ...COMMON,
    ...COMMANDS[command].options,
  };
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) {
      const nearest = nearestWord(token.name, Object.keys(options));
      const args = { option: printable(token.rawName), nearest: nearest && `--${nearest}`, command };
      return new AppError('usage-unknown-option', args, cause);
    }
    const isGiven = token.value !== undefined && (token.inlineValue || !token.value.startsWith('-'));
    if (option.type === 'string' && !isGiven)
      return new AppError('usage-missing-value', { option: token.rawName, command }, cause);
    if (option.type === 'boolean' && token.value !== undefined)
      return new AppError('usage-unexpected-value', { option: token.rawName, command }, cause);
  }
  return new AppError('usage-unknown-option', { option: undefined, nearest: undefined, command }, cause);
}

/** Returns a word of the command line for a message, or undefined if it is so long that it may be a secret. */
function printable(word: string): string | undefined {
  return word.length > MAX_PRINTABLE_LENGTH ? undefined : redactText(word);
}

/** No secret of AWS is that short, except key IDs, which are redacted. */
const MAX_PRINTABLE_LENGTH = 24;
