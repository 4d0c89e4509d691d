import { singleQuote } from '../shared/shell-quote.ts';
import type { HookName } from './hook-names.ts';
import { INDEX_LISTS, KEYWARD_UNLISTED, LISTS_KEYWARD } from './unlisted.ts';

/**
 * The values that a hook block is built from. The block finds the package's own hook and runs it; a copy of that hook
 * would be out of date after the next upgrade.
 */
export interface Shim {
  /**
   * The folders of the projects that list keyward, relative to the top of the working tree; `.` for the top itself. Empty
   * if keyward is installed globally and the repository has no package.json.
   */
  readonly projects: readonly string[];
  /** The command that installs the project's dependencies. */
  readonly installCommand: string;
  /** The command that runs the project's keyward. */
  readonly runner: string;
  /**
   * The package's `hooks` folder when the block was written. Only for files that stay on this machine: a committed file
   * must not hold such a path.
   */
  readonly recorded?: string | undefined;
  /** The project may use Yarn Plug'n'Play, which has no `node_modules`. */
  readonly unplugged?: boolean;
  /** The hook also runs in other repositories and must stay silent there. */
  readonly shared?: boolean;
  /** The hook runs in every repository of a user: lines that come first. They may leave the scan to the repository's own hook. */
  readonly before?: string | undefined;
}

const BEGIN = '# keyward:begin';
const END = '# keyward:end';

/** Returns the hook block for a hook, with a final newline. */
export function shimBlock(hook: HookName, shim: Shim): string {
  return shim.recorded === undefined && !shim.shared ? committedBlock(hook, shim) : privateBlock(hook, shim);
}

/**
 * Returns the four lines for a file that a team commits: they find the package and hand over to it. If it is missing, they block
 * a push, and a commit unless git finds no package.json in the index that lists keyward (`hooks/listed.sh` explains how).
 */
function committedBlock(hook: HookName, shim: Shim): string {
  const event = hook === 'pre-push' ? PUSH : COMMIT;
  const blocked = `keyward: ${event.en} blocked: keyward is not installed here. Run: ${shim.installCommand} (or, if you have removed it: ${hook === 'pre-push' ? "delete keyward's lines from this hook" : 'git add package.json'})`;
  const lines = [...projectLines(hook, shim.projects), ...findLines(hook, shim)];
  const find = lines
    .map((line) => line.trim())
    .join('; ')
    .replace('; do; ', '; do ');
  const run = [
    'if [ -f "$keyward_hook" ]; then',
    `unset keyward_done; . "\${keyward_hook%/*}/${HAND_OVER}" || exit $?; [ "$keyward_done" = yes ] || exit 2;`,
    // the commits of a push may be of another branch than the index, so nothing but the package can tell
    ...(hook === 'pre-push' ? ['else'] : [`elif ${INDEX_LISTS}; then`]),
    `echo ${singleQuote(blocked)} >&2; exit 2;`,
    ...(hook === 'commit-msg' ? [`elif ${IS_ALONE}; then`] : hook === 'pre-push' ? [] : ['else']),
    ...(hook === 'pre-push' ? [] : [`echo ${singleQuote(NOT_LISTED)} >&2;`]),
    'fi',
  ].join(' ');
  return wrapBlock('checks commits for AWS credentials', `${find}\n${run}`);
}

/** The package's file that runs a hook for a committed block. */
export const HAND_OVER = 'block.sh';

/** The message for a branch that does not list keyward. `hooks/branch.sh` prints the same in both languages. */
const NOT_LISTED = 'keyward: not checked: no package.json on this branch lists keyward';

