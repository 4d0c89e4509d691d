import type { AuditResult } from '../../scan/audit-result.ts';
import { type AuditedCredential, auditedCredentials } from '../../scan/audited-credential.ts';
import type { Messages } from '../../messages/messages.ts';
import { escapePath, escapePlace } from '../terminal-escape.ts';
import { policyLines } from '../policy-notes-text.ts';
import { auditCard, cardTitle } from './audit-card.ts';
import { auditSteps } from './audit-remediation.ts';
import { verdictOf } from './audit-text.ts';
import { escapeHtml } from './escape-html.ts';

/** What an audit was run on, and when. */
export interface AuditOccasion {
  readonly now: Date;
  /** The command that runs keyward here. */
  readonly runner: string;
  readonly checkout: {
    readonly name: string;
    readonly commit: string | undefined;
    readonly branch: string | undefined;
  };
}

/** Returns an audit as one self-contained HTML file, without scripts. */
export function auditHtml(result: AuditResult, messages: Messages, occasion: AuditOccasion): string {
  const { audit } = messages;
  const { limits, rulesOff } = result;
  const credentials = auditedCredentials(result.secrets);
  const isUnsure = limits.length + rulesOff.length > 0;
  const verdict = verdictOf(result, messages);
  const notes = notesOf(result, messages);
  return `<!doctype html>
<html lang="${messages.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>${titleOf(result, occasion)}</title>
<style>${STYLE}</style>
</head>
<body>
<header class="${credentials.length > 0 ? 'bad' : isUnsure ? 'unsure' : 'good'}">
<h1>${escapeHtml(verdict.replace(/^keyward: /, ''))}</h1>
<p>${subjectOf(result, messages, occasion)}</p>
<p>keyward audit · ${dayOf(occasion.now)} · ${escapeHtml(audit.looked(result.objects))}</p>
${credentials.length > 0 ? `<p><a href="#steps">${escapeHtml(stepsTitle(messages))}</a></p>` : ''}
</header>
<main>
${credentials.length > MAX_WITHOUT_CONTENTS ? contents(credentials, messages) : ''}
${timeline(credentials, messages, occasion.now)}
${credentials.map((credential, index) => auditCard(credential, index + 1, messages)).join('\n')}
${
  credentials.length > 0
    ? steps({ secrets: credentials.flatMap(({ values }) => values), limits }, messages, occasion.runner)
    : ''
}
${notes.length > 0 ? `<section><ul>${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join('')}</ul></section>` : ''}
</main>
</body>
</html>
`;
}

/** With more credentials, the report has a table of contents. */
const MAX_WITHOUT_CONTENTS = 10;

/** The name of a folder or a branch may contain a key. */
function titleOf({ scan }: AuditResult, { checkout }: AuditOccasion): string {
  return `keyward audit: ${escapeHtml(scan.redactPath(checkout.name))}`;
}

function subjectOf({ scan }: AuditResult, { audit }: Messages, { checkout }: AuditOccasion): string {
  const { name, commit, branch } = checkout;
  const shown = (text: string) => escapeHtml(scan.redactPath(text));
  const head = commit === undefined ? [] : [`<code>${shown(commit)}</code>`];
  const branchName = branch === undefined ? escapeHtml(audit.detached) : shown(branch);
  return [`<strong>${shown(name)}</strong>`, branchName, ...head].join(' · ');
}

function notesOf(result: AuditResult, messages: Messages): string[] {
  const { audit, report } = messages;
  const { limits, crowdedPath, submodules, scan } = result;
  return [
    ...limits.map((limit) => audit.limit[limit]),
    ...(crowdedPath === undefined ? [] : [audit.crowded(escapePath(crowdedPath))]),
    ...policyLines(result, messages).map(({ text }) => text),
    ...scan.scanned.unscanned.map((part) => report.unscanned(escapePlace(part), part.reason)),
    ...(submodules.length > 0 ? [audit.submodules(submodules.map(escapePath).join(', '))] : []),
  ];
}

function contents(credentials: readonly AuditedCredential[], messages: Messages): string {
  const items = credentials.map((credential, index) => {
    const paths = credential.paths.map((path) => escapeHtml(escapePath(path))).join(', ');
    return `<li><a href="#credential-${index + 1}">${cardTitle(credential, messages)}</a> ${paths}</li>`;
  });
  return `<nav>
<h2>${escapeHtml(messages.audit.contents)}</h2>
<ol>${items.join('\n')}</ol>
</nav>`;
}

