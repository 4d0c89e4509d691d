import { parseArgs } from 'node:util';
import { AppError } from '../shared/errors.ts';
import { type CommandName, COMMANDS, COMMON } from './options.ts';

/** What a person typed after the command's name. */
export interface Args {
  readonly words: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
}

/** @throws AppError on an unknown option; the words typed are not repeated, one may be a secret */
export function parse(command: CommandName, argv: readonly string[]): Args {
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
    throw new AppError('usage-unknown-option', { command }, error);
  }
}
