import type { CommitInfo, Secret } from '../../scan/audit-result.ts';
import type { AuditedCredential } from '../../scan/audited-credential.ts';
import { isInCommit } from '../../scan/source.ts';
import type { Messages } from '../../messages/messages.ts';
import { escapePath } from '../terminal-escape.ts';
import { placeOf, pushedWords } from './audit-text.ts';
import { escapeHtml } from './escape-html.ts';

/** A row of a card: a name, which may be empty, and HTML. */
type Fact = readonly [name: string, html: string];

/** Returns the HTML of one credential. */
export function auditCard(credential: AuditedCredential, number: number, messages: Messages): string {
  const { values } = credential;
  const severity = (['critical', 'high'] as const).find((level) =>
    values.some(({ findings: [finding] }) => finding.severity === level),
  );
  const isCanary = values.some(({ findings: [{ canary }] }) => canary);
  const rows = [
    ...valueFacts(credential, messages),
    ...historyFacts(credential, messages),
    ...values.map(({ fingerprint }): Fact => ['', code(fingerprint)]),
  ].map(([name, html]) => `<dt>${escapeHtml(name)}</dt><dd>${html}</dd>`);
  return `<section class="card" id="credential-${number}">
<h2>${number}. ${cardTitle(credential, messages)} <span class="severity ${severity ?? 'medium'}">${severity ?? 'medium'}</span></h2>
${isCanary ? `<p>${escapeHtml(messages.report.canary)}</p>` : ''}
<dl>${rows.join('')}</dl>
</section>`;
}

/** Returns the kind and the preview of the first value. */
export function cardTitle({ values: [{ findings }] }: AuditedCredential, { rules }: Messages): string {
  const [{ ruleId, preview }] = findings;
  return `${escapeHtml(rules[ruleId].name)} ${code(preview)}`;
}

/** Where the values are. The title names the first of them. */
function valueFacts({ values, paths }: AuditedCredential, messages: Messages): Fact[] {
  const { audit, rules } = messages;
  const [first, ...others] = values;
  const account = values.map(({ findings: [{ accountId }] }) => accountId).find((id) => id !== null);
  const more = Math.max(...values.map(({ findings }) => findings.length)) - 1;
  const place = (secret: Secret) => code(placeOf(secret.findings[0], secret, messages));
  return [
    ...(account === undefined ? [] : [[audit.label.account, escapeHtml(account)] as const]),
    [audit.label.place, place(first)],
    ...others.map((secret): Fact => {
      const [{ ruleId, preview }] = secret.findings;
      return [rules[ruleId].name, `${code(preview)} ${place(secret)}`];
    }),
    ...(more > 0 ? [['', escapeHtml(audit.morePlaces(more))] as const] : []),
    ...(paths.length > 1
      ? [[audit.label.paths, paths.map((path) => code(escapePath(path))).join('<br>')] as const]
      : []),
  ];
}

function historyFacts(credential: AuditedCredential, messages: Messages): Fact[] {
  const { audit } = messages;
  const { first, last, current, branches, tags, kept } = credential;
  return [
    ...(first === null ? [] : [[audit.label.first, commit(first)] as const]),
    ...(last === null ? [] : [[audit.label.last, commit(last)] as const]),
    ...(current.length > 0 ? [[audit.label.now, names(current)] as const] : []),
    ...(isTakenOut(credential) ? [['', escapeHtml(audit.takenOut)] as const] : []),
    ...(branches.length + tags.length > 0
      ? [[audit.label.history, names([...branches, ...tags])] as const]
      : []),
    ...(kept === 'reference' ? [] : [['', escapeHtml(audit.kept[kept])] as const]),
    [audit.label.pushed, escapeHtml(pushedWords(credential, messages))],
  ];
}

/** True if commits contain a credential, but the files of no ref do now. A message is never removed from its commit. */
function isTakenOut({ values, current, first, kept }: AuditedCredential): boolean {
  const isInFile = values.some(({ findings }) => findings.some(({ path }) => !isInCommit(path)));
  return kept === 'reference' && first !== null && current.length === 0 && isInFile;
}

function commit({ date, id, author }: CommitInfo): string {
  return `${date.slice(0, 10)} ${code(id.slice(0, 12))} ${escapeHtml(author)}`;
}

function names(list: readonly string[]): string {
  return list.map(code).join(' ');
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}
