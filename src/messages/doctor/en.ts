import type { TrialProblem } from '../../doctor/checkup-result.ts';
import type { Messages } from '../messages.ts';

const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

/** Why a hook was not tried. */
const noTrial: Record<TrialProblem, string> = {
  'no-answer': 'it gave no answer for two minutes',
  'manager-missing': 'the hook manager is not installed where its hook looks first',
  'manager-settings': 'the settings of the hook manager say more about keyward than can be tried elsewhere',
  'no-hooks-run': 'no hook can run in the temporary folder; TMPDIR may name another one',
};

export const diagnoses: Messages['doctor']['diagnoses'] = {
  'git-version': ({ version }) => `git ${version}`,
  'git-old': ({ version, needed }) => `git ${version} is too old, ${needed} or newer is needed`,
  'node-version': ({ version }) => `Node.js ${version}`,
  'node-gone': ({ path }) => `the Node.js that was recorded for programs without a PATH is gone: ${path}`,
  'package-ready': () => 'package.json lists keyward, and it is installed',
  'package-no-script': () =>
    'no script in package.json registers the hooks: each of your team has to do it by hand',
  'package-global': () => 'no package.json: keyward is installed for the machine',
  'package-not-listed': ({ path }) =>
    `package.json in ${path} does not list keyward: on this branch commits pass unchecked`,
  'package-not-installed': ({ path }) =>
    `keyward is listed but not installed in ${path}: every commit is blocked until it is`,
  'hooks-path': ({ folder, scope }) =>
    `git runs hooks from ${folder}${scope === undefined ? '' : ` (core.hooksPath, ${scope} settings)`}`,
  'hooks-path-missing': ({ folder, scope }) =>
    `git runs no hook at all: core.hooksPath (${scope} settings) leads to ${folder}, which does not exist`,
  'hook-blocks': ({ hook }) => `${hook}: keyward blocked a made-up key, in a throw-away repository`,
  'hook-missing': ({ hook, path }) => `${hook}: git runs nothing, ${path} does not exist`,
  'hook-dangling': ({ hook, path }) => `${hook}: git runs nothing, ${path} is a link that leads nowhere`,
  'hook-no-file': ({ hook, path }) => `${hook}: git runs nothing, ${path} is not a file`,
  'hook-not-executable': ({ hook, path }) => `${hook}: git passes over ${path}, which is not executable`,
  'hook-without-keyward': ({ hook, path }) => `${hook}: git runs ${path}, which does not run keyward`,
  'hook-shadowed': ({ hook, path, hidden }) =>
    `${hook}: keyward stands in ${hidden}, which git does not run; it looks for ${path}`,
  'hook-ends-early': ({ hook, path, line }) =>
    `${hook}: a made-up key passed; line ${line} of ${path} ends the hook before keyward's lines`,
  'hook-manager-off': ({ hook, manager, place }) =>
    `${hook}: a made-up key passed; ${manager} is switched off by ${place}`,
  'hook-to-set-up': ({ hook, path, manager }) =>
    `${hook}: the settings of ${manager} run keyward, but git runs ${path}, which is not the hook that ${manager} writes for them`,
  'hook-not-in-settings': ({ hook, path, manager, file }) =>
    `${hook}: ${manager} writes ${path} from ${file}, which does not run keyward`,
  'hook-passes': ({ hook, path }) => `${hook}: a made-up key passed, although ${path} has keyward's lines`,
  'hook-allowed': ({ hook }) =>
    `${hook}: a made-up key passed; the allowlist or the settings let any key pass`,
  'hook-blocks-otherwise': ({ hook, exit, said }) =>
    `${hook}: a made-up key was not looked at; the hook ended with ${exit}${said === '' ? '' : ` ("${said}")`}`,
  'hook-behind-others': ({ hook, path, line }) =>
    `${hook}: not tried, because line ${line} of ${path} does something else before keyward`,
  'hook-by-manager': ({ hook, path, manager }) =>
    `${hook}: not tried, because ${path} leaves keyward to ${manager}, which would run other things too`,
  'hook-chained': ({ hook, path, hidden }) =>
    `${hook}: not tried, because ${path} may hand on to ${hidden}, and would run other things too`,
  'hook-by-hand': ({ hook, path }) =>
    `${hook}: not proved, because ${path} calls keyward in a way of its own`,
  'hook-no-trial': ({ hook, reason }) => `${hook}: not tried, because ${noTrial[reason]}`,
  'hook-lines-old': ({ hook, path }) =>
    `${hook}: an older keyward wrote the lines in ${path}; files that later lines stage are not checked`,
  'hook-no-second-look': ({ hook, path, line }) =>
    `${hook}: files that the lines after keyward's stage are not checked, because line ${line} of ${path} replaces the shell or sets its own exit trap`,
  'hook-others-after': ({ hook, after }) =>
    `${hook}: files that ${after} stages after keyward has run are not checked; let keyward run last`,
  'worktree-unreadable': ({ path }) => `git cannot say what ${path} is`,
  allowlist: ({ entries }) =>
    entries === 0
      ? 'allowlist: nothing is allowed'
      : `allowlist: ${entries === 1 ? '1 entry' : `${entries} entries`}`,
  'allowlist-broken': (args) => `${where(args)}: not valid, so every commit that needs it is blocked`,
  'allowlist-expired': ({ count, first }) =>
    `allowlist: ${count === 1 ? '1 entry has' : `${count} entries have`} expired (${first})`,
  settings: ({ off }) =>
    off.length === 0 ? 'settings: all rules are on' : `settings: switched off: ${off.join(', ')}`,
  'settings-broken': (args) => `${where(args)}: not valid, so every commit that needs it is blocked`,
  ci: ({ file }) => `CI looks at every commit, too (${file})`,
  'ci-own-keyward': ({ file }) =>
    `${file} runs the keyward of the checkout, which a pull request can replace; install it outside the checkout`,
  'ci-without-keyward': ({ files }) =>
    `CI does not name keyward (${files.join(', ')}), so who has no hook is not noticed`,
  'ci-none': () =>
    'no settings of a CI are tracked here, so who has no hook is not noticed; README.md shows some',
};
