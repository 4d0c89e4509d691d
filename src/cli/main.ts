import { AppError } from '../shared/errors.ts';
import type { ExitCode } from '../scan/exit-code.ts';
import { type Language, languageOf } from '../messages/language.ts';
import { type Args, parse } from './args.ts';
import { run as hook } from './commands/hook-command.ts';
import type { Context } from './context.ts';
import type { CommandName } from '../messages/help/help-messages.ts';
import { isCommand } from './options.ts';

declare const KEYWARD_VERSION: string;

type RunCommand = (context: Context) => Promise<ExitCode>;

/** Each command loads its modules when it runs, so that hooks start fast. */
const commands: Record<CommandName, () => Promise<{ run: RunCommand }>> = {
  init: () => import('./commands/init-command.ts'),
  install: () => import('./commands/install-command.ts'),
  uninstall: () => import('./commands/uninstall-command.ts'),
  scan: () => import('./commands/scan-command.ts'),
  fix: () => import('./commands/fix-command.ts'),
  allow: () => import('./commands/allow-command.ts'),
  allowlist: () => import('./commands/allowlist-command.ts'),
  audit: () => import('./commands/audit-command.ts'),
  doctor: () => import('./commands/doctor-command.ts'),
  respond: () => import('./commands/respond-command.ts'),
  hook: async () => ({ run: hook }),
  'agent-hook': () => import('./commands/agent-hook-command.ts'),
};

async function main(argv: readonly string[]): Promise<ExitCode> {
  const [first = '--help', ...rest] = argv;
  if (first === '--version') return printAndSucceed(`${KEYWARD_VERSION}\n`);
  const language = languageOf(process.env);
  if (!isCommand(first)) {
    const asksHelp = first === '--help' || first === '-h';
    if (!asksHelp) throw (await import('./usage-error.ts')).unknownCommand(first);
    return help(chosenLanguage(await parse('install', argv.slice(1))) ?? language);
  }
  const args = await parse(first, rest);
  const chosen = chosenLanguage(args);
  if (args.flag('help')) {
    return help(chosen ?? language, first);
  }
  const { run } = await commands[first]();
  return run({
    args,
    directory: process.cwd(),
    now: new Date(),
    environment: process.env,
    chosenLanguage: chosen,
    language,
    print: write,
    note: (text) => void process.stderr.write(text),
  });
}

async function help(language: Language, command?: CommandName): Promise<ExitCode> {
  const [{ helpText }, { messagesIn }] = await Promise.all([
    import('./help.ts'),
    import('./load-messages.ts'),
  ]);
  return printAndSucceed(helpText(await messagesIn(language), command));
}

function chosenLanguage(args: Args): Language | undefined {
  const value = args.text('lang');
  if (value !== undefined && value !== 'en' && value !== 'ja') {
    throw new AppError('usage-bad-value', { option: '--lang', expected: 'en, ja' });
  }
  return value;
}

function printAndSucceed(text: string): ExitCode {
  write(text);
  return 0;
}

function write(text: string, done?: () => void): void {
  // ignore a closed pipe: the exit code stays the same
  if (process.stdout.listenerCount('error') === 0) process.stdout.on('error', () => undefined);
  process.stdout.write(text, done);
}

/** Wraps an unknown error. Only its position in our code is kept, because its message may quote a secret. */
function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const at =
    /(?:cli\/)?[\w-]+\.cjs:\d+:\d+/.exec(error instanceof Error ? (error.stack ?? '') : '')?.[0] ??
    'unknown place';
  return new AppError('internal', { at }, error);
}

async function report(failure: AppError, argv: readonly string[]): Promise<void> {
  const [{ redactPathsIn }, { rules }, { redactWord }] = await Promise.all([
    import('../scan/redact-path.ts'),
    import('../rules/index.ts'),
    import('../rules/redact-text.ts'),
  ]);
  const { code } = failure;
  // redact keys in paths before escaping, which could hide the beginning of a key
  const args = redactPathsIn(failure.args, rules, new Date());
  // redact keys that were pasted into the command
  const typed = argv.flatMap((word) => [word, word.slice(word.indexOf('=') + 1)]);
  const shown = (text: string) =>
    typed.reduce((safe, word) => safe.replaceAll(word, () => redactWord(word)), text);
  const asJson = argv.some(
    (word, i) =>
      ['--json', '--format=json'].includes(word) || (word === '--format' && argv[i + 1] === 'json'),
  );
  if (asJson) {
    const { jsonError } = await import('../report/json.ts');
    write(shown(jsonError({ code, args })), leave);
    return;
  }
  const requested = argv
    .find((word, i) => argv[i - 1] === '--lang' || word.startsWith('--lang='))
    ?.replace('--lang=', '');
  const [{ messagesIn }, { errorText }, { runnerFor }] = await Promise.all([
    import('./load-messages.ts'),
    import('../report/error.ts'),
    import('./runner.ts'),
  ]);
  const messages = await messagesIn(
    requested === 'ja' || requested === 'en' ? requested : languageOf(process.env),
  );
  process.stderr.write(shown(errorText({ code, args }, messages, runnerFor(process.cwd()))), leave);
}

/** Exits even if a git process still hangs. */
function leave(): void {
  process.exit(2);
}

/** Runs the command that Node was started with, and sets the exit code. */
export function start(): void {
  // fail closed: a promise that never settles must not look like a clean scan
  process.exitCode = 2;
  const argv = process.argv.slice(2);
  main(argv).then(
    (code) => (process.exitCode = code),
    async (error: unknown) => {
      process.exitCode = 2;
      await report(asAppError(error), argv);
    },
  );
}
