import type { AuditResult, CommitInfo, Secret } from '../../scan/audit-result.ts';
import type { Messages } from '../../messages/messages.ts';
import { escapeControls, escapePath, escapePlace } from '../terminal-escape.ts';
import { policyLines } from '../policy-notes-text.ts';
import { auditSteps } from './audit-remediation.ts';
import { placeOf, pushedWords, verdictOf } from './audit-text.ts';

/** Returns an audit as one self-contained HTML file, without scripts. */
export function auditHtml(result: AuditResult, messages: Messages, now: Date): string {
  const { audit, report } = messages;
  const { secrets, limits, crowdedPath, submodules, rulesOff, scan } = result;
  const isUnsure = limits.length + rulesOff.length > 0;
  const verdict = verdictOf(result, messages).replace(/^keyward: /, '');
  const notes = [
    ...limits.map((limit) => audit.limit[limit]),
    ...(crowdedPath === undefined ? [] : [audit.crowded(escapePath(crowdedPath))]),
    ...policyLines(result, messages).map(({ text }) => text),
    ...scan.scanned.unscanned.map((part) => report.unscanned(escapePlace(part), part.reason)),
    ...(submodules.length > 0 ? [audit.submodules(submodules.map(escapePath).join(', '))] : []),
  ];
  return `<!doctype html>
<html lang="${messages.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<title>keyward audit</title>
<style>${STYLE}</style>
</head>
<body>
<header class="${secrets.length > 0 ? 'bad' : isUnsure ? 'unsure' : 'good'}">
<h1>${escape(verdict)}</h1>
<p>keyward audit · ${now.toISOString().slice(0, 10)} · ${escape(audit.looked(result.objects))}</p>
</header>
<main>
${secrets.length > 0 ? timeline(secrets, messages, now) : ''}
${secrets.map((secret, at) => card(secret, at, messages)).join('\n')}
${secrets.length > 0 ? steps(secrets, messages) : ''}
${notes.length > 0 ? `<section><ul>${notes.map((note) => `<li>${escape(note)}</li>`).join('')}</ul></section>` : ''}
</main>
</body>
</html>
`;
}

/** Returns a timeline: the first commit of each secret, and how long it remained. */
function timeline(secrets: readonly Secret[], { audit, rules }: Messages, now: Date): string {
  const dated = secrets.flatMap((secret, at) => {
    const { first, last } = secret;
    if (first === null) return [];
    const end = secret.current.length > 0 ? now : new Date(last?.date ?? first.date);
    return [{ secret, at, from: Date.parse(first.date), to: end.getTime() }];
  });
  if (dated.length === 0) return '';
  const start = Math.min(...dated.map(({ from }) => from));
  const whole = Math.max(now.getTime() - start, 1);
  const share = (time: number) => ((100 * time) / whole).toFixed(2);
  const rows = dated.map(({ secret, at, from, to }) => {
    const [finding] = secret.findings;
    const still = secret.current.length > 0 ? ' still' : '';
    return `<a class="row" href="#secret-${at + 1}"><span>${at + 1}. ${escape(rules[finding.ruleId])} <code>${escape(finding.preview)}</code></span><span class="track"><span class="bar${still}" style="margin-left:${share(from - start)}%;width:${share(to - from)}%"></span></span></a>`;
  });
  return `<section>
<h2>${escape(audit.timeline)}</h2>
<div class="timeline">
${rows.join('\n')}
<div class="row"><span></span><span class="ends"><span>${new Date(start).toISOString().slice(0, 10)}</span><span>${now.toISOString().slice(0, 10)}</span></span></div>
</div>
</section>`;
}

function card(secret: Secret, at: number, messages: Messages): string {
  const { audit, report, rules } = messages;
  const [finding] = secret.findings;
  const facts: (readonly [string, string])[] = [
    ...(finding.accountId === null ? [] : [[audit.label.account, finding.accountId] as const]),
    [audit.label.place, `<code>${escape(placeOf(finding, secret, messages))}</code>`],
    ...(secret.findings.length > 1
      ? [['', escape(audit.morePlaces(secret.findings.length - 1))] as const]
      : []),
    ...(secret.paths.length > 1
      ? [
          [
            audit.label.paths,
            secret.paths.map((path) => `<code>${escape(escapePath(path))}</code>`).join('<br>'),
          ] as const,
        ]
      : []),
    ...(secret.first === null ? [] : [[audit.label.first, commit(secret.first)] as const]),
    ...(secret.last === null ? [] : [[audit.label.last, commit(secret.last)] as const]),
    ...(secret.current.length > 0 ? [[audit.label.now, names(secret.current)] as const] : []),
    ...(secret.branches.length + secret.tags.length > 0
      ? [[audit.label.history, names([...secret.branches, ...secret.tags])] as const]
      : []),
    ...(secret.kept === 'reference' ? [] : [['', escape(audit.kept[secret.kept])] as const]),
    [audit.label.pushed, escape(pushedWords(secret, messages))],
    ['', `<code>${escape(secret.fingerprint)}</code>`],
  ];
  const rows = facts.map(([name, value]) => `<dt>${escape(name)}</dt><dd>${value}</dd>`);
  return `<section class="card" id="secret-${at + 1}">
<h2>${at + 1}. ${escape(rules[finding.ruleId])} <code>${escape(finding.preview)}</code> <span class="severity ${finding.severity}">${finding.severity}</span></h2>
${finding.canary ? `<p>${escape(report.canary)}</p>` : ''}
<dl>${rows.join('')}</dl>
</section>`;
}

function commit({ date, id, author }: CommitInfo): string {
  return `${date.slice(0, 10)} <code>${id.slice(0, 12)}</code> ${escape(author)}`;
}

function names(list: readonly string[]): string {
  return list.map((name) => `<code>${escape(name)}</code>`).join(' ');
}

function steps(secrets: readonly Secret[], messages: Messages): string {
  const items = auditSteps(secrets, messages).map(([first = '', ...rest]) => {
    const lines = rest.map((line) =>
      COMMAND.test(line) ? `<pre>${escape(line)}</pre>` : `<p>${linked(line)}</p>`,
    );
    return `<li><p>${linked(first)}</p>${lines.join('')}</li>`;
  });
  return `<section>
<h2>${escape(messages.audit.stepsTitle)}</h2>
<ol>${items.join('')}</ol>
</section>`;
}

const COMMAND = /^(?:aws|git|npx) /;

/** Returns a sentence as HTML, with links. */
function linked(text: string): string {
  return escape(text).replace(
    /https:\/\/[\w./#?=-]*[\w/#]/g,
    (address) => `<a href="${address}" rel="noreferrer">${address}</a>`,
  );
}

function escape(text: string): string {
  return escapeControls(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
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
