import { areLeftOver, type AuditResult, credentialsIn, type Secret } from '../../scan/audit-result.ts';
import type { Rule } from '../../rules/rule.ts';
import { rules } from '../../rules/index.ts';
import { HEADER_PATH, MESSAGE_PATH } from '../../scan/source.ts';
import type { Messages } from '../../messages/messages.ts';
import { isWholePath } from '../advice/line.ts';
import { escapeControls, printableShellWord } from '../terminal-escape.ts';

/** The most commands to print. */
const MAX_LISTED = 8;

/**
 * Returns the steps for secrets in a history, in the order that AWS and GitHub recommend: deactivate, rotate, and only then
 * rewrite. keyward prints the commands and never runs them.
 *
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html and
 * https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository
 *
 * @param runner the command that runs keyward here
 * @returns for each step its sentence and the lines below it
 */
export function auditSteps(
  result: Pick<AuditResult, 'secrets' | 'limits'>,
  { audit, report }: Messages,
  runner: string,
): string[][] {
  const { secrets } = result;
  const kinds = new Set(secrets.map(({ findings: [{ ruleId }] }) => ruleId));
  const hasKeys = [...kinds].some((id) => /access-key/.test(id));
  const links = rules
    .filter((rule) => kinds.has(rule.id) && !/access-key/.test(rule.id))
    .map(({ docs }: Rule) => docs);
  const isLeftOver = areLeftOver(result);
  const deactivate = [
    isLeftOver ? audit.deactivateIfSeen : audit.deactivate,
    ...(hasKeys ? [report.deactivateCommand, report.deactivateLink] : []),
    ...new Set(links),
    `${runner} respond`,
  ];
  const credentials = credentialsIn(secrets).map((values) => values.map(({ fingerprint }) => fingerprint));
  const allow = [
    audit.allow,
    ...credentials.slice(0, MAX_LISTED).map((fingerprints) => `${runner} allow ${fingerprints.join(' ')}`),
    ...(credentials.length > MAX_LISTED ? [audit.more(credentials.length - MAX_LISTED)] : []),
  ];
  // secrets that are in no branch and were never pushed are only on this machine
  const isElsewhere = secrets.some(({ kept, pushed }) => kept === 'reference' || pushed);
  const stays = isElsewhere ? [[audit.stays]] : [];
  const rotate = isLeftOver ? [] : [[audit.rotate]];
  return [deactivate, ...rotate, rewrite(secrets, audit), ...stays, allow];
}

function rewrite(secrets: readonly Secret[], audit: Messages['audit']): string[] {
  const committed = secrets.filter(({ kept }) => kept === 'reference');
  // paths in notes are object names
  const inFiles = committed.filter(
    ({ branches, tags, remotes }) => branches.length + tags.length + remotes.length > 0,
  );
  const paths = [...new Set(inFiles.flatMap((secret) => secret.paths))];
  const isIn = (part: string) => committed.some(({ findings }) => findings.some(({ path }) => path === part));
  const inHeaders = isIn(HEADER_PATH);
  const replace = [
    // outside of the clone: git filter-repo refuses a clone with an untracked file
    '--replace-text ../replace.txt',
    ...(isIn(MESSAGE_PATH) ? ['--replace-message ../replace.txt'] : []),
    ...(inHeaders ? ['--mailmap ../mailmap.txt'] : []),
  ];
  const plain = paths.filter(isPlain);
  const take = `git filter-repo --sensitive-data-removal --invert-paths ${plain.map((path) => `--path ${printableShellWord(path)}`).join(' ')}`;
  if (committed.length === 0) return forget(secrets, audit);
  return [
    audit.rewrite,
    ...(inHeaders ? [audit.mailmap] : []),
    `git filter-repo --sensitive-data-removal ${replace.join(' ')}`,
    ...(paths.length === 0 ? [] : [audit.rewritePaths]),
    ...(plain.length === 0 ? [] : [take]),
    ...(plain.length === paths.length ? [] : [audit.oddPaths(paths.length - plain.length)]),
    audit.push,
    // an address, because git filter-repo keeps the remote "origin" or removes it, depending on its options
    'git push --force --all ADDRESS && git push --force --tags ADDRESS',
    ...forget(secrets, audit),
  ];
}

/** True if a path is printed unchanged: nothing in it is redacted or escaped. */
function isPlain(path: string): boolean {
  return escapeControls(path) === path && isWholePath(path);
}

/** Returns how to remove secrets that are only in this clone. */
function forget(secrets: readonly Secret[], audit: Messages['audit']): string[] {
  const kept = new Set(secrets.map((secret) => secret.kept));
  return [
    ...(kept.has('stash')
      ? [audit.dropStash, 'git stash list', 'git stash show --patch STASH', 'git stash drop STASH']
      : []),
    ...(kept.has('index') ? [audit.unstage, 'git restore --staged :/'] : []),
    ...(kept.size > 1 || !kept.has('reference')
      ? [audit.forgetLocal, 'git reflog expire --expire-unreachable=now --all && git gc --prune=now']
      : []),
  ];
}
