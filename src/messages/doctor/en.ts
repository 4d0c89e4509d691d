import type { TrialProblem } from '../../doctor/checkup-result.ts';
import type { Messages } from '../messages.ts';

const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

/** Why the doctor could not test a hook. */
const noTrial: Record<TrialProblem, string> = {
  'no-answer': 'it did not end within two minutes',
  'manager-missing': 'the hook manager is not installed in the place where its hook looks first',
  'manager-settings': 'the hook manager runs keyward under conditions that cannot be tested elsewhere',
  'no-hooks-run': 'hooks cannot run in the temporary folder; set TMPDIR to another one',
};

export const diagnoses: Messages['doctor']['diagnoses'] = {
  'git-version': ({ version }) => `git ${version}`,
  'git-old': ({ version, needed }) => `git ${version} is too old; keyward needs ${needed} or newer`,
  'node-version': ({ version }) => `Node.js ${version}`,
  'node-gone': ({ path }) => `the Node.js recorded for programs without a PATH no longer exists: ${path}`,
  'package-ready': () => 'package.json lists keyward, and it is installed',
  'package-no-script': () =>
    'no script in package.json installs the hooks, so everyone on your team has to install them by hand',
  'package-global': ({ hasPackage }) =>
    `${hasPackage ? 'package.json does not list keyward' : 'no package.json'}: the hooks use the global keyward`,
  'package-framework': () => 'pre-commit or prek installs keyward for its own hooks',
  'package-not-listed': ({ path }) =>
    `package.json in ${path} does not list keyward, so commits on this branch are not checked`,
  'package-not-installed': ({ path }) =>
    `keyward is listed but not installed in ${path}, so every commit is blocked`,
  'hooks-path': ({ folder, scope }) =>
    `git runs hooks from ${folder}${scope === undefined ? '' : ` (core.hooksPath, ${scope} settings)`}`,
  'hooks-path-missing': ({ folder, scope }) =>
    `git runs no hooks: core.hooksPath (${scope} settings) points to ${folder}, which does not exist`,
  'hooks-path-no-folder': ({ folder, scope }) =>
    `git runs no hooks: core.hooksPath (${scope} settings) is ${folder}, which is not a folder`,
  'hook-blocks': ({ hook }) => `${hook}: keyward blocked a made-up key in a temporary repository`,
  'hook-missing': ({ hook, path }) => `${hook}: git runs nothing, ${path} does not exist`,
  'hook-dangling': ({ hook, path }) => `${hook}: git runs nothing, ${path} is a broken link`,
  'hook-no-file': ({ hook, path }) => `${hook}: git runs nothing, ${path} is not a file`,
  'hook-not-executable': ({ hook, path }) => `${hook}: git skips ${path}, which is not executable`,
  'hook-without-keyward': ({ hook, path }) => `${hook}: git runs ${path}, which does not run keyward`,
  'hook-shadowed': ({ hook, path, hidden }) => `${hook}: keyward is in ${hidden}, but git runs ${path}`,
  'hook-ends-early': ({ hook, path, line }) =>
    `${hook}: a made-up key passed; line ${line} of ${path} ends the hook before keyward's lines`,
  'hook-manager-off': ({ hook, manager, place }) =>
    `${hook}: a made-up key passed; ${place} disables ${manager}`,
  'hook-to-set-up': ({ hook, path, manager }) =>
    `${hook}: the settings of ${manager} run keyward, but ${manager} has not generated ${path} from them`,
  'hook-not-in-settings': ({ hook, path, manager, file }) =>
    `${hook}: ${manager} generates ${path} from ${file}, which does not run keyward`,
  'hook-passes': ({ hook, path }) => `${hook}: a made-up key passed, although ${path} has keyward's lines`,
  'hook-allowed': ({ hook }) =>
    `${hook}: a made-up key passed; the allowlist or the settings let every key pass`,
  'hook-blocks-otherwise': ({ hook, exit, said }) =>
    `${hook}: a made-up key was not checked; the hook ended with exit code ${exit}${said === '' ? '' : ` ("${said}")`}`,
  'hook-behind-others': ({ hook, path, line }) =>
    `${hook}: not tested, because line ${line} of ${path} runs something else before keyward`,
  'hook-by-manager': ({ hook, path, manager }) =>
    `${hook}: not tested, because ${path} runs keyward through ${manager}, which would also run other programs`,
  'hook-chained': ({ hook, path, hidden }) =>
    `${hook}: not tested, because ${path} may call ${hidden}, and would also run other programs`,
  'hook-by-hand': ({ hook, path }) => `${hook}: not tested, because ${path} calls keyward in a custom way`,
  'hook-no-trial': ({ hook, reason }) => `${hook}: not tested, because ${noTrial[reason]}`,
  'hook-lines-old': ({ hook, path }) =>
    `${hook}: the lines in ${path} are from an older keyward; files staged by later lines are not checked`,
  'hook-no-second-look': ({ hook, path, line }) =>
    `${hook}: files staged by the lines after keyward's are not checked, because line ${line} of ${path} replaces the shell or sets another exit trap`,
  'hook-others-after': ({ hook, after }) =>
    `${hook}: files that ${after} stages after keyward has run are not checked; make keyward run last`,
  'user-hooks': ({ place }) => `git runs keyward in every repository of this user (${place})`,
  'user-none': () => 'git does not run keyward for all repositories of this user',
  'user-elsewhere': ({ folder, scope }) =>
    `git runs the hooks in ${folder} in all repositories (core.hooksPath, ${scope} settings), which do not run keyward`,
  'user-files': ({ count, first }) =>
    `${count === 1 ? '1 file' : `${count} files`} of keyward ${count === 1 ? 'is' : 'are'} missing, changed or not executable: ${first}`,
  'user-package-gone': ({ path }) => `the global keyward is no longer in ${path}, so every commit is blocked`,
  'user-own-hook': () => "a repository's own hooks still run, in a temporary repository",
  'user-own-hook-silent': ({ hook }) =>
    `a repository's own ${hook} hook did not run in a temporary repository`,
  'user-limits': () => 'not covered: repositories with their own core.hooksPath, which husky sets',
  'user-not-here': ({ folder }) =>
    `the repository in this folder is not covered: git runs the hooks in ${folder} (its own core.hooksPath)`,
  'worktree-unreadable': ({ path }) => `git cannot read the worktree ${path}`,
  allowlist: ({ entries }) =>
    entries === 0
      ? 'allowlist: nothing is allowed'
      : `allowlist: ${entries === 1 ? '1 entry' : `${entries} entries`}`,
  'allowlist-broken': (args) => `${where(args)}: invalid, so every commit that needs it is blocked`,
  'allowlist-expired': ({ count, first }) =>
    `allowlist: ${count === 1 ? '1 entry has' : `${count} entries have`} expired (${first})`,
  settings: ({ off }) =>
    off.length === 0 ? 'settings: all rules are on' : `settings: disabled rules: ${off.join(', ')}`,
  'settings-broken': (args) => `${where(args)}: invalid, so every commit that needs it is blocked`,
  'agent-denies': ({ agent, file }) => `${agent}: a made-up key was denied for every event (${file})`,
  'agent-passes': ({ agent, event, file }) => `${agent}: a made-up key was not denied for ${event} (${file})`,
  'agent-missing': ({ agent, file }) => `${agent}: the command in ${file} cannot be started`,
  'agent-unregistered': ({ agent, event, file }) => `${agent}: ${file} does not run keyward for ${event}`,
  'agent-open': ({ agent, event, file }) =>
    `${agent}: the entry for ${event} in ${file} lets an event through if keyward fails or needs too long`,
  'agent-twice': ({ agent, event }) =>
    `${agent}: keyward is registered more than once for ${event}, so every event is checked again`,
  'agent-trust': () =>
    'codex: could not check whether you trust the hooks of this project; open /hooks in Codex to see it',
  ci: ({ file }) => `CI also scans every commit (${file})`,
  'ci-own-keyward': ({ file }) =>
    `${file} runs the keyward of the checkout, which a pull request can replace; install it outside the checkout`,
  'ci-without-keyward': ({ files }) =>
    `CI does not run keyward (${files.join(', ')}), so commits made without a hook are not checked`,
  'ci-none': () => 'no CI settings are tracked here, so commits made without a hook are not checked',
};
