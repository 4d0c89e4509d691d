import { isGuarded, isSettingsFile } from './guarded-files.ts';
import { commandsIn, type ShellCommand } from './shell-commands.ts';

/** The way in which a command gets around the hooks. */
export type Bypass =
  | 'no-verify'
  | 'hooks-path'
  | 'variable'
  | 'commit-tree'
  | 'settings'
  | 'allow'
  | 'uninstall';

/** Returns how a shell line gets around the hooks; undefined if it does not. */
export function bypassIn(text: string, depth = 0): Bypass | undefined {
  const commands = commandsIn(text);
  for (const command of commands) {
    const found = ofCommand(command, depth);
    if (found !== undefined) return found;
  }
  return isCommitWithoutHooks(commands) ? 'commit-tree' : undefined;
}

/** A shell in a shell in a shell may be nested this deeply. */
const MAX_DEPTH = 5;

function ofCommand(command: ShellCommand, depth: number): Bypass | undefined {
  if (command.targets.some(isSettingsFile)) return 'settings';
  const words = ownWords(command.words);
  const before = command.words.slice(0, command.words.length - words.length);
  const settings = SETTERS.has(nameOf(command.words[0])) ? command.words : before;
  if ([...command.assignments, ...settings].some(isSwitch) || isSwitchInWords(command.words))
    return 'variable';
  const [program = '', ...rest] = words;
  const name = nameOf(program);
  const script = depth < MAX_DEPTH ? scriptOf(name, rest, command.body) : undefined;
  if (script !== undefined) return bypassIn(script, depth + 1);
  if (name === 'git') return ofGit(rest, depth);
  if (isKeyward(program)) return ofKeyward(rest);
  if (MANAGERS.has(name) && rest.includes('uninstall')) return 'uninstall';
  if (isRemoval(name, rest)) return 'uninstall';
  return writtenBy(name, rest).some(isSettingsFile) ? 'settings' : undefined;
}

const SETTERS = new Set([
  ...['export', 'declare', 'typeset', 'local', 'readonly', 'set', 'setx', 'env', 'cross-env'],
]);
const MANAGERS = new Set(['husky', 'lefthook', 'pre-commit', 'prek']);
/** Shells that run all words after their option. */
const WINDOWS_SHELLS = ['pwsh', 'powershell', 'cmd'];
const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'fish', ...WINDOWS_SHELLS]);

/** Programs that run the command that follows, after options of their own. */
const WRAPPERS = new Set([
  ...['env', 'sudo', 'doas', 'command', 'exec', 'builtin'],
  ...['nohup', 'nice', 'ionice', 'timeout', 'xargs', 'stdbuf'],
  ...['npx', 'pnpx', 'bunx', 'npm', 'pnpm', 'yarn', 'bun'],
  ...['node', 'cross-env', 'find', 'winpty', 'setsid', 'watch'],
  ...['parallel', 'script', 'chronic', 'caffeinate', 'ssh-agent', 'dotenv', 'mise', 'direnv'],
]);

/** Returns the words from the program that a wrapper runs. */
function ownWords(words: readonly string[]): readonly string[] {
  if (!WRAPPERS.has(nameOf(words[0]))) return words;
  if (isRemoval(nameOf(words[0]), words.slice(1))) return words;
  const at = words.findIndex(
    (word, index) =>
      index > 0 &&
      (isKeyward(word) ||
        ['git', 'eval', ...SHELLS, ...MANAGERS, ...Object.keys(WRITERS)].includes(nameOf(word))),
  );
  return at === -1 ? words : words.slice(at);
}

/** The name of a program without its folder. */
function nameOf(word = ''): string {
  return word.replace(/^.*[\\/]/, '').replace(/\.(?:exe|cmd)$/i, '');
}

function isKeyward(word: string): boolean {
  return (
    /^keyward(?:@.*)?$/.test(nameOf(word)) || word.replaceAll('\\', '/').endsWith('keyward/dist/cli.cjs')
  );
}

