import type { Messages } from '../messages/index.ts';
import type { CommandName, OptionName } from '../messages/help/help-messages.ts';
import { COMMANDS, COMMON, type Option, type Options } from './options.ts';

/** Returns the overview, or the help of one command. */
export function helpText(messages: Messages, command?: CommandName): string {
  const { help } = messages;
  if (command !== undefined) {
    const { words, options } = COMMANDS[command];
    const rows = columns(optionRows({ ...options, ...COMMON }, messages, command));
    return [
      `${help.usage}: keyward ${command} ${words}`.trimEnd(),
      '',
      `  ${help.command[command]}`,
      '',
      `${help.options}:`,
      ...rows,
      '',
    ].join('\n');
  }
  const commands = entries(COMMANDS)
    .filter(([, definition]) => !('hidden' in definition))
    .map(([name, { words }]): HelpRow => [`${name} ${words}`, help.command[name]]);
  return [
    `${help.usage}: keyward <command>`,
    '',
    `${help.commands}:`,
    ...columns(commands),
    '',
    `${help.options}:`,
    ...columns(optionRows({ ...COMMON, version: { type: 'boolean' } }, messages)),
    '',
  ].join('\n');
}

function optionRows(options: Options, { help }: Messages, command?: CommandName): HelpRow[] {
  const shown = entries(options).filter(([, { isAlias }]) => isAlias !== true);
  return shown.map(([name, option]) => {
    const own = command && help.optionOf[`${command} ${name}`];
    return [signature(name, option), own ?? help.option[name]];
  });
}

/** `Object.entries` with the names of the keys in its type. */
function entries<K extends CommandName | OptionName, V>(table: Readonly<Partial<Record<K, V>>>): [K, V][] {
  return Object.entries(table) as [K, V][];
}

function signature(name: string, { short, value }: Option): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** A command or an option, and its text. */
type HelpRow = readonly [string, string];

function columns(rows: readonly HelpRow[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
