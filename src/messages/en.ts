import { audit } from './audit/en.ts';
import type { CiPlatform, ConfigProblem } from '../shared/errors.ts';
import type { UnscannedReason } from '../decode/content.ts';
import type { Messages } from './messages.ts';
import { diagnoses } from './doctor/en.ts';

const credentials = (count: number) => (count === 1 ? '1 AWS credential' : `${count} AWS credentials`);
const where = (args: { file: string; line: number; column: number }) =>
  `${args.file}:${args.line}:${args.column}`;

const problems: Record<ConfigProblem, string> = {
  'not-an-object': 'an object is expected here, as in the schema',
  'unknown-key': 'this key is not known; known ones stand in the schema',
  version: '"version": 1 is expected',
  fingerprint: 'a fingerprint is expected: kw1_ and 32 digits 0-9a-f, never the value itself',
  rule: 'a rule id is expected, for example aws-secret-access-key',
  reason: 'a "reason" of at least three characters is required',
  glob: 'a path pattern is expected: relative to the root, forward slashes, no "..", brackets in pairs (a backslash makes the next character literal)',
  'glob-broad': 'this pattern covers every file; name a folder, or add "broad": true',
  date: 'a date is expected: YYYY-MM-DD',
  boolean: 'true or false is expected',
  'rules-list': '"rules" must list at least one rule id',
  account: 'AWS account ids are expected, as text of 12 digits',
  language: '"en" or "ja" is expected',
  url: 'a web address is expected',
  'value-in-text': 'a text for people is expected, not a credential',
  text: 'text is expected',
};

/** Why content was not looked into. */
const notUnfoldedReasons: Record<UnscannedReason, string> = {
  corrupt: 'damaged archive',
  encrypted: 'encrypted archive',
  'too-large': 'more than keyward unfolds',
  'too-deep': 'nested too deeply',
  'unknown-method': 'unknown compression',
  '7z': '7z archive',
  arj: 'arj archive',
  bzip2: 'bzip2',
  cab: 'cabinet archive',
  compress: 'compress (.Z)',
  'git-delta': 'object that git stores as a change of another',
  lz4: 'lz4',
  lzh: 'lzh archive',
  lzip: 'lzip',
  lzma: 'lzma',
  lzo: 'lzo',
  rar: 'rar archive',
  snappy: 'snappy',
  xz: 'xz',
  zstd: 'zstd',
  'git-lfs': 'Git LFS object',
};

/** What makes a shallow clone whole. */
const shallowFixes: Record<CiPlatform, string> = {
  github: 'Give actions/checkout this line: with: { fetch-depth: 0 }',
  gitlab: 'Give the job this variable: GIT_DEPTH: "0"',
  other: 'Run: git fetch --unshallow',
};

