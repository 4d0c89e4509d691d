import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { readText } from '../shared/file-access.ts';
import { DEFAULT_HOOKS, type HookName } from './hook-names.ts';
import { REMOVE_FOR_USER, shimBlock } from './shim.ts';

/** The hooks of `keyward init --global`: they run in every repository of a user. */
export const USER_HOOKS: readonly HookName[] = DEFAULT_HOOKS;

/** Every hook that git knows (githooks(5)). A global `core.hooksPath` hides the repository's own file of each of these names. */
export const GIT_HOOKS: readonly string[] = [
  ...['applypatch-msg', 'pre-applypatch', 'post-applypatch'],
  ...['pre-commit', 'pre-merge-commit', 'prepare-commit-msg', 'commit-msg', 'post-commit'],
  ...['pre-rebase', 'post-checkout', 'post-merge', 'post-rewrite', 'pre-auto-gc', 'post-index-change'],
  ...['pre-push', 'reference-transaction', 'sendemail-validate', 'fsmonitor-watchman'],
  ...['pre-receive', 'update', 'proc-receive', 'post-receive', 'post-update', 'push-to-checkout'],
  ...['p4-changelist', 'p4-prepare-changelist', 'p4-post-changelist', 'p4-pre-submit'],
];

/** The folder with keyward's files of this user. It may also hold the user's own `init.sh`. */
export function userFolder(): string {
  const { XDG_CONFIG_HOME: chosen = '', HOME: home = homedir() } = process.env;
  return join(isAbsolute(chosen) ? chosen : join(home, '.config'), 'keyward');
}

/** Tests whether a folder holds the files of {@link userHookFile}. */
export async function isUserFolder(folder: string): Promise<boolean> {
  return isUserHook(await readText(join(folder, 'pre-commit')));
}

/** Tests whether keyward wrote a file of the folder that the global `core.hooksPath` names. */
export function isUserHook(text: string): boolean {
  const [, second = ''] = text.split('\n', 2);
  return second.startsWith('# keyward') && second.endsWith(`remove with: ${REMOVE_FOR_USER})`);
}

/**
 * Returns the file for a hook in the folder of the global `core.hooksPath`: it runs keyward if this hook is one of its hooks, then
 * the repository's own hook.
 *
 * @param packageHooks the `hooks` folder of the global package
 */
export function userHookFile(hook: string, packageHooks: string): string {
  const own = ownHook(hook);
  if (!isScanned(hook))
    return `#!/bin/sh
# keyward (runs the repository's own hook, which the global core.hooksPath hides; remove with: ${REMOVE_FOR_USER})
${own}
[ -z "$keyward_own" ] || exec "$keyward_own" "$@"
${WITHOUT_OWN[hook] ?? ''}`;
  const before = `${own}\n${leaveTo(hook, 'exec "$keyward_own" "$@"')}`;
  return `#!/bin/sh\n${shimBlock(hook, shimOf(packageHooks, before))}${hook === 'pre-push' ? CHAIN_WITH_REFS : CHAIN}`;
}

/** Returns the block for git's global settings, which git 2.54 runs in addition to the repository's own hook. */
export function userBlock(hook: HookName, packageHooks: string): string {
  const own = `keyward_own=$(git rev-parse --git-path hooks)/${hook} || exit 2
[ -f "$keyward_own" ] && [ -x "$keyward_own" ] || keyward_own=`;
  return shimBlock(hook, shimOf(packageHooks, `${own}\n${leaveTo(hook, 'exit 0')}`));
}

/** Returns the block to paste into a hook that somebody else runs in all repositories. */
export function pastedBlock(hook: HookName, packageHooks: string): string {
  return shimBlock(hook, shimOf(packageHooks));
}

function shimOf(packageHooks: string, before?: string): Parameters<typeof shimBlock>[1] {
  return {
    runner: 'keyward',
    projects: [],
    installCommand: 'npm install --global keyward && keyward init --global',
    recorded: packageHooks.replaceAll('\\', '/'),
    before,
  };
}

function isScanned(hook: string): hook is HookName {
  return (USER_HOOKS as readonly string[]).includes(hook);
}

/**
 * Returns lines that set `keyward_own` to the repository's own hook, if git would run it. At the top of an ordinary working tree
 * this starts no process. The shells of all systems know `-ef`: the own hook may be a copy of or a link to this very file.
 */
function ownHook(hook: string): string {
  return `if [ -z "\${GIT_DIR-}\${GIT_COMMON_DIR-}" ] && [ -f .git/HEAD ]; then
  keyward_own=.git
else
  keyward_own=$(git rev-parse --git-common-dir) || exit 2
fi
keyward_own=$keyward_own/hooks/${hook}
[ -f "$keyward_own" ] && [ -x "$keyward_own" ] && [ ! "$keyward_own" -ef "$0" ] || keyward_own=`;
}

/**
 * Returns lines that leave the scan to the repository's own hook if that begins with keyward's lines and they scan for certain: they
 * belong to no project, or to a package.json at the top that lists keyward. In any doubt both scan.
 */
function leaveTo(hook: HookName, leave: string): string {
  return `keyward_once=no
if [ -n "$keyward_own" ]; then
  { read -r keyward_line; read -r keyward_line; } <"$keyward_own"
  case $keyward_line in
    '# keyward:begin ('*)
      if ! grep -q 'hooks/${hook}' "$keyward_own"; then :
      elif grep -qx 'unset keyward_at' "$keyward_own"; then keyward_once=yes
      elif grep -qx "keyward_at='.'" "$keyward_own" && grep -q '"keyward"' package.json; then keyward_once=yes
      fi
      ;;
  esac
fi 2>/dev/null
[ "$keyward_once" = no ] || ${leave}`;
}

/** keyward may scan again after this, so the shell must not be replaced. */
const CHAIN = '[ -z "$keyward_own" ] || "$keyward_own" "$@"\n';

/** The block gives back the refs, but not their absence: with nothing to push, the input is empty. */
const CHAIN_WITH_REFS = `[ -n "$keyward_own" ] || exit 0
[ -n "$keyward_refs" ] || exec "$keyward_own" "$@" </dev/null
exec "$keyward_own" "$@"
`;

/** What git does where such a hook is missing, and would not do if a file were there that only succeeds. */
const WITHOUT_OWN: Readonly<Record<string, string>> = {
  // git refuses the refs
  'proc-receive': 'exit 1\n',
  // git reads all files
  'fsmonitor-watchman': 'exit 1\n',
  // git updates the working tree of receive.denyCurrentBranch=updateInstead if it is clean (builtin/receive-pack.c)
  'push-to-checkout': `cd "\${GIT_WORK_TREE:-.}" || exit 1
git update-index -q --ignore-submodules --refresh || { echo 'Up-to-date check failed' >&2; exit 1; }
git diff-files --quiet --ignore-submodules -- || { echo 'Working directory has unstaged changes' >&2; exit 1; }
keyward_head=$(git rev-parse --quiet --verify HEAD) || keyward_head=$(git hash-object -t tree /dev/null)
git diff-index --quiet --cached --ignore-submodules "$keyward_head" -- || { echo 'Working directory has staged changes' >&2; exit 1; }
git read-tree -u -m "$1" || { echo 'Could not update working tree to new HEAD' >&2; exit 1; }
`,
};
