import type { HookName } from './hooks.ts';

/**
 * The lines that keyward puts into the user's hook: they find the package's own hook and run it. They are no copy of it,
 * because a copy goes stale at the next upgrade.
 */
export interface Shim {
  /** The folder of the project that lists keyward, from the top of the work tree; `.` for the top itself. */
  readonly project: string;
  /** What a team mate types to install the project's dependencies. */
  readonly installCommand: string;
  /**
   * Where the package's hooks were when this was written. Only for a file inside the git directory: a committed one
   * must not hold a path of one machine.
   */
  readonly recorded?: string | undefined;
}

const BEGIN = '# keyward:begin';
const END = '# keyward:end';

/** The block for a hook, ending in a line end. */
export function shimBlock(hook: HookName, { project, installCommand, recorded }: Shim): string {
  const find = [
    `keyward_hook="$keyward_at/node_modules/keyward/hooks/${hook}"`,
    '[ -f "$keyward_hook" ] || keyward_hook="$(git rev-parse --git-common-dir)/../$keyward_hook"',
    ...(recorded === undefined
      ? []
      : [`[ -f "$keyward_hook" ] || keyward_hook=${quote(`${recorded}/${hook}`)}`]),
  ];
  const event = hook === 'pre-push' ? PUSH : COMMIT;
  return `${BEGIN} (checks commits for AWS credentials; taken out by: keyward uninstall)
keyward_at=${quote(project)}
${find.join('\n')}
if [ -f "$keyward_hook" ]; then
${hook === 'pre-push' ? RUN_WITH_INPUT : RUN}
elif [ -f "$keyward_at/package.json" ] && { grep -q '"keyward"' "$keyward_at/package.json" || [ $? -ne 1 ]; }; then
  echo ${quote(`keyward: ${event.en} blocked: keyward is not installed here. Run: ${installCommand} / ${event.ja}を止めました: ${installCommand} を実行してください`)} >&2
  exit 2
else
  echo ${quote(NOT_LISTED)} >&2
fi
${END}
`;
}

const COMMIT = { en: 'commit', ja: 'コミット' };
const PUSH = { en: 'push', ja: 'push ' };

/** `hooks/run.sh` says the same where keyward is installed all the same. */
const NOT_LISTED =
  'keyward: not checked: package.json on this branch does not list keyward / このブランチの package.json に keyward がないため検査していません';

/** Read and not run, which spares a shell. */
const RUN = '  ( . "$keyward_hook" ) || exit $?';

/** What git says on standard input is for the hooks that stand behind this one, too; Git LFS has one. */
const RUN_WITH_INPUT = `  keyward_refs=$(cat)
  printf '%s\\n' "$keyward_refs" | ( . "$keyward_hook" ) || exit $?
  exec <<keyward_refs_end
$keyward_refs
keyward_refs_end`;

/** Puts the block behind a script's first line, or in place of an older block. */
export function insertBlock(text: string, block: string): string {
  const old = findBlock(text);
  if (old !== undefined) return text.slice(0, old.start) + block + text.slice(old.end);
  const at = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return text.slice(0, at) + block + text.slice(at);
}

/** The text without the block, or nothing where there is none. */
export function removeBlock(text: string): string | undefined {
  const found = findBlock(text);
  return found === undefined ? undefined : text.slice(0, found.start) + text.slice(found.end);
}

/** Where the block stands in a hook's text, and what it was written with. */
export function readBlock(
  text: string,
): { start: number; end: number; project: string; recorded?: string } | undefined {
  const found = findBlock(text);
  if (found === undefined) return undefined;
  const block = text.slice(found.start, found.end);
  const project = /^keyward_at=(.+)$/m.exec(block)?.[1];
  const recorded = /^\[ -f "\$keyward_hook" \] \|\| keyward_hook=('.+)$/m.exec(block)?.[1];
  return {
    ...found,
    project: project === undefined ? '.' : unquote(project),
    ...(recorded === undefined ? {} : { recorded: unquote(recorded) }),
  };
}

function findBlock(text: string): { start: number; end: number } | undefined {
  const start = text.startsWith(BEGIN) ? 0 : text.indexOf(`\n${BEGIN}`) + 1;
  if (start === 0 && !text.startsWith(BEGIN)) return undefined;
  const end = text.indexOf(`\n${END}`, start);
  if (end === -1) return undefined;
  const after = end + 1 + END.length;
  return { start, end: text[after] === '\n' ? after + 1 : after };
}

/** A word for the shell, always in single quotes. */
function quote(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function unquote(word: string): string {
  return word.slice(1, -1).replaceAll(String.raw`'\''`, "'");
}
