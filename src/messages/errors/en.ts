import type { CiPlatform, ConfigProblem, ErrorArgs } from '../../shared/errors.ts';
import { topPathspec } from '../../shared/pathspec.ts';
import { shellWord } from '../../shared/shell-quote.ts';
import type { Messages } from '../messages.ts';

const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

const problems: Record<ConfigProblem, string> = {
  'not-an-object': 'expected an object; see the schema',
  'unknown-key': 'unknown key; the schema lists the valid ones',
  version: 'expected "version": 1',
  fingerprint: 'expected a fingerprint (kw1_ and 32 hexadecimal digits), never the value itself',
  rule: 'expected a rule ID, for example aws-secret-access-key',
  reason: 'expected a "reason" of at least three characters',
  glob: 'expected a path pattern: relative to the root, with forward slashes, without "..", with balanced brackets (a backslash makes the next character literal)',
  'glob-broad': 'this pattern matches every file; name a folder, or add "broad": true',
  date: 'expected a date: YYYY-MM-DD',
  boolean: 'expected true or false',
  'rules-list': '"rules" must list at least one rule ID',
  account: 'expected AWS account IDs, each a string of 12 digits',
  language: 'expected "en" or "ja"',
  url: 'expected an http or https URL',
  'value-in-text': 'this text must not contain a credential',
  text: 'expected a string',
};

/** The text for a problem in a settings file. */
const problemIn = ({ problem, key, nearest }: ErrorArgs['config-invalid']) =>
  key === undefined || nearest === undefined
    ? problems[problem]
    : `unknown key "${key}" (did you mean "${nearest}"?)`;

/** How to complete a shallow clone. */
const shallowFixes: Record<CiPlatform, string> = {
  github: 'Add this to actions/checkout: with: { fetch-depth: 0 }',
  gitlab: 'Add this variable to the job: GIT_DEPTH: "0"',
  other: 'Run: git fetch --unshallow',
};