export const en: Messages = {
  language: 'en',
  rules: {
    'aws-access-key-id': 'AWS access key ID',
    'aws-temporary-access-key-id': 'temporary AWS access key ID',
    'aws-secret-access-key': 'AWS secret access key',
    'aws-session-token': 'AWS session token',
    'aws-bedrock-api-key': 'Amazon Bedrock API key (long-term)',
    'aws-bedrock-short-term-api-key': 'Amazon Bedrock API key (short-term)',
    'aws-claude-platform-api-key': 'Claude Platform on AWS API key (long-term)',
    'aws-claude-platform-short-term-api-key': 'Claude Platform on AWS API key (short-term)',
    'aws-cloudwatch-logs-api-key': 'Amazon CloudWatch Logs API key',
    'aws-cloudwatch-api-key': 'Amazon CloudWatch API key (metrics)',
    'aws-xray-api-key': 'AWS X-Ray API key',
    'aws-kiro-api-key': 'Kiro API key',
    'aws-service-api-key': 'API key of an AWS service',
    'aws-ses-smtp-password': 'Amazon SES SMTP password',
    'aws-codecommit-password': 'password for CodeCommit or Keyspaces',
    'aws-appsync-api-key': 'AWS AppSync API key',
    'aws-mws-auth-token': 'Amazon MWS auth token',
    'aws-presigned-url': 'presigned AWS address that is still valid',
    'aws-eks-token': 'Amazon EKS token',
    'aws-rds-auth-token': 'login token for an AWS database',
    'aws-dsql-auth-token': 'login token for Amazon Aurora DSQL',
    'aws-msk-auth-token': 'login token for Amazon MSK (Kafka)',
    'aws-ecr-password': 'Amazon ECR password',
    'aws-codeartifact-token': 'AWS CodeArtifact token',
    'aws-sso-token': 'AWS sign-in token (SSO, Builder ID, Amazon Q, Kiro, aws login)',
    'aws-console-password': 'AWS console password',
    'aws-private-key': 'private key for AWS (EC2, Lightsail, CloudFront, IoT)',
  },
  report: {
    blocked: (count, place) => `keyward: commit blocked: ${credentials(count)} in ${place}`,
    pushBlocked: (count, place) => `keyward: push blocked: ${credentials(count)} in ${place}`,
    found: (count, place) => `keyward: ${credentials(count)} found in ${place}`,
    message: 'commit message',
    header: 'commit header (author, committer or tagger)',
    commit: (id) => `commit ${id}`,
    inName: 'in the file name',
    inRefName: 'in the name of the branch or tag',
    account: (id, own) =>
      `AWS account ${id}${own === true ? ' (yours)' : own === false ? ' (not one of yours)' : ''}`,
    canary: 'a canary token: whoever uses or tests this key is reported to its owner',
    alreadyCommitted:
      'already in an earlier commit: taking it out here does not undo that (see: npx keyward audit)',
    onRemotes: (refs) => `already on ${refs}, as far as this clone knows`,
    fetchFirst: (command) =>
      `Does the remote that you push to have these commits already? Update what this clone knows of it, then push again:  ${command}`,
    expired: ({ reason, expires }) => `the allowlist entry for it expired on ${expires} (${reason})`,
    more: (count) => `… and ${count} more (keyward scan --staged --verbose shows all)`,
    stepsTitle: 'What to do now:',
    takeOut: 'Take it out of the file. Write instead:',
    takeOutOfName: 'Rename the file, so that its name holds no key.',
    renameRef: 'Push it under a name of a branch or tag that holds no key.',
    takeOutOfMessage: 'Write the message without it, and commit again.',
    takeOutOfCommits:
      'Take it out of the commits themselves; one more commit on top would leave it in the history:',
    keepOut: '(nothing: keep it outside the repository, in a secret store or a file that .gitignore names)',
    thenStage: (command) => `then:  ${command}`,
    deactivate: (link) => `Was it ever pushed, sent or shared? Then deactivate it first:\n     ${link}`,
    deactivateNow: (link) => `If it is out, somebody has it by now. Deactivate it first:\n     ${link}`,
    deactivateLink: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
    deactivateCommand: 'aws iam update-access-key --user-name USER --access-key-id KEY-ID --status Inactive',
    respond: (command) => `then, step by step:  ${command}`,
    allow: (count) =>
      count === 1
        ? 'No real key? Allow this one value, then commit again:'
        : 'No real keys? Allow these values, then commit again:',
    allowCommitted: (count) =>
      count === 1
        ? 'No real key? Allow this one value, and commit the allowlist:'
        : 'No real keys? Allow these values, and commit the allowlist:',
    allowNotStaged: (command) => `The allowlist in your folder allows it, but is not staged:  ${command}`,
    allowPathCommit: (command) => `then commit the allowlist along with it:  ${command}`,
    help: (url) => `Help from your team: ${url}`,
    sampleReason: 'test value, not a real key',
    allowed: (count, reasons) => `keyward: ${credentials(count)} allowed (${reasons})`,
    notUnfolded: (path, reason) => `keyward: ${path}: not looked into (${notUnfoldedReasons[reason]})`,
    rulesOff: (rules) => `rules switched off in .keyward.json: ${rules}`,
    newRuleOff: (rule) => `these commits switch a rule off in .keyward.json: ${rule}`,
    newSetting: (setting) => `these commits change a setting in .keyward.json: ${setting}`,
    newEntry: (entry) => `these commits add to .keyward-allowlist.json: ${entry}`,
    outOfDate: (place, what) => `keyward: ${place}: ${what}, expired`,
    notUnfoldedStrict:
      'keyward: commit blocked: "strict" is on, and the files above could not be looked into',
    commitsClean: (count) => `keyward: no AWS credential in ${count === 1 ? '1 commit' : `${count} commits`}`,
    scanned: (files, lines, bytes) =>
      `keyward: no AWS credential in ${files} files, ${lines} added lines, ${bytes} bytes`,
  },
  errors: {
    'git-missing': () => 'git was not found. Install git, or put it on PATH.',
    'git-failed': ({ command, exit }) =>
      `${command} failed (exit ${exit}), so nothing can be said about this change. Run it again; if it stays, see git fsck.`,
    'git-killed': ({ command }) =>
      `${command} was killed, so nothing can be said about this change. Run it again.`,
    'git-silent': ({ command, seconds }) =>
      `${command} said nothing for ${seconds} seconds, so nothing can be said about this change. Run it again.`,
    'git-short': ({ command }) =>
      `${command} gave less than it announced, so nothing can be said about this change. Run git fsck.`,
    'git-too-much': ({ command, megabytes }) =>
      `${command} lists more than ${megabytes} MB of changes, which is too much to scan at once. Scan or push fewer commits at a time; if one commit has that many files, look for folders in it that repeat one another.`,
    'too-many-copies': ({ path, count }) =>
      `the file ${path} is in ${count} places of one commit, which is too much to scan. Take the folders that repeat one another out of the commit, then try again.`,
    'not-a-repository': () =>
      'this folder is not in a git repository. Go to one, or make one here with git init, then run the command again.',
    'no-work-tree': () =>
      'this folder is not in the working tree of a git repository. Go to a clone or a worktree and run the command there.',
    'work-tree-unknown': () =>
      'GIT_DIR is set, but this folder is in no working tree that git knows. Unset GIT_DIR, or set GIT_WORK_TREE to the absolute path of the working tree.',
    'unsafe-repository': ({ path }) =>
      `git does not trust ${path}, because it belongs to another user. Nothing was written. If you trust it, run: git config --global --add safe.directory '${path}'`,
    'line-break-in-path': () =>
      'the path of this repository or project contains a line break, which a hook cannot handle. Nothing was written. Rename the folder, then run keyward init.',
    'object-missing': ({ path }) =>
      `git does not have the content of ${path} here. Fetch it (git fetch --refetch), then commit again.`,
    'unmerged-path': ({ path }) => `${path} has a merge conflict. Solve it and git add it first.`,
    'range-unknown': () =>
      'a commit of this range is not here. Fetch it, then run this again: git fetch --unshallow || git fetch --all',
    'range-shallow': ({ platform }) =>
      `this clone is shallow, so commits of the range are missing. ${shallowFixes[platform]}`,
    'ci-unknown': () =>
      'neither GitHub Actions nor GitLab CI was recognised. Name the range: keyward scan --range A..B',
    'ci-event': ({ platform }) =>
      `${platform === 'github' ? 'GitHub' : 'GitLab'} does not say which commits are new in this run. Name the range: keyward scan --range A..B`,
    'unreadable-file': ({ path, reason }) => `${path} could not be read (${reason}).`,
    'unwritable-file': ({ path, reason }) => `${path} could not be written (${reason}).`,
    'link-elsewhere': ({ path }) =>
      `${path} is a symbolic link to a file that does not belong to this work tree. Nothing was written. Remove the link, then run this again.`,
    'usage-unknown-command': () => 'there is no such command. See: keyward --help',
    'usage-unexpected-word': ({ command }) =>
      `a word too many, or one missing. See: keyward ${command} --help`,
    'usage-unknown-option': ({ command }) =>
      `an option is not known or lacks its value. See: keyward ${command} --help`,
    'usage-missing-option': ({ option }) => `${option} is required.`,
    'usage-conflict': ({ options }) => `only one of ${options} can be given.`,
    'usage-bad-value': ({ option, expected }) => `${option} takes ${expected}.`,
    'config-syntax': (args) => `${where(args)}: this is not JSON. Fix it there, then git add ${args.file}`,
    'config-conflict': (args) =>
      `${where(args)}: conflict markers. Keep both sides' lines, take the markers out, then git add ${args.file}`,
    'config-invalid': (args) =>
      `${where(args)}: ${problems[args.problem]}. Fix it, then git add ${args.file}`,
    'allow-not-found': () =>
      'no finding with this fingerprint, neither in the last blocked commit nor in what is staged. Copy it from the message.',
    'allow-nothing-blocked': () =>
      'no blocked commit is on record here. Commit first; the message then prints the command.',
    'allow-path-elsewhere': ({ path, glob }) =>
      `--path does not cover the finding, which is in ${path}. Nothing was written. Paths start at the root of the repository, for example: --path ${glob}`,
    'init-no-package': () =>
      'there is no package.json here. Install keyward once for this machine: npm install --global keyward, then: keyward init',
    'init-hooks-path': ({ hooksPath, scope, block }) =>
      `git runs the hooks in ${hooksPath} (core.hooksPath, ${scope} settings), which is not this repository's own. Nothing was written.\nThere are three ways on:\n  1. Paste the lines below into the hooks there. In other repositories they do nothing.\n  2. With git 2.54 or newer, run keyward init again: hooks in this repository's own settings run beside those.\n  3. Give this repository hooks of its own: git config core.hooksPath .githooks && keyward init. The hooks in ${hooksPath} then no longer run here, unless .githooks calls them.\n\n${block}`,
    'init-paste': ({ manager, file, lines, command }) =>
      `${manager} writes the hooks here, over anything else. Nothing was written.\nPaste these lines into ${file} (under a key that is there already, add to it), then run: ${command}\n\n${lines}`,
    'init-set-up': ({ manager, hook, command }) =>
      `the lines for ${manager} are in place, but git's ${hook} hook does not run them yet. Run: ${command}`,
    'init-husky-silences': ({ hooks }) =>
      `husky would silence the hooks that run today: ${hooks}. Nothing was written. Move them into .husky/ first, or run keyward init without --husky.`,
    'init-husky-gone': ({ hooksPath }) =>
      `core.hooksPath names ${hooksPath}, which is not there, so git runs no hooks here. Nothing was written. With husky: install it and run npx husky. Without: git config --local --unset core.hooksPath. Then: keyward init`,
    'init-husky-global': ({ hooksPath }) =>
      `husky would silence the hooks in ${hooksPath} (core.hooksPath). Nothing was written. Run keyward init without --husky.`,
    'init-command-failed': ({ command }) =>
      `this command failed, run it yourself and then keyward init again: ${command}`,
    'hook-foreign': ({ path }) =>
      `${path} cannot be joined, nothing was written. Its owner must be able to read and write it.`,
    'hook-is-folder': ({ path }) =>
      `${path} is a folder, so git cannot run it as a hook. Nothing was written. Move it away, then run keyward init.`,
    'package-json': ({ path }) => `${path} is not JSON; mend it and run keyward init again.`,
    'respond-no-key-id': () =>
      'this is no access key id. One begins with AKIA or ASIA, then 16 characters A-Z and 2-7. AIDA… and AROA… name users and roles. Without an id: keyward respond',
    'respond-secret': () =>
      'this is too long for a key id, and may be a secret. It was neither used nor stored. Delete it from the history of your shell, and give the id only (AKIA… or ASIA…), or nothing.',
    'file-exists': ({ path }) => `${path} exists, and is not overwritten. Give another name to --output.`,
    'node-too-old': ({ found }) => `Node.js 20.19 or newer is needed, this is ${found}.`,
    internal: ({ at }) =>
      `the scan broke (${at}), so nothing can be said about this change. Please report this line.`,
  },
  allow: {
    added: (count, file) =>
      `keyward: ${count === 1 ? '1 value' : `${count} values`} allowed in ${file}, which is staged.`,
    nextCommit: 'Commit again.',
    entry: (mark, { rule, path, reason, expires }) =>
      `${mark}  ${rule}${path === undefined ? '' : `  in ${path}`}${expires === undefined ? '' : `  until ${expires}`}  ${reason}`,
    pathEntry: (glob, rules, reason) => `${glob}  ${rules}  ${reason}`,
    empty: 'keyward: nothing is allowed.',
    fine: (count) => `keyward: the allowlist is fine (${count} entries).`,
    stale: (name) => `${name}: matches nothing any more. Take it out with: keyward allowlist prune`,
    expired: (name, date) => `${name}: expired on ${date}`,
    broad: (name) => `${name}: covers every file`,
    repeated: (name, line) => `${name}: stands twice, again on line ${line}; the later one counts`,
    problems: (count) =>
      `keyward: ${count} allowlist ${count === 1 ? 'entry needs' : 'entries need'} attention`,
    pruned: (count) => `keyward: ${count} ${count === 1 ? 'entry' : 'entries'} taken out.`,
  },
  audit,
  install: {
    registered: (hook) => `keyward: every commit here is now checked (${hook}).`,
    unchanged: (hook) => `keyward: already in place (${hook}).`,
    script: (name) => `package.json: the "${name}" script registers the hook for everyone who installs.`,
    dependency: (command) => `keyward: ${command}`,
    commitThese: (files) => `Commit ${files}, so that your team has it too.`,
    tryIt:
      'Keys that are already committed stay where they are. Look for them, before the repository goes public: npx keyward audit',
    skipped: (reason) =>
      `keyward: hook not registered: ${
        {
          'no-git': 'git was not found',
          'no-repository': 'not in a git repository',
          unsafe: 'git does not trust this repository, which belongs to another user; see keyward init',
          'line-break': 'the path contains a line break; see keyward init',
          ci: 'this is CI',
          production: 'this is a production install',
          'hooks-path': 'git runs hooks from a folder outside this repository; see keyward init',
          dependency: 'this is a package inside node_modules',
          'husky-missing': 'husky is not set up yet; run husky',
          paste: 'the hook manager of this repository does not run keyward; see keyward init',
          'set-up': 'the hook manager of this repository is not set up yet; see keyward init',
        }[reason]
      }`,
    removed: (paths) =>
      `keyward: taken out of ${paths}. The devDependency stays; remove it with your package manager.`,
    nothingToRemove: 'keyward: nothing to take out.',
    foreignLeft: (path) => `keyward: ${path} was changed by another tool and was left alone.`,
    pastedLeft: (path) => `keyward: take the lines that you pasted out of ${path} yourself.`,
  },
  doctor: {
    verdict: (rules, failed) =>
      failed === 0
        ? `keyward: all ${rules} rules find their own examples and let their look-alikes pass`
        : `keyward: ${failed} of ${rules} rules fail their own examples. Please report this.`,
    guarded: 'keyward doctor: this repository is guarded',
    notGuarded: (count) =>
      `keyward doctor: not guarded: ${count === 1 ? '1 thing is' : `${count} things are`} wrong`,
    unsure: (count) =>
      `keyward doctor: nothing is known to be wrong, but ${count === 1 ? '1 thing' : `${count} things`} could not be checked`,
    worktree: (path) => `work tree ${path}`,
    fix: (command) => `mend it:  ${command}`,
    fixable: (command) => `The safe ones of these at once:  ${command}`,
    diagnoses,
  },
  help: {
    usage: 'Usage',
    commands: 'Commands',
    options: 'Options',
    command: {
      init: 'set keyward up in this repository, for everyone who works on it',
      install: 'register the hook; the lifecycle script that init writes calls this',
      uninstall: 'take out what init and install put in',
      scan: 'look for AWS credentials in what is staged, in commits, in files, or in standard input',
      allow: 'allow one value that is no real key',
      allowlist: 'check, list or prune the allowlist',
      audit: 'look through the whole history, before it goes public',
      doctor:
        'prove that the hooks which git runs here block a key, and name what shallowFixes what is wrong',
      respond: 'a key leaked: what to do, step by step',
      hook: 'run by the hooks of git',
    },
    option: {
      husky: 'adopt husky as the hook manager',
      hooks:
        'which hooks, with commas: pre-commit, pre-push (these two by default), commit-msg, pre-merge-commit, prepare-commit-msg',
      staged: 'scan what is staged (the default)',
      range: 'scan every commit of a range',
      ci: 'scan the commits that are new in this run of GitHub Actions or GitLab CI',
      message: 'scan the message of the commit that is being made',
      files: 'scan the files and folders named',
      stdin: 'scan standard input',
      format: 'the form of the report',
      output: 'write it to this file',
      verbose: 'say what was scanned, and show all',
      reason: 'why it is no leak (required)',
      path: 'only in files that match',
      expires: 'the last day on which it counts, YYYY-MM-DD',
      fix: 'run the safe ones of the commands that mend something, then check again',
      rules: 'test every detection rule on its own examples',
      last: 'everything that the last blocked commit found',
      lang: 'en or ja (default: from LC_ALL, LC_MESSAGES, LANG)',
      help: 'show this',
      version: 'show the version',
    },
  },
};
