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
 * @throws AppError if an option is unknown or its value is wrong
 */
export async function parse(command: CommandName, argv: readonly string[]): Promise<Args> {
  const options = { ...COMMON, ...COMMANDS[command].options };
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const given = values as Readonly<Record<string, string | boolean | undefined>>;
    return {
      words: positionals,
      flag: (name) => given[name] === true,
      text: (name) => (typeof given[name] === 'string' ? given[name] : undefined),
    };
  } catch (error) {
    const { optionError } = await import('./usage-error.ts');
    throw optionError(command, argv, error);
  }
}