/** Returns the block for a file that stays on this machine. */
function privateBlock(hook: HookName, shim: Shim): string {
  const isPush = hook === 'pre-push';
  const event = isPush ? PUSH : COMMIT;
  const isForUser = shim.before !== undefined;
  const removal = isForUser ? REMOVE_FOR_USER : 'keyward uninstall';
  // npm removes a package from a project together with its line in package.json, but not a global one with its hooks
  const or =
    shim.projects.length === 0
      ? { en: ` (then, to remove the hooks: ${removal})`, ja: ` (フックを外すには、その後 ${removal})` }
      : { en: '', ja: '' };
  const missing = `echo ${singleQuote(`keyward: ${event.en} blocked: keyward is not installed here. Run: ${shim.installCommand}${or.en} / ${event.ja}をブロックしました: ${shim.installCommand} を実行してください${or.ja}`)} >&2
  exit 2`;
  const otherwise =
    shim.projects.length === 0
      ? `else\n  ${missing}`
      : `elif ${IS_LISTED}; then\n  ${missing}
elif ! keyward_unlisted ${isPush ? '"$keyward_refs"' : "''"}; then
  echo ${singleQuote(`keyward: ${event.en} blocked: a package.json lists keyward, and this hook does not find it there. In the folder of that package.json run: ${shim.installCommand} && ${shim.runner} install (if you have removed keyward from it: git add package.json) / ${event.ja}をブロックしました: keyward を含む package.json がありますが、このフックから keyward が見つかりません。そのフォルダーで ${shim.installCommand} && ${shim.runner} install を実行してください (keyward を外した場合は git add package.json)`)} >&2
  exit 2
${notListed(hook, shim)}`;
  const run = `${[...projectLines(hook, shim.projects), ...findLines(hook, shim)].join('\n')}
if [ -f "$keyward_hook" ]; then
${isPush ? RUN_WITH_REFS : READS_INDEX.includes(hook) ? `${RUN}\n${AGAIN}` : RUN}
${otherwise.trimEnd()}
fi`;
  const lines = [
    ...(isForUser ? [shim.before] : []),
    ...(shim.projects.length === 0 ? [] : [KEYWARD_UNLISTED.trimEnd()]),
    ...(isPush ? [READ_REFS, run, GIVE_REFS] : [run]),
  ];
  return wrapBlock(
    'checks commits for AWS credentials',
    lines.join('\n'),
    isForUser ? REMOVE_FOR_USER : undefined,
  );
}

/** Wraps lines in keyward's begin and end markers. `purpose` says what the lines do. */
export function wrapBlock(purpose: string, lines: string, remove = 'keyward uninstall'): string {
  return `${BEGIN} (${purpose}; remove with: ${remove})\n${lines}\n${END}\n`;
}

/** The command that removes the hooks of all repositories of a user. It marks the files that keyward wrote for this. */
export const REMOVE_FOR_USER = 'keyward uninstall --global';

const COMMIT = { en: 'commit', ja: 'コミット' };
const PUSH = { en: 'push', ja: 'プッシュ' };

/** Shell test for a package.json that lists keyward. An unreadable package.json counts as listing it. */
const IS_LISTED = `[ -f "$keyward_at/package.json" ] && { grep -qE '${LISTS_KEYWARD}' "$keyward_at/package.json" || [ $? -ne 1 ]; }`;

/** The same message in both languages, which `hooks/branch.sh` prints. */
export const NOT_LISTED_MESSAGE: string = `${NOT_LISTED} / このブランチの package.json に keyward がないため検査していません`;

/**
 * Shell condition in commit-msg: no pre-commit hook beside it has keyward's lines, and so has printed the message before. It is false
 * if a hook manager runs the lines outside a file, because its settings cannot be read here.
 */
const IS_ALONE = String.raw`[ "${'${'}0%commit-msg*}" != "$0" ] && ! grep -qs keyward "${'${'}0%commit-msg*}pre-commit${'${'}0##*commit-msg}"`;

/** In a shared hook: silent in repositories where keyward was never set up. */
const IS_USED = '[ -d "$(git rev-parse --git-common-dir)/keyward" ]';

/** Returns the end of a private block, which prints that nothing was checked. */
function notListed(hook: HookName, { shared }: Shim): string {
  const conditions = [...(shared ? [IS_USED] : []), ...(hook === 'commit-msg' ? [IS_ALONE] : [])];
  const condition = conditions.length === 0 ? 'else' : `elif ${conditions.join(' && ')}; then`;
  return `${condition}\n  echo ${singleQuote(NOT_LISTED_MESSAGE)} >&2`;
}

/** Returns lines that set `keyward_at` to the first project that lists keyward and has it installed, or else the last that lists it. */
function projectLines(hook: HookName, projects: readonly string[]): string[] {
  const [first = '', ...others] = projects.map(singleQuote);
  // a variable from the environment must not count
  if (projects.length === 0) return ['unset keyward_at'];
  if (others.length === 0) return [`keyward_at=${first}`];
  return [
    `keyward_at=${first}`,
    `for keyward_next in ${[first, ...others].join(' ')}; do`,
    `  grep -qE '${LISTS_KEYWARD}' "$keyward_next/package.json" || continue`,
    '  keyward_at=$keyward_next',
    `  [ ! -f "$keyward_at/node_modules/keyward/hooks/${hook}" ] || break`,
    'done 2>/dev/null',
  ];
}

