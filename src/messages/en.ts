import { advice } from './advice/en.ts';
import { audit } from './audit/en.ts';
import type { UnscannedReason } from '../decode/content.ts';
import { help } from './help/en.ts';
import type { Messages } from './messages.ts';
import { diagnoses } from './doctor/en.ts';
import { errors } from './errors/en.ts';
import { rules as ruleTexts } from './rules/en.ts';

const credentials = (count: number) => (count === 1 ? '1 AWS credential' : `${count} AWS credentials`);

/** Why keyward could not look inside a file. */
const unscannedReasons: Record<UnscannedReason, string> = {
  corrupt: 'damaged archive',
  encrypted: 'encrypted archive',
  'too-large': 'over the size limit',
  'too-deep': 'nested too deeply',
  'unknown-method': 'unknown compression',
  '7z': '7z archive',
  arj: 'arj archive',
  bzip2: 'bzip2',
  cab: 'cabinet archive',
  compress: 'compress (.Z)',
  'git-delta': 'object that git stores as a delta',
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

export const en: Messages = {
  language: 'en',
  rules: ruleTexts,
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
    canary: 'a canary token: any use of this key, even a test, alerts its owner',
    onRemotes: (refs) => `already on ${refs}, as far as this clone knows`,
    expired: ({ reason, expires }) => `its allowlist entry expired on ${expires} (${reason})`,
    inFiles: (count, names) => `${count} files (${names.join(', ')})`,
    more: (count) => `… and ${count === 1 ? '1 more credential' : `${count} more credentials`}:`,
    deactivateLink: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
    deactivateCommand: 'aws iam update-access-key --user-name USER --access-key-id KEY-ID --status Inactive',
    allowed: (count, reasons) => `keyward: ${credentials(count)} allowed (${reasons})`,
    unscanned: (path, reason) => `keyward: ${path}: contents not scanned (${unscannedReasons[reason]})`,
    rulesOff: (rules) => `rules disabled in .keyward.json: ${rules}`,
    newRuleOff: (rule) => `these commits disable a rule in .keyward.json: ${rule}`,
    newSetting: (setting) => `these commits change a setting in .keyward.json: ${setting}`,
    newEntry: (entry) => `these commits add to .keyward-allowlist.json: ${entry}`,
    outOfDate: (place, what) => `keyward: ${place}: ${what}, expired`,
    impossible: (place, preview) =>
      `keyward: ${place}: ${preview} is not an access key ID that AWS could have issued (its IDs never contain 0, 1, 8 or 9)`,
    unscannedStrict:
      'keyward: commit blocked: "strict" is on, and keyward could not scan the contents of the files above',
    annotation: (isCommitted) =>
      isCommitted
        ? 'Deactivate the key, then remove it from the commits.'
        : 'Remove it. If the key was ever shared, deactivate it first.',
    summaryColumns: ['Place', 'Kind', 'Value', 'Commit'],
    summaryUnscanned: 'keyward: not everything could be scanned, and "strict" is on',
    summaryCut: 'The report is too long for a summary. The log of this step has all of it.',
    commitsClean: (count) => `keyward: no AWS credential in ${count === 1 ? '1 commit' : `${count} commits`}`,
    filesClean: (count, kind) =>
      `keyward: no AWS credential in ${count} ${kind === 'given' ? '' : `${kind} `}${count === 1 ? 'file' : 'files'}`,
    scanned: (files, lines, bytes) =>
      `keyward: no AWS credential in ${files} files, ${lines} added lines, ${bytes} bytes`,
  },
  advice,
  errors,
  allow: {
    added: (count, file) =>
      `keyward: ${count === 1 ? '1 value' : `${count} values`} allowed in ${file}, which is now staged.`,
    nextCommit: 'Commit again.',
    commitIt: 'Commit it so that it takes effect.',
    nothingFound: 'keyward: the report has no findings. Nothing was written.',
    willAllow: (count) => `keyward: ${count === 1 ? 'this value' : `these ${count} values`} will be allowed:`,
    confirm: 'Allow all of them? [y/N]',
    declined: 'Nothing was written.',
    why: 'Why is it safe to commit?',
    entry: (fingerprint, { rule, path, reason, expires }, isExpired) =>
      `${fingerprint}  ${rule}${path === undefined ? '' : `  in ${path}`}${expires === undefined ? '' : `  ${isExpired === true ? 'expired on' : 'until'} ${expires}`}  ${reason}`,
    pathEntry: (glob, rules, reason) => `${glob}  ${rules}  ${reason}`,
    empty: 'keyward: nothing is allowed.',
    fine: (count) => `keyward: no problems in the allowlist (${count} entries).`,
    stale: (name) => `${name}: no longer matches anything`,
    expired: (name, date) => `${name}: expired on ${date}`,
    broad: (name) => `${name}: matches every file`,
    repeated: (name, line) => `${name}: listed twice, again on line ${line}; the later entry counts`,
    problems: (count) =>
      `keyward: ${count} allowlist ${count === 1 ? 'entry needs' : 'entries need'} attention`,
    prune: (command) => `Remove what is stale, expired or repeated:  ${command}`,
    pruned: (count, file) =>
      count === 0
        ? 'keyward: no entry is stale, expired or repeated.'
        : `keyward: ${count === 1 ? '1 entry' : `${count} entries`} removed from ${file}, which is now staged.`,
  },
  audit,
  install: {
    registered: (hook) => `keyward: every commit here is now checked (${hook}).`,
    unchanged: (hook) => `keyward: already in place (${hook}).`,
    script: (name) =>
      `package.json: the "${name}" script registers the hook for everyone who installs the dependencies.`,
    dependency: (command) => `keyward: ${command}`,
    commitThese: (files) => `Commit ${files} so that your team gets it too.`,
    ciWritten: (path) => `keyward: ${path} scans every new commit in CI.`,
    ciUnchanged: (path) => `keyward: ${path} already runs keyward in CI.`,
    agentsRegistered: (files) =>
      `keyward: now checks what coding agents write and run, and the prompts they get (${files}).`,
    agentsUnchanged: (files) => `keyward: already registered with coding agents (${files}).`,
    codexTrust: 'Codex runs the hooks of a project only after you trust them: open /hooks in Codex.',
    ciLeft: (paths) => `keyward: files for CI stay: ${paths}. Delete them if you no longer want them.`,
    tryIt: (command) =>
      `Keys that are already committed stay in the history. Find them before the repository goes public: ${command}`,
    skipped: (reason) =>
      `keyward: hook not registered: ${
        {
          'no-git': 'git was not found',
          'no-repository': 'not in a git repository',
          unsafe:
            'git does not trust this repository, which belongs to another user; run keyward init for details',
          'line-break': 'the path contains a line break; run keyward init for details',
          ci: 'this is CI',
          production: 'this is a production install',
          'hooks-path': 'git runs hooks from a folder outside this repository; run keyward init for details',
          dependency: 'this is a package inside node_modules',
          'husky-missing': 'husky is not set up yet; run husky',
          paste: 'the hook manager of this repository does not run keyward; run keyward init for details',
          'set-up': 'the hook manager of this repository is not set up yet; run keyward init for details',
        }[reason]
      }`,
    removed: (paths) =>
      `keyward: removed from ${paths}. The devDependency stays; remove it with your package manager.`,
    user: {
      registered: (place) => `keyward: every commit that you make on this machine is now checked (${place}).`,
      unchanged: (place) => `keyward: already in place (${place}).`,
      limits:
        'Not covered: a repository with its own core.hooksPath, which husky sets. Run keyward init there.',
      teammates: (command) =>
        `This guards only you, on this machine. Your teammates need it, too; each of them runs: ${command}`,
      check: 'Check that it works: keyward doctor --global',
      removed: (places) =>
        `keyward: removed from ${places}. The package stays; remove it with: npm uninstall --global keyward`,
      left: (path) => `keyward: ${path} is not a file of keyward, so it stays. git no longer runs it.`,
    },
    nothingToRemove: 'keyward: nothing to remove.',
    foreignLeft: (path) => `keyward: ${path} was changed by another tool and was not touched.`,
    pastedLeft: (path) =>
      `keyward: the lines that you pasted into ${path} are still there. Remove them by hand.`,
  },
  doctor: {
    verdict: (rules, failed) =>
      failed === 0
        ? `keyward: all ${rules} rules find their own examples and ignore look-alikes`
        : `keyward: ${failed} of ${rules} rules fail their own examples. Please report this.`,
    guarded: 'keyward doctor: this repository is guarded',
    guardedForUser: 'keyward doctor: the repositories of this user are guarded',
    notGuarded: (count) => `keyward doctor: not guarded: ${count === 1 ? '1 problem' : `${count} problems`}`,
    unsure: (count) =>
      `keyward doctor: no problem found, but ${count === 1 ? '1 thing' : `${count} things`} could not be checked`,
    worktree: (path) => `worktree ${path}`,
    fix: (command) => `fix:  ${command}`,
    fixable: (command) => `Run all safe fixes:  ${command}`,
    blockedExample:
      'A blocked commit prints this. The key is made up, and its repository was temporary, so there is nothing to do:',
    diagnoses,
  },
  help,
};