/** The text that a shell or `eval` runs. */
function scriptOf(name: string, rest: readonly string[], body: string | undefined): string | undefined {
  if (name === 'eval') return rest.join(' ');
  if (!SHELLS.has(name)) return undefined;
  const option = rest.findIndex((word) => /^-\w*c$|^-command$|^\/[ck]$/i.test(word));
  if (option === -1) return body;
  const script = rest.slice(option + 1);
  return WINDOWS_SHELLS.includes(name) ? script.join(' ') : script.find((word) => !word.startsWith('-'));
}

function isSwitch(word: string): boolean {
  const [, name = '', value = ''] = /^(?:\$env:)?(\w+)\+?=([^]*)$/i.exec(word) ?? [];
  return isOff(name, value);
}

/** `set -x HUSKY 0` of fish, `$env:HUSKY = 0` of PowerShell, `setx HUSKY 0`. */
function isSwitchInWords(words: readonly string[]): boolean {
  const [first = ''] = words;
  if (/^\$env:/i.test(first)) return isSwitch([first, ...words.slice(1)].join(''));
  if (first !== 'set' && first !== 'setx') return false;
  return words.some((name, index) => isOff(name, words[index + 1] ?? ''));
}

/** True if a variable with this value makes a hook manager or git skip keyward. */
function isOff(name: string, value: string): boolean {
  switch (name.toUpperCase()) {
    case 'HUSKY':
    case 'LEFTHOOK':
      return /^(?:0|false)$/i.test(value);
    case 'HUSKY_SKIP_HOOKS':
    case 'SKIP_SIMPLE_GIT_HOOKS':
      return value !== '' && value !== '0';
    case 'SKIP':
    case 'LEFTHOOK_EXCLUDE':
      return /keyward/i.test(value);
    default:
      return /^GIT_CONFIG_(?:PARAMETERS|KEY_\d+)$/i.test(name) && isHookSetting(value);
  }
}

/** True for `core.hooksPath` and for the settings of the hooks in git 2.54's own settings. */
function isHookSetting(text: string): boolean {
  return /core\.hookspath|hook\.keyward/i.test(text);
}

function ofGit(words: readonly string[], depth: number): Bypass | undefined {
  const { settings, rest } = withoutGlobalOptions(words);
  if (settings.some(isHookSetting)) return 'hooks-path';
  if (settings.some((setting) => isAliasOfBypass(setting, depth))) return 'no-verify';
  const [command = '', ...args] = rest;
  if (command === 'config') return ofConfig(args, depth);
  if (VERIFIED.has(command) && skipsHooks(command, args)) return 'no-verify';
  return (command === 'rm' || command === 'mv') && args.some(isGuarded) ? 'settings' : undefined;
}

/** Commands that run keyward's hooks. */
const VERIFIED = new Set(['commit', 'push', 'merge', 'pull']);

/** Global options of git with a value in the next word. */
const WITH_VALUE = new Set([
  ...['-C', '-c', '--git-dir', '--work-tree', '--namespace', '--config-env', '--super-prefix'],
]);

function withoutGlobalOptions(words: readonly string[]): { settings: string[]; rest: readonly string[] } {
  const settings: string[] = [];
  let index = 0;
  for (; words[index]?.startsWith('-') === true; index += 1) {
    const word = words[index] ?? '';
    if (word.startsWith('--config-env=')) settings.push(word);
    if (!WITH_VALUE.has(word)) continue;
    index += 1;
    if (word === '-c' || word === '--config-env') settings.push(words[index] ?? '');
  }
  return { settings, rest: words.slice(index) };
}

/** Options with a value in the next word; a value is not an option. */
const VALUES =
  /^--(?:message|file|author|date|template|reuse-message|reedit-message|fixup|squash|cleanup|trailer|pathspec-from-file|strategy|strategy-option|push-option|receive-pack|exec|repo)$/;

function skipsHooks(command: string, args: readonly string[]): boolean {
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word === '--') return false;
    // git accepts the beginning of an option
    if (/^--no-verif?y?$/.test(word)) return true;
    if (VALUES.test(word)) index += 1;
    else if (/^-[^-]/.test(word)) {
      const [flags = '', taker = ''] = /^-([^mFCctuSoX]*)(.?)/.exec(word)?.slice(1) ?? [];
      if (command === 'commit' && flags.includes('n')) return true;
      const isLast = word.length === flags.length + 2;
      if (isLast && /[mFCctoX]/.test(taker)) index += 1;
    }
  }
  return false;
}

