import type { CommandName, OptionName } from '../messages/help/help-messages.ts';
import { FORMAT_NAMES } from './formats.ts';

/** An option of the command line. The parser and `--help` use this table. */
export interface Option {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** The placeholder for the value in help texts. */
  readonly value?: string;
  /** Left out of help texts, because there is a shorter way to say it. */
  readonly isAlias?: true;
  /** The value if none follows. */
  readonly without?: string;
}

/** The value of `--agents` without a list. */
export const FOUND_AGENTS = 'found';

/** Options of every command. */
export const COMMON = {
  lang: { type: 'string', value: 'en|ja' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

/** The commands with their arguments and options. The texts are in `messages/help`. */
export const COMMANDS = {
  init: {
    words: '',
    options: {
      global: { type: 'boolean' },
      husky: { type: 'boolean' },
      hooks: { type: 'string', value: 'LIST' },
      ci: { type: 'string', value: 'github|gitlab' },
      agents: { type: 'string', value: '[LIST]', without: FOUND_AGENTS },
    },
  },
  install: { words: '', options: { hooks: { type: 'string', value: 'LIST' } } },
  uninstall: { words: '', options: { global: { type: 'boolean' } } },
  scan: {
    words: '[PATH…]',
    options: {
      staged: { type: 'boolean' },
      all: { type: 'boolean' },
      range: { type: 'string', value: 'A..B' },
      ci: { type: 'boolean' },
      message: { type: 'string', value: 'FILE' },
      'pre-receive': { type: 'boolean' },
      budget: { type: 'string', value: 'TIME' },
      files: { type: 'boolean', isAlias: true },
      stdin: { type: 'boolean' },
      'no-ignore': { type: 'boolean' },
      format: { type: 'string', value: FORMAT_NAMES.join('|') },
      json: { type: 'boolean' },
      verbose: { type: 'boolean', short: 'v' },
      quiet: { type: 'boolean', short: 'q' },
    },
  },
  fix: {
    words: '[PATH…]',
    options: { 'dry-run': { type: 'boolean' }, yes: { type: 'boolean', short: 'y' } },
  },
  allow: {
    words: 'FINGERPRINT… | --last | --from REPORT',
    options: {
      reason: { type: 'string', value: 'TEXT' },
      path: { type: 'string', value: 'GLOB' },
      expires: { type: 'string', value: 'YYYY-MM-DD' },
      last: { type: 'boolean' },
      all: { type: 'boolean' },
      from: { type: 'string', value: 'REPORT' },
      yes: { type: 'boolean', short: 'y' },
    },
  },
  allowlist: { words: 'check | list | prune', options: {} },
  audit: {
    words: '[--merge REPORT…]',
    options: {
      shard: { type: 'string', value: 'K/N' },
      merge: { type: 'boolean' },
      format: { type: 'string', value: 'text|json|sarif|html' },
      json: { type: 'boolean' },
      output: { type: 'string', value: 'FILE' },
    },
  },
  doctor: {
    words: '',
    options: {
      global: { type: 'boolean' },
      fix: { type: 'boolean' },
      show: { type: 'boolean' },
      rules: { type: 'boolean' },
      format: { type: 'string', value: 'text|json' },
      json: { type: 'boolean' },
    },
  },
  respond: {
    words: '[KEY-ID]',
    options: { all: { type: 'boolean' }, output: { type: 'string', value: 'FILE' } },
  },
  /** Run by the hooks in `hooks/`, not by users. */
  hook: { words: 'NAME -- [ARGUMENT…]', options: { listed: { type: 'boolean' } }, hidden: true },
  /** Run by coding agents. */
  'agent-hook': { words: 'AGENT', options: {}, hidden: true },
} as const satisfies Record<CommandName, CommandDefinition>;

/** Options by name. Their texts are in `messages/help`. */
export type Options = Readonly<Partial<Record<OptionName, Option>>>;

interface CommandDefinition {
  readonly words: string;
  readonly options: Options;
  /** Left out of the overview. */
  readonly hidden?: true;
}

export function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}
