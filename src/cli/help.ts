import type { Messages } from '../messages/index.ts';
import type { CommandName, OptionName } from '../messages/help/help-messages.ts';
import { COMMANDS, COMMON, type Option, type Options } from './options.ts';

/** Returns the overview, or the help of one command. */
export function helpText(messages: Messages, command?: CommandName): string {
  const { help } = messages;
  if (command !== undefined) {
    const { words, options } = COMMANDS[command];
    const rows = optionRows({ ...options, ...COMMON }, messages, command);
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
    .map(([name, { words }]) => row(`${name} ${words}`, help.command[name]));
  return [
    `${help.usage}: keyward <command>`,
    '',
    `${help.commands}:`,
    ...commands,
    '',
    `${help.options}:`,
    ...optionRows({ ...COMMON, version: { type: 'boolean' } }, messages),
    '',
  ].join('\n');
}

function optionRows(options: Options, { help }: Messages, command?: CommandName): string[] {
  const shown = entries(options).filter(([, { isAlias }]) => isAlias !== true);
  return shown.map(([name, option]) => {
    const own = command && help.optionOf[`${command} ${name}`];
    return row(signature(name, option), own ?? help.option[name]);
  });
}

/** `Object.entries` with the names of the keys in its type. */
function entries<K extends CommandName | OptionName, V>(table: Readonly<Partial<Record<K, V>>>): [K, V][] {
  return Object.entries(table) as [K, V][];
}

function signature(name: string, { short, value }: Option): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

function row(left: string, right: string): string {
  return `  ${left.padEnd(32)}  ${right}`;
}
