import type { Messages } from '../messages/index.ts';
import { type CommandName, COMMANDS, COMMON, type Option } from './options.ts';

/** Returns the overview, or the help of one command. */
export function helpText(messages: Messages, command?: CommandName): string {
  const { help } = messages;
  if (command !== undefined) {
    const { words, options } = COMMANDS[command];
    const rows = Object.entries({ ...options, ...COMMON }).map(([name, option]) =>
      row(signature(name, option), help.option[name]),
    );
    return [
      `${help.usage}: keyward ${command} ${words}`.trimEnd(),
      '',
      `  ${help.command[command] ?? ''}`,
      '',
      `${help.options}:`,
      ...rows,
      '',
    ].join('\n');
  }
  const commands = Object.entries(COMMANDS)
    .filter(([, definition]) => !('hidden' in definition))
    .map(([name, { words }]) => row(`${name} ${words}`, help.command[name]));
  const common = [...Object.entries<Option>(COMMON), ['version', { type: 'boolean' }] as const];
  return [
    `${help.usage}: keyward <command>`,
    '',
    `${help.commands}:`,
    ...commands,
    '',
    `${help.options}:`,
    ...common.map(([name, option]) => row(signature(name, option), help.option[name])),
    '',
  ].join('\n');
}

function signature(name: string, { short, value }: Option): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

function row(left: string, right = ''): string {
  return `  ${left.padEnd(32)}  ${right}`;
}
