import { parseArgs } from 'node:util';
import type { CommandName } from '../messages/help/help-messages.ts';
import { COMMANDS, COMMON, type Options } from './options.ts';

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
  const words = argv.map((word, index) => withValue(options, word, argv[index + 1]));
  try {
    const { values, positionals } = parseArgs({ args: words, options, allowPositionals: true });
    return { words: positionals, given: values as Parsed['given'] };
  } catch (error) {
    const { optionError } = await import('./usage-error.ts');
    throw optionError(command, argv, error);
  }
}

/** Adds the value of an option that may be given without one. */
function withValue(options: Options, word: string, next = '-'): string {
  const name = word.slice(2) as keyof Options;
  const value = word.startsWith('--') && Object.hasOwn(options, name) ? options[name]?.without : undefined;
  return value !== undefined && next.startsWith('-') ? `${word}=${value}` : word;
}
