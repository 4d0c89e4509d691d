import { singleQuote } from '../shared/shell-quote.ts';
import type { HookName } from './hook-names.ts';
import { KEYWARD_UNLISTED } from './unlisted.ts';

/**
 * The lines that keyward puts into the user's hook: they find the package's own hook and run it. They are no copy of it,
 * because a copy goes stale at the next upgrade.
 */
export interface Shim {
  /**
   * The folders of the projects that list keyward, from the top of the work tree; `.` for the top itself. None where
   * keyward is installed for the machine, in a repository without a package.json.
   */
  readonly projects: readonly string[];
  /** What a team mate types to install the project's dependencies. */
  readonly installCommand: string;
  /**
   * Where the package's hooks were when this was written. Only for what stays on this machine: a committed file must not
   * hold a path of it.
   */
  readonly recorded?: string | undefined;
  /** Yarn's Plug'n'Play may be used: there is no `node_modules` then. */
  readonly unplugged?: boolean;
  /** The hook is run in other repositories, too, and has nothing to say there. */
  readonly shared?: boolean;
}

const BEGIN = '# keyward:begin';
const END = '# keyward:end';

/** The block for a hook, ending in a line end. */
export function shimBlock(hook: HookName, shim: Shim): string {
  const isPush = hook === 'pre-push';
  const event = isPush ? PUSH : COMMIT;
  const missing = `echo ${singleQuote(`keyward: ${event.en} blocked: keyward is not installed here. Run: ${shim.installCommand} / ${event.ja}を止めました: ${shim.installCommand} を実行してください`)} >&2
  exit 2`;
  const otherwise =
    shim.projects.length === 0
      ? `else\n  ${missing}`
      : `elif ${IS_LISTED}; then\n  ${missing}
elif ! keyward_unlisted ${isPush ? '"$keyward_refs"' : "''"}; then
  echo ${singleQuote(`keyward: ${event.en} blocked: a package.json lists keyward, and this hook does not find it there. In the folder of that package.json run: ${shim.installCommand} && npx keyward install (if you have removed keyward from it: git add package.json) / ${event.ja}を止めました: keyward を含む package.json がありますが、このフックから keyward が見つかりません。そのフォルダーで ${shim.installCommand} && npx keyward install を実行してください (keyward を外した場合は git add package.json)`)} >&2
  exit 2
${shim.shared ? SAID_WHERE_USED : SAID}`;
  const run = `${[...projectLines(hook, shim.projects), ...findLines(hook, shim)].join('\n')}
if [ -f "$keyward_hook" ]; then
${isPush ? RUN_WITH_REFS : READS_INDEX.includes(hook) ? `${RUN}\n${AGAIN}` : RUN}
${otherwise}
fi`;
  const lines = [
    ...(shim.projects.length === 0 ? [] : [KEYWARD_UNLISTED.trimEnd()]),
    ...(isPush ? [READ_REFS, run, GIVE_REFS] : [run]),
  ];
  return wrapBlock('checks commits for AWS credentials', lines.join('\n'));
}

/** Lines between keyward's marks, with what they do. */
export function wrapBlock(what: string, lines: string): string {
  return `${BEGIN} (${what}; taken out by: keyward uninstall)\n${lines}\n${END}\n`;
}

const COMMIT = { en: 'commit', ja: 'コミット' };
const PUSH = { en: 'push', ja: 'push ' };

/** Where package.json cannot be read, it counts as listing keyward. */
const IS_LISTED =
  '[ -f "$keyward_at/package.json" ] && { grep -qE \'"keyward"|\\\\u00[67]\' "$keyward_at/package.json" || [ $? -ne 1 ]; }';

/** `hooks/run.sh` says the same where keyward is installed all the same. */
const SAY_NOT_LISTED = `  echo ${singleQuote('keyward: not checked: package.json on this branch does not list keyward / このブランチの package.json に keyward がないため検査していません')} >&2`;

const SAID = `else\n${SAY_NOT_LISTED}`;

/** Where keyward was never set up, there is nothing to say. */
const SAID_WHERE_USED = `elif [ -d "$(git rev-parse --git-common-dir)/keyward" ]; then\n${SAY_NOT_LISTED}`;

/** Sets `keyward_at`: of several projects, the first that lists keyward and has it installed, or the last that lists it. */
function projectLines(hook: HookName, projects: readonly string[]): string[] {
  const [first = '', ...others] = projects.map(singleQuote);
  // whoever starts git has no say in this
  if (projects.length === 0) return ['unset keyward_at'];
  if (others.length === 0) return [`keyward_at=${first}`];
  return [
    `keyward_at=${first}`,
    `for keyward_next in ${[first, ...others].join(' ')}; do`,
    '  grep -q \'"keyward"\' "$keyward_next/package.json" || continue',
    '  keyward_at=$keyward_next',
    `  [ ! -f "$keyward_at/node_modules/keyward/hooks/${hook}" ] || break`,
    'done 2>/dev/null',
  ];
}

/** Sets `keyward_hook`: what is found first counts. A linked work tree has its packages in the main one, as a rule. */
function findLines(hook: HookName, { projects, recorded, unplugged }: Shim): string[] {
  const unless = '[ -f "$keyward_hook" ] ||';
  if (projects.length === 0) return [`keyward_hook=${singleQuote(`${recorded ?? ''}/${hook}`)}`];
  return [
    `keyward_hook="$keyward_at/node_modules/keyward/hooks/${hook}"`,
    // workspaces have one node_modules, at the top
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

/** Read and not run, which spares a shell. */
const RUN = '  ( . "$keyward_hook" ) || exit $?';

/** After these git reads the index again, and commits what it holds then. */
export const READS_INDEX: readonly HookName[] = ['pre-commit', 'pre-merge-commit'];

/** The package's file that has keyward look again when the hook ends. */
export const SECOND_LOOK = 'again.sh';

/** What lies below in the hook may stage more. An older package has no second look. */
const AGAIN = `  [ ! -f "\${keyward_hook%/*}/${SECOND_LOOK}" ] || . "\${keyward_hook%/*}/${SECOND_LOOK}"`;

/** What git says on standard input is also for the lines after this block; Git LFS has a hook that reads it. */
const READ_REFS = 'keyward_refs=$(cat)';

const RUN_WITH_REFS = `  printf '%s\\n' "$keyward_refs" | ( . "$keyward_hook" ) || exit $?`;

const GIVE_REFS = `exec <<keyward_refs_end
$keyward_refs
keyward_refs_end`;

/** The projects that a script's block looks in. */
export function projectsIn(text: string): string[] {
  const found = findBlock(text);
  return found === undefined ? [] : projectsNamed(text.slice(found.start, found.end));
}

/** The projects that lines of a block look in, wherever they were pasted. */
export function projectsNamed(text: string): string[] {
  const line = /^\s*(?:for keyward_next in ('.+'); do|keyward_at=('.+'))$/gm;
  const lists = [...text.matchAll(line)].map(([, several, one]) => several ?? one ?? '');
  const words = lists.join(' ').match(/'(?:[^']|'\\'')*'/g) ?? [];
  return [...new Set(words.map(unquote))];
}

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

/** A block in a hook's text, and what it was written with. */
export interface WrittenBlock {
  readonly start: number;
  readonly end: number;
  /** The folders of the projects, from the top of the work tree; none where keyward is installed for the machine. */
  readonly projects: readonly string[];
  /** The package's hook, where it was when the block was written. */
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