/** Returns a timeline: the first commit of each credential, and how long it remained. Nothing if all of it is one day. */
function timeline(credentials: readonly AuditedCredential[], messages: Messages, now: Date): string {
  const bars = credentials.flatMap((credential, index) => {
    const { first, last, current } = credential;
    if (first === null) return [];
    const end = current.length > 0 ? now : new Date(last?.date ?? first.date);
    return [{ credential, index, from: new Date(first.date), to: end }];
  });
  const days = new Set(bars.flatMap(({ from, to }) => [dayOf(from), dayOf(to)]));
  if (days.size < 2) return '';
  const start = Math.min(...bars.map(({ from }) => from.getTime()));
  const whole = Math.max(now.getTime() - start, 1);
  const share = (time: number) => `${((100 * time) / whole).toFixed(2)}%`;
  const rows = bars.map(({ credential, index, from, to }) => {
    const still = credential.current.length > 0 ? ' still' : '';
    const style = `margin-left:${share(from.getTime() - start)};width:${share(to.getTime() - from.getTime())}`;
    return `<a class="row" href="#credential-${index + 1}"><span>${index + 1}. ${cardTitle(credential, messages)}</span><span class="track"><span class="bar${still}" style="${style}"></span></span></a>`;
  });
  return `<section>
<h2>${escapeHtml(messages.audit.timeline)}</h2>
<div class="timeline">
${rows.join('\n')}
<div class="row"><span></span><span class="ends"><span>${dayOf(new Date(start))}</span><span>${dayOf(now)}</span></span></div>
</div>
</section>`;
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function steps(result: Pick<AuditResult, 'secrets' | 'limits'>, messages: Messages, runner: string): string {
  const isCommand = (line: string) => /^(?:aws|git) /.test(line) || line.startsWith(`${runner} `);
  const items = auditSteps(result, messages, runner).map(([first = '', ...rest]) => {
    const lines = rest.map((line) =>
      isCommand(line) ? `<pre>${escapeHtml(line)}</pre>` : `<p>${linked(line)}</p>`,
    );
    return `<li><p>${linked(first)}</p>${lines.join('')}</li>`;
  });
  return `<section id="steps">
<h2>${escapeHtml(stepsTitle(messages))}</h2>
<ol>${items.join('')}</ol>
</section>`;
}

function stepsTitle({ audit }: Messages): string {
  return audit.stepsTitle.replace(/:$/, '');
}

/** Returns a sentence as HTML, with links. */
function linked(text: string): string {
  return escapeHtml(text).replace(
    /https:\/\/[\w./#?=-]*[\w/#]/g,
    (address) => `<a href="${address}" rel="noreferrer">${address}</a>`,
  );
}

const STYLE = `
:root{color-scheme:light dark;--text:#1c1c1e;--back:#fff;--card:#f4f4f6;--line:#d0d0d6;--bad:#b3261e;--good:#1b6e3c;--unsure:#8a5a00;--link:#0b57d0}
@media(prefers-color-scheme:dark){:root{--text:#ececf0;--back:#161618;--card:#232327;--line:#44444c;--bad:#ff8a80;--good:#7fd39b;--unsure:#ffc46b;--link:#9cc2ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
header,main{max-width:60rem;margin:0 auto;padding:1rem}
header{border-bottom:4px solid var(--line)}
header.bad{border-color:var(--bad)}header.good{border-color:var(--good)}header.unsure{border-color:var(--unsure)}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
.bad h1{color:var(--bad)}.good h1{color:var(--good)}.unsure h1{color:var(--unsure)}
h2{font-size:1.1rem;margin:0 0 .5rem}
section{margin:1.5rem 0}
a{color:var(--link)}
code,pre{font-family:ui-monospace,monospace;font-size:.9em}
pre{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.5rem .75rem;white-space:pre-wrap}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem}
.severity{font-size:.8rem;border:1px solid currentColor;border-radius:1rem;padding:0 .5rem;font-weight:400}
.critical,.high{color:var(--bad)}.medium{color:var(--unsure)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:0}
dt{color:var(--text);opacity:.75}dd{margin:0}
.row{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:1rem;align-items:center;color:inherit;text-decoration:none;padding:.2rem 0}
.track{background:var(--card);border:1px solid var(--line);border-radius:4px;height:1rem;overflow:hidden}
.bar{display:block;height:100%;min-width:4px;background:var(--unsure)}.bar.still{background:var(--bad)}
.ends{display:flex;justify-content:space-between;font-size:.85rem}
@media(max-width:36rem){dl,.row{grid-template-columns:1fr;gap:0}dd{margin-bottom:.4rem}.row{padding:.4rem 0}}
`;
