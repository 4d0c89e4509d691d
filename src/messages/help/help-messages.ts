/** Every command. `cli/options.ts` says which arguments and options each takes. */
export type CommandName =
  | 'init'
  | 'install'
  | 'uninstall'
  | 'scan'
  | 'fix'
  | 'allow'
  | 'allowlist'
  | 'audit'
  | 'doctor'
  | 'respond'
  | 'hook'
  | 'agent-hook';

/** Every option. */
export type OptionName =
  | 'global'
  | 'husky'
  | 'listed'
  | 'hooks'
  | 'staged'
  | 'range'
  | 'ci'
  | 'agents'
  | 'message'
  | 'pre-receive'
  | 'budget'
  | 'files'
  | 'stdin'
  | 'no-ignore'
  | 'format'
  | 'json'
  | 'output'
  | 'verbose'
  | 'quiet'
  | 'shard'
  | 'merge'
  | 'reason'
  | 'path'
  | 'expires'
  | 'dry-run'
  | 'yes'
  | 'fix'
  | 'show'
  | 'rules'
  | 'last'
  | 'all'
  | 'from'
  | 'lang'
  | 'help'
  | 'version';

/** The texts of `--help`. A missing one does not compile. */
export interface HelpMessages {
  readonly usage: string;
  readonly commands: string;
  readonly options: string;
  readonly command: Readonly<Record<CommandName, string>>;
  readonly option: Readonly<Record<OptionName, string>>;
  /** Options that mean something else in one command. */
  readonly optionOf: Readonly<Partial<Record<`${CommandName} ${OptionName}`, string>>>;
}
