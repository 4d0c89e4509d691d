import { parseArgs } from 'node:util';
import type { CommandName } from '../messages/help/help-messages.ts';
import { COMMANDS, COMMON } from './options.ts';

/** The parsed command line after the command's name. */
export interface Args {
  readonly words: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
}

/**
 * Parses the options and arguments of a command.
 *
 * @throws AppError if an option is unknown, its value is wrong, or the command takes no arguments
 */
export async function parse(command: CommandName, argv: readonly string[]): Promise<Args> {
  const { words, given } = await parsed(command, argv);
  const [word] = words;
  if (word !== undefined && COMMANDS[command].words === '') {
    const { unexpectedArgument } = await import('./usage-error.ts');
    throw unexpectedArgument(command, word);
  }
  return {
    words,
    flag: (name) => given[name] === true,
    text: (name) => (typeof given[name] === 'string' ? given[name] : undefined),
  };
}

interface Parsed {
  readonly words: readonly string[];
  readonly given: Readonly<Record<string, string | boolean | undefined>>;
}

async function parsed(command: CommandName, argv: readonly string[]): Promise<Parsed> {
  const options = { ...COMMON, ...COMMANDS[command].options };
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { words: positionals, given: values as Parsed['given'] };
  } catch (error) {
    const { optionError } = await import('./usage-error.ts');
    throw optionError(command, argv, error);
  }
}
