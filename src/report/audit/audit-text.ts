import {
  areLeftOver,
  type AuditResult,
  type CommitInfo,
  credentialsIn,
  type LocatedFinding,
  type Secret,
} from '../../scan/audit-result.ts';
import { credentialsOf } from '../../scan/credential.ts';
import { isInCommit } from '../../scan/source.ts';
import type { Messages } from '../../messages/messages.ts';
import { escapeControls, escapePath, escapePlace } from '../terminal-escape.ts';
import { policyLines } from '../policy-notes-text.ts';
import { commitPart, nameOf } from '../text.ts';
import { auditSteps } from './audit-remediation.ts';

/** Returns the verdict: whether the repository can be made public, or what is left of a blocked commit. */
export function verdictOf(result: AuditResult, { audit }: Messages): string {
  const {
    secrets,
    limits: [limit],
    objects,
    scan,
  } = result;
  const unscanned = scan.scanned.unscanned.length;
  if (secrets.length > 0)
    return (areLeftOver(result) ? audit.leftOver : audit.found)(credentialsIn(secrets).length);
  return limit === undefined ? audit.clean(objects, unscanned) : audit.limited(limit, objects);
}

/**
 * Returns an audit as text.
 *
 * @param runner the command that runs keyward here
 */
export function auditText(
  result: AuditResult,
  messages: Messages,
  runner: string,
  emphasize: (text: string) => string,
): string {
  const { audit, report } = messages;
  const { secrets, limits, crowdedPath, submodules, scan } = result;
  const lines = [emphasize(verdictOf(result, messages))];
  for (const [index, credential] of credentialsIn(secrets).entries())
    lines.push(
      '',
      ...describe(credential, messages, emphasize).map((line, row) =>
        row === 0 ? `  ${index + 1}. ${line}` : `     ${line}`,
      ),
    );
  if (secrets.length > 0) {
    lines.push('', audit.stepsTitle);
    for (const [index, [first = '', ...rest]] of auditSteps(result, messages, runner).entries())
      lines.push(`  ${index + 1}. ${first}`, ...rest.map((line) => `       ${line}`));
  }
  // without findings, the verdict names the first limit
  lines.push(...limits.slice(secrets.length > 0 ? 0 : 1).map((limit) => audit.limit[limit]));
  if (crowdedPath !== undefined) lines.push(audit.crowded(escapePath(crowdedPath)));
  lines.push(...policyLines(result, messages).map(({ text }) => `keyward: ${text}`));
  if (scan.allowed.length > 0) lines.push(audit.allowed(credentialsOf(scan.allowed).length));
  lines.push(...scan.scanned.unscanned.map((part) => report.unscanned(escapePlace(part), part.reason)));
  if (submodules.length > 0) lines.push(audit.submodules(submodules.map(escapePath).join(', ')));
  return lines.map((line) => `${line}\n`).join('');
}

/** Returns the values of a credential with their places, then what is known about all of them. */
function describe(
  credential: readonly Secret[],
  messages: Messages,
  emphasize: (text: string) => string,
): string[] {
  return [
    ...credential.flatMap((secret) => valueLines(secret, messages, emphasize)),
    // mostly the same for all values
    ...new Set(credential.flatMap((secret) => facts(secret, messages))),
    ...credential.map(({ fingerprint }) => fingerprint),
  ];
}

function valueLines(secret: Secret, messages: Messages, emphasize: (text: string) => string): string[] {
  const { audit, report, rules } = messages;
  const [finding] = secret.findings;
  const others = secret.findings.length - 1;
  return [
    `${rules[finding.ruleId].name}  ${emphasize(finding.preview)}`,
    ...(finding.accountId === null ? [] : [`  ${report.account(finding.accountId, undefined)}`]),
    ...(finding.canary ? [`  ${report.canary}`] : []),
    `  ${placeOf(finding, secret, messages)}${others === 0 ? '' : `  ${audit.morePlaces(others)}`}`,
  ];
}

function facts(secret: Secret, messages: Messages): string[] {
  const { audit } = messages;
  const { first, last, current, kept } = secret;
  const history = [...secret.branches, ...secret.tags].filter((name) => !current.includes(name));
  // a message is never removed from its commit
  const isThere = current.length > 0 || secret.findings.every(({ path }) => isInCommit(path));
  return [
    ...(first === null ? [] : [audit.first(...wordsOf(first))]),
    ...(last === null ? [] : [audit.last(...wordsOf(last))]),
    ...lookAt(secret.findings[0]).map((command) => audit.look(command)),
    ...(current.length === 0 ? [] : [audit.now(listed(current))]),
    ...(history.length === 0 || first === null ? [] : [audit.history(listed(history), isThere)]),
    ...(kept === 'reference' ? [] : [audit.kept[kept]]),
    pushedWords(secret, messages),
  ];
}

/** Returns the command that shows the file or the commit; none for a name or an archive member. */
function lookAt({ path, inside, inName, object }: LocatedFinding): string[] {
  if (object === null || path === '' || inside !== undefined || inName) return [];
  return [`git ${isInCommit(path) ? 'cat-file -p' : 'show'} ${object.slice(0, 12)}`];
}

/** Returns whether a secret was pushed, in words. */
export function pushedWords(
  { pushed, remotes }: Pick<Secret, 'pushed' | 'remotes'>,
  { audit }: Messages,
): string {
  if (!pushed) return audit.notPushed;
  return remotes.length === 0 ? audit.wasPushed : audit.pushed(listed(remotes));
}

/** Returns the location of a finding in words. A file has a name only if a tree names it. */
export function placeOf(finding: LocatedFinding, secret: Secret, { audit, report }: Messages): string {
  const { path, inside, line, column, inName, object } = finding;
  const part = commitPart(finding, report);
  if (part !== undefined) {
    return secret.first === null && secret.tags.length > 0
      ? `${audit.tagMessage} ${escapeControls(secret.tags[0] ?? '')}`
      : `${part} (${report.commit((object ?? '').slice(0, 12))})`;
  }
  if (inName) return nameOf(finding, report);
  const name = path === '' ? audit.unnamed((object ?? '').slice(0, 12)) : escapePath(path);
  const file = inside === undefined ? name : `${name}!/${escapePath(inside)}`;
  return `${file}:${line}:${column}`;
}

function wordsOf({ date, id, author }: CommitInfo): [date: string, id: string, author: string] {
  return [date.slice(0, 10), id.slice(0, 12), escapeControls(author)];
}

const MAX_LISTED_NAMES = 6;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_LISTED_NAMES).map(escapeControls).join(', ');
  return names.length > MAX_LISTED_NAMES ? `${shown}, … (${names.length})` : shown;
}