/** The messages of errors. An argument is escaped before it gets here. */
export const errors: Messages['errors'] = {
  'git-missing': () => 'git was not found. Install git, or put it on PATH.',
  'git-failed': ({ command, exit }) =>
    `${command} failed (exit ${exit}), so this change was not checked. Run it again; if it fails again, run git fsck.`,
  'git-killed': ({ command }) => `${command} was killed, so this change was not checked. Run it again.`,
  'git-silent': ({ command, seconds }) =>
    `${command} sent no data for ${seconds} seconds, so this change was not checked. Run it again.`,
  'git-short': ({ command }) =>
    `${command} sent less data than it announced, so this change was not checked. Run git fsck.`,
  'git-too-much': ({ command, megabytes }) =>
    `${command} lists more than ${megabytes} MB of changes, too many to scan at once. Scan or push fewer commits at a time; if a single commit has that many files, look for repeated copies of a folder in it.`,
  'too-many-copies': ({ path, count }) =>
    `one commit has ${count} copies of the file ${path}, too many to scan. Remove the repeated folders from the commit, then try again.`,
  'not-a-repository': () =>
    'this folder is not in a git repository. Change to one, or create one here with git init, then run the command again.',
  'no-work-tree': () =>
    'this folder is not in the working tree of a git repository. Change to a clone or a worktree and run the command there.',
  'work-tree-unknown': () =>
    'GIT_DIR is set, but git knows no working tree that contains this folder. Unset GIT_DIR, or set GIT_WORK_TREE to the absolute path of the working tree.',
  'unsafe-repository': ({ path }) =>
    `git does not trust ${path}, because it belongs to another user. Nothing was written. If you trust it, run: git config --global --add safe.directory ${shellWord(path)}`,
  'line-break-in-path': () =>
    'the path of this repository or project contains a line break, which a hook cannot handle. Nothing was written. Rename the folder, then run keyward init.',
  'object-missing': ({ path }) =>
    `this clone does not have the content of ${path}. Fetch it (git fetch --refetch), then commit again.`,
  'unmerged-path': ({ path }) => `${path} has a merge conflict. Resolve it and git add it first.`,
  'out-of-time': ({ budget }) =>
    `the scan was not finished within ${budget} seconds, so nothing was accepted. Push fewer commits at a time, or raise --budget.`,
  'range-unknown': () =>
    'this clone lacks a commit of the range. Check the names; if they are right, fetch it, then run this again: git fetch --unshallow || git fetch --all',
  'range-shallow': ({ platform }) =>
    `this clone is shallow and lacks commits of the range. ${shallowFixes[platform]}`,
  'ci-unknown': () =>
    'this is neither GitHub Actions nor GitLab CI. Give the range: keyward scan --range A..B',
  'ci-event': ({ platform }) =>
    `${platform === 'github' ? 'GitHub' : 'GitLab'} does not say which commits are new in this run. Give the range: keyward scan --range A..B`,
  'unreadable-file': ({ path, reason }) => `${path} could not be read (${reason}).`,
  'unwritable-file': ({ path, reason }) => `${path} could not be written (${reason}).`,
  'link-elsewhere': ({ path }) =>
    `${path} is a symbolic link to a file outside this working tree. Nothing was written. Remove the link, then run this again.`,
  'usage-unknown-command': ({ word, nearest }) =>
    `unknown command${word === undefined ? '' : ` ${word}`} (${nearest === undefined ? 'see' : `did you mean ${nearest}? See`}: keyward --help)`,
  'usage-unexpected-argument': ({ word, usage }) =>
    `unexpected argument${word === undefined ? '' : ` "${word}"`} (usage: ${usage})`,
  'usage-missing-argument': ({ usage }) => `missing argument (usage: ${usage})`,
  'usage-unknown-option': ({ option, nearest, command }) =>
    `unknown option${option === undefined ? '' : ` ${option}`} (${nearest === undefined ? `see: keyward ${command} --help` : `did you mean ${nearest}?`})`,
  'usage-missing-value': ({ option, command }) => `${option} needs a value (see: keyward ${command} --help)`,
  'usage-unexpected-value': ({ option, command }) =>
    `${option} takes no value (see: keyward ${command} --help)`,
  'usage-missing-option': ({ option }) => `${option} is required.`,
  'usage-conflict': ({ options }) => `use only one of ${options}.`,
  'usage-bad-value': ({ option, expected }) => `invalid value for ${option} (expected: ${expected})`,
  'config-syntax': (args) => `${where(args)}: invalid JSON. Fix it, then git add ${args.file}`,
  'config-conflict': (args) =>
    `${where(args)}: conflict markers. Keep the lines of both sides, remove the markers, then git add ${args.file}`,
  'config-invalid': (args) => `${where(args)}: ${problemIn(args)}. Fix it, then git add ${args.file}`,
  'allow-not-found': () =>
    'no value with this fingerprint in this repository or its history. Copy it from the message.',
  'allow-invalid': ({ option, problem }) => `${option}: ${problems[problem]}. Nothing was written.`,
  'allow-nothing-blocked': () =>
    'no blocked commit is recorded here. Commit first; the message then prints the command.',
  'allow-ambiguous': ({ word }) =>
    `${word} is the beginning of several fingerprints. Give more of its digits. Nothing was written.`,
  'allow-hidden': ({ count }) =>
    `the message did not show ${count === 1 ? '1 of the values' : `${count} of the values`}. See them all: keyward scan --staged --verbose. Then allow them one by one, or add --all. Nothing was written.`,
  'allow-unconfirmed': () =>
    'keyward cannot ask for confirmation here, because this is not a terminal. Check the list above, then add --yes. Nothing was written.',
  'allow-no-reason': () =>
    'an entry needs a reason that others can read later: add --reason "why it is safe to commit". Nothing was written.',
  'allow-expired': () => 'the day in --expires is in the past. Nothing was written.',
  'allow-not-a-report': ({ path }) =>
    `${path} is not a JSON report of keyward. Make one: keyward audit --format json --output ${shellWord(path)}`,
  'allow-path-elsewhere': ({ path, glob }) =>
    `--path does not cover the finding, which is in ${path}. Nothing was written. Paths start at the root of the repository, for example: --path ${glob}`,
  'merge-not-a-shard': ({ path }) =>
    `${path} is not the report of a shard. Make one: keyward audit --shard K/N --output ${path}`,
  'merge-twice': ({ path, index }) =>
    `shard ${index} is given twice (again in ${path}). Give each shard once.`,
  'merge-missing': ({ indices, count }) =>
    `of ${count} shards, these are missing: ${indices}. Nothing was merged. Run them, then give all reports.`,
  'merge-other-audit': ({ path }) =>
    `${path} belongs to another audit: its number of shards or its commits differ. Run all shards again with the same N in copies of one clone.`,
  'merge-other-rules': ({ path }) =>
    `${path} comes from another version of keyward. Run all shards and the merge with the same version.`,
  'merge-other-commits': () =>
    'the commits, branches or tags of this clone differ from those that the shards scanned. Merge in a copy of the clone that they scanned, or run all shards again.',
  'merge-packed-otherwise': () =>
    'together, the shards do not cover the whole history, because their clones are packed differently. Run all shards again in copies of one clone (git bundle makes one).',
  'merge-lost': ({ path }) =>
    `this clone does not have everything that ${path} found. Run git lfs fetch --all here, then merge again; if that does not help, run all shards again.`,
  'fix-outdated': () =>
    'the index, .env or .gitignore changed in the meantime. Nothing was written. Run keyward fix again.',
  'fix-not-ignored': ({ path }) =>
    `git does not ignore ${path} even with a line in .gitignore. Nothing was written. Find the rule that wins: git check-ignore --no-index -v ${shellWord(topPathspec(path))}`,
  'init-no-agents': ({ names }) =>
    `no coding agent settings found in this project. Name the agents that you use: keyward init --agents ${names}`,
  'init-no-package': () =>
    'there is no package.json here. Install keyward once for this machine: npm install --global keyward && keyward init',
  'init-hooks-path': ({ hooksPath, scope, block }) =>
    `git runs the hooks in ${hooksPath} (core.hooksPath, ${scope} settings), which does not belong to this repository. Nothing was written.\nYou have three options:\n  1. Paste the lines below into the hooks there. In other repositories they do nothing.\n  2. With git 2.54 or newer, run keyward init again: git then also runs hooks from this repository's settings.\n  3. Give this repository its own hooks: git config core.hooksPath .githooks && keyward init. The hooks in ${hooksPath} then no longer run here, unless .githooks calls them.\n\n${block}`,
  'init-hooks-path-global': ({ hooksPath, scope, block }) =>
    `git runs the hooks in ${hooksPath} in all repositories (core.hooksPath, ${scope} settings), and keyward did not put them there. Nothing was written.\nPaste the lines below into the hooks there, after the first line, then run: keyward init --global\n\n${block}`,
  'init-not-global': () =>
    "--global needs a keyward that is installed for all projects, but this one is in a project's node_modules or in a temporary cache. Nothing was written. Run: npm install --global keyward && keyward init --global",
  'init-paste': ({ manager, file, lines, command }) =>
    `${manager} overwrites the hooks here. Nothing was written.\nPaste these lines into ${file} (if a key already exists, add to it), then run: ${command}\n\n${lines}`,
  'init-set-up': ({ manager, hook, command }) =>
    `the lines for ${manager} are in place, but git's ${hook} hook does not run them yet. Run: ${command}`,
  'init-husky-silences': ({ hooks }) =>
    `husky would disable the hooks that run today: ${hooks}. Nothing was written. Move them into .husky/ first, or run keyward init without --husky.`,
  'init-husky-gone': ({ hooksPath }) =>
    `core.hooksPath points to ${hooksPath}, which does not exist, so git runs no hooks here. Nothing was written. If you use husky, install it and run npx husky. If not, run git config --local --unset core.hooksPath. Then: keyward init`,
  'init-husky-global': ({ hooksPath }) =>
    `husky would disable the hooks in ${hooksPath} (core.hooksPath). Nothing was written. Run keyward init without --husky.`,
  'init-command-failed': ({ command }) =>
    `this command failed; run it yourself, then keyward init again: ${command}`,
  'init-ci-exists': ({ path }) =>
    `${path} already exists, and keyward did not write it. It was not changed. Rename it, then run this again.`,
  'init-ci-paste': ({ path, file, lines }) =>
    `${path} is in place, but GitLab does not read it yet. Paste these lines into ${file} (if it has include:, add to that; if it has workflow:, that must allow merge request pipelines), then run this again.\n\n${lines}`,
  'hook-foreign': ({ path }) =>
    `${path} already exists, so the existing hook cannot be renamed to it. Nothing was written. Move that file away, then run keyward init again.`,
  'hook-is-folder': ({ path }) =>
    `${path} is a folder, so git cannot run it as a hook. Nothing was written. Move it away, then run keyward init.`,
  'package-json': ({ path }) => `${path} is not valid JSON. Fix it, then run keyward init again.`,
  'respond-no-key-id': () =>
    'this is not an access key ID. A key ID is AKIA or ASIA followed by 16 characters from A-Z and 2-7. AIDA… and AROA… are IDs of users and roles. Without an ID: keyward respond',
  'respond-secret': () =>
    'this is too long for a key ID and may be a secret. It was neither used nor stored. Delete it from your shell history, then give only the ID (AKIA… or ASIA…), or nothing.',
  'file-exists': ({ path }) => `${path} exists and was not overwritten. Choose another name for --output.`,
  'node-too-old': ({ found }) => `keyward needs Node.js 20.19 or newer; this is ${found}.`,
  internal: ({ at }) => `the scan crashed (${at}), so this change was not checked. Please report this line.`,
};