/** `git config`, old and new style. Reading a setting is fine. */
function ofConfig(args: readonly string[], depth: number): Bypass | undefined {
  const names = args.filter((word) => !word.startsWith('-'));
  if (
    args.some((word) => /^--(?:remove|rename)-section$/.test(word)) ||
    /^(?:remove|rename)-section$/.test(names[0] ?? '')
  )
    return names.some((word) => /^(?:core|hook\..*)$/i.test(word)) ? 'hooks-path' : undefined;
  const isRead =
    args.some((word) => /^--(?:get.*|list)$|^-l$/.test(word)) || /^(?:get|list)$/.test(names[0] ?? '');
  if (isRead) return undefined;
  const at = names.findIndex(isHookSetting);
  const isUnset = args.some((word) => word.startsWith('--unset')) || names[0] === 'unset';
  if (at !== -1 && (isUnset || names.length > at + 1)) return 'hooks-path';
  const alias = names.findIndex((word) => /^alias\./i.test(word));
  if (alias === -1) return undefined;
  return isAliasOfBypass(`${names[alias]}=${names[alias + 1] ?? ''}`, depth) ? 'no-verify' : undefined;
}

function isAliasOfBypass(setting: string, depth: number): boolean {
  const [, value] = /^alias\.[^=]*=([^]*)$/i.exec(setting) ?? [];
  if (value === undefined || depth >= MAX_DEPTH) return false;
  return bypassIn(value.startsWith('!') ? value.slice(1) : `git ${value}`, depth + 1) !== undefined;
}

function ofKeyward([command = '']: readonly string[]): Bypass | undefined {
  if (command === 'allow') return 'allow';
  return command === 'uninstall' ? 'uninstall' : undefined;
}

/** A package manager that removes keyward. */
function isRemoval(name: string, rest: readonly string[]): boolean {
  return (
    /^(?:npm|pnpm|yarn|bun)$/.test(name) &&
    /^(?:uninstall|un|remove|rm|r|unlink)$/.test(rest.find((word) => !word.startsWith('-')) ?? '') &&
    rest.includes('keyward')
  );
}

/** Which arguments of a program name files that it changes. */
const WRITERS: Readonly<Record<string, 'all' | 'last' | 'in-place' | 'mode'>> = {
  ...Object.fromEntries(
    [
      ...['rm', 'mv', 'unlink', 'shred', 'truncate', 'tee'],
      ...['rmdir', 'dd', 'Remove-Item', 'del', 'Set-Content'],
    ].map((name) => [name, 'all' as const]),
  ),
  ...{ cp: 'last', ln: 'last', install: 'last', chmod: 'mode', sed: 'in-place', perl: 'in-place' },
};

function writtenBy(name: string, rest: readonly string[]): readonly string[] {
  const files = rest.map((word) => word.replace(/^(?:of|--\w+)=/, ''));
  switch (WRITERS[name]) {
    case 'all':
      return files;
    case 'last':
      return files.slice(-1);
    case 'in-place':
      return rest.some((word) => /^-\w*i|^--in-place/.test(word)) ? files : [];
    case 'mode':
      return rest.some((word) => /^[ugoa]*\+x$|^[0-7]*[157]{1,3}$/.test(word)) ? [] : files;
    default:
      return [];
  }
}

/** True if a line writes a commit object by itself and then moves a branch to it, or pushes it. */
function isCommitWithoutHooks(commands: readonly ShellCommand[]): boolean {
  const called = commands.flatMap(({ words }) => {
    const own = ownWords(words);
    return nameOf(own[0]) === 'git' ? [withoutGlobalOptions(own.slice(1)).rest[0] ?? ''] : [];
  });
  return (
    called.includes('commit-tree') &&
    called.some((command) => ['update-ref', 'reset', 'branch', 'push', 'merge', 'tag'].includes(command))
  );
}