/** Returns lines that set `keyward_hook` to the first file found. A linked worktree usually has its packages in the main one. */
function findLines(hook: HookName, { projects, recorded, unplugged }: Shim): string[] {
  const unless = '[ -f "$keyward_hook" ] ||';
  if (projects.length === 0) return [`keyward_hook=${singleQuote(`${recorded ?? ''}/${hook}`)}`];
  return [
    `keyward_hook="$keyward_at/node_modules/keyward/hooks/${hook}"`,
    // a workspace has one node_modules, at the top
    ...(projects.every((project) => project === '.')
      ? []
      : [`${unless} keyward_hook="node_modules/keyward/hooks/${hook}"`]),
    `${unless} keyward_hook="$(git rev-parse --git-common-dir)/../$keyward_at/node_modules/keyward/hooks/${hook}"`,
    ...(unplugged
      ? [
          `${unless} for keyward_hook in .yarn/unplugged/keyward-*/node_modules/keyward/hooks/${hook}; do :; done`,
        ]
      : []),
    ...(recorded === undefined ? [] : [`${unless} keyward_hook=${singleQuote(`${recorded}/${hook}`)}`]),
  ];
}

/** Sources the hook in a subshell, which is faster than starting another shell. */
/** The package's hook always ends by itself. If it does not, a file of the package is empty or cut. */
const RUN = '  ( . "$keyward_hook"; exit 2 ) || exit $?';

/** After these hooks git reads the index again and commits its new content. */
export const READS_INDEX: readonly HookName[] = ['pre-commit', 'pre-merge-commit'];

/** The package's file that makes keyward scan again when the hook ends. */
export const SECOND_LOOK = 'again.sh';

/** Later lines of the hook may stage more files. Older packages do not scan again. */
const AGAIN = `  [ ! -f "\${keyward_hook%/*}/${SECOND_LOOK}" ] || . "\${keyward_hook%/*}/${SECOND_LOOK}"`;

/** Saves git's standard input for the lines after this block, for example those of Git LFS. */
const READ_REFS = 'keyward_refs=$(cat)';

const RUN_WITH_REFS = `  printf '%s\\n' "$keyward_refs" | ( . "$keyward_hook"; exit 2 ) || exit $?`;

const GIVE_REFS = `exec <<keyward_refs_end
$keyward_refs
keyward_refs_end`;

/** Returns the projects that a script's block looks in. */
export function projectsIn(text: string): string[] {
  const found = findBlock(text);
  return found === undefined ? [] : projectsNamed(text.slice(found.start, found.end));
}

/** Returns the projects that the lines of a block look in; the text around them may be anything. */
export function projectsNamed(text: string): string[] {
  const line = /(?:^|; )\s*(?:for keyward_next in ('.+?'); do|keyward_at=('.+?')(?=; keyward_hook=|$))/gm;
  const lists = [...text.matchAll(line)].map(([, several, one]) => several ?? one ?? '');
  const words = lists.join(' ').match(/'(?:[^']|'\\'')*'/g) ?? [];
  return [...new Set(words.map(unquote))];
}

/** Returns a script with the block after its first line, or in place of an older block. */
export function withBlock(text: string, block: string): string {
  const old = findBlock(text);
  if (old !== undefined) return text.slice(0, old.start) + block + text.slice(old.end);
  const offset = text.startsWith('#!') ? text.indexOf('\n') + 1 : 0;
  return text.slice(0, offset) + block + text.slice(offset);
}

/** Returns a script without the block, or undefined if it has none. */
export function withoutBlock(text: string): string | undefined {
  const found = findBlock(text);
  return found === undefined ? undefined : text.slice(0, found.start) + text.slice(found.end);
}

/** A block in a hook's text, and the values that it was built from. */
export interface WrittenBlock {
  readonly start: number;
  readonly end: number;
  /** The folders of the projects, relative to the top of the working tree; empty if keyward is installed globally. */
  readonly projects: readonly string[];
  /** The path of the package's hook when the block was written. */
  readonly recorded?: string | undefined;
}

export function readBlock(text: string): WrittenBlock | undefined {
  const found = findBlock(text);
  if (found === undefined) return undefined;
  const block = text.slice(found.start, found.end);
  const recorded = /^(?:\[ -f "\$keyward_hook" \] \|\| )?keyward_hook=('.+')$/m.exec(block)?.[1];
  return {
    ...found,
    projects: projectsNamed(block),
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

function unquote(word: string): string {
  return word.slice(1, -1).replaceAll(String.raw`'\''`, "'");
}
