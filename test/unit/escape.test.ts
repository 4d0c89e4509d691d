import { spawnSync } from 'node:child_process';
import { describe, expect, test, vi } from 'vitest';
import type { AuditResult, CommitInfo, Secret } from '../../src/scan/audit-result.ts';
import { parse } from '../../src/cli/args.ts';
import type { Context } from '../../src/cli/context.ts';
import { FORMAT_NAMES, type FormatName, FORMATS } from '../../src/cli/formats.ts';
import type { ScanRequest } from '../../src/cli/scans/scan-request.ts';
import { diagnosis } from '../../src/doctor/checkup-result.ts';
import type { AppError } from '../../src/shared/errors.ts';
import type { AllowedFinding } from '../../src/scan/finding.ts';
import type { PolicyNotes } from '../../src/scan/policy-notes.ts';
import { FakeCredentials } from '../../src/rules/fake-credentials.ts';
import { DEFAULT_SETTINGS } from '../../src/policy/settings.ts';
import { TextSource } from '../../src/sources/files.ts';
import type { ScanResult } from '../../src/scan/scan.ts';
import { en } from '../../src/messages/en.ts';
import { ja } from '../../src/messages/ja.ts';
import { auditHtml } from '../../src/report/audit/audit-html.ts';
import { auditJson } from '../../src/report/audit/audit-json.ts';
import { auditText } from '../../src/report/audit/audit-text.ts';
import { checkupJson, checkupText } from '../../src/report/doctor-report.ts';
import { errorText } from '../../src/report/error.ts';
import {
  escapeControls,
  escapePath,
  jsonText,
  printableShellWord,
  unescapePath,
} from '../../src/report/terminal-escape.ts';
import { jobSummary } from '../../src/report/job-summary.ts';
import { jsonError } from '../../src/report/json.ts';
import { textReport } from '../../src/report/text.ts';
import { cases } from '../helpers/cases.ts';
import { expectInert, hostileNames } from '../helpers/hostile-names.ts';
import { reportContext } from '../helpers/report-context.ts';
import { seed } from '../helpers/seed.ts';

vi.stubGlobal('KEYWARD_VERSION', '0');

const names = hostileNames(new FakeCredentials(seed), cases(30, 300));
const plain = (text: string) => text;

/** A finding in which every text comes from the repository. */
function found(name: string): AllowedFinding {
  return {
    ruleId: 'aws-access-key-id',
    severity: 'high',
    path: name,
    inside: name,
    line: 1,
    column: 1,
    endColumn: 21,
    preview: 'AKIA****',
    fingerprint: `kw1_${'0'.repeat(32)}`,
    accountId: null,
    canary: false,
    commit: '0'.repeat(40),
    inName: false,
    alreadyCommitted: false,
    expired: { reason: name, expires: '2020-01-01' },
    allowedBy: { reason: name },
  };
}

function resultOf(name: string): ScanResult {
  const whole = { ...found(name), inside: undefined };
  return {
    source: 'range',
    scanned: {
      files: 1,
      addedLines: 1,
      bytes: 1,
      unscanned: [
        { path: name, reason: 'xz' },
        { path: name, inside: name, reason: 'xz' },
      ],
    },
    findings: [found(name), whole, { ...whole, inName: true }],
    allowed: [found(name)],
    expired: [whole],
    impossible: [whole],
    redactPath: (path) => path,
  };
}

function notesOf(name: string): PolicyNotes {
  const off = [{ ruleId: 'aws-access-key-id', reason: name }] as const;
  const entry = { rule: 'aws-access-key-id', reason: name, path: name };
  const paths = [{ glob: name, rules: ['aws-access-key-id'], reason: name }];
  const settings = { helpUrl: name };
  return { rulesOff: off, changed: { rulesOff: off, settings, allow: { kw1_0: entry }, paths } };
}

function auditOf(name: string): AuditResult {
  const commit: CommitInfo = { id: '0'.repeat(40), date: '2026-01-01T00:00:00Z', author: name };
  const where = { first: commit, last: commit, kept: 'reference', pushed: true } as const;
  const lists = { paths: [name, 'b'], current: [name], branches: [name], tags: [name], remotes: [name] };
  const secrets: Secret[] = [
    { ...where, ...lists, fingerprint: 'kw1_0', findings: [{ ...found(name), object: null }] },
    {
      ...where,
      ...lists,
      first: null,
      fingerprint: 'kw1_1',
      findings: [{ ...found(name), path: '<message>', object: null }],
    },
  ];
  const scan = resultOf(name);
  return {
    secrets,
    objects: 1,
    limits: ['shallow'],
    submodules: [name],
    rulesOff: notesOf(name).rulesOff,
    scan,
  };
}

const sections = (name: string) => [
  {
    worktree: name,
    diagnoses: [
      diagnosis('hook-missing', { hook: 'pre-commit', path: name }, { command: name, safe: false }),
      diagnosis('ci-without-keyward', { files: [name] }),
    ],
  },
  {
    worktree: 'b',
    diagnoses: [diagnosis('hook-blocks-otherwise', { hook: 'pre-push', exit: 1, said: name })],
  },
];

/** Every error, with a name from the repository as every argument. */
function errorsOf(name: string): Pick<AppError, 'code' | 'args'>[] {
  const all = [
    ...['path', 'reason', 'command', 'file', 'block', 'lines'],
    ...['hooksPath', 'scope', 'hook', 'hooks', 'found'],
  ];
  const texts = Object.fromEntries([...all, 'manager', 'option', 'expected'].map((key) => [key, name]));
  return Object.keys(en.errors).map((code) => ({
    code: code as AppError['code'],
    args: texts as AppError['args'],
  }));
}

/** Prints a scan in one of its formats. */
async function printAs(format: FormatName, name: string): Promise<string> {
  const context: Context = {
    ...{ args: await parse('scan', []), directory: '.', now: new Date(0), environment: {} },
    ...{ chosenLanguage: 'en', language: 'en', print: plain, note: plain },
  };
  const settings = { ...DEFAULT_SETTINGS, helpUrl: name };
  const request: ScanRequest = {
    ...{
      source: new TextSource(Buffer.alloc(0)),
      trigger: 'check',
      changesPolicy: false,
      maySwitchOff: false,
    },
    reportContext: () => Promise.resolve({ runner: 'x', verbose: true, width: 1e6 }),
  };
  return FORMATS[format].print({
    ...{ result: resultOf(name), settings, notes: notesOf(name) },
    messages: en,
    context,
    request,
  });
}

/** All outputs of keyward, by reporter. */
const OUTPUTS: Readonly<Record<string, (name: string) => readonly string[] | Promise<readonly string[]>>> = {
  ...Object.fromEntries(
    FORMAT_NAMES.map((format) => [format, async (name: string) => [await printAs(format, name)]]),
  ),
  'text of a commit': (name) =>
    [en, ja].map((messages) =>
      textReport(
        resultOf(name),
        reportContext(messages, {
          notes: notesOf(name),
          verbose: true,
          strict: true,
          helpUrl: name,
          commitPaths: [name],
          width: 1e6,
        }),
      ),
    ),
  'steps of a commit': (name) => {
    const { findings, ...rest } = resultOf(name);
    const staged = { ...rest, findings: findings.map((finding) => ({ ...finding, commit: null })) };
    return [textReport(staged, reportContext(en, { commitPaths: [name], width: 1e6 }))];
  },
  'job summary': (name) =>
    [en, ja].map((messages) =>
      jobSummary(
        resultOf(name),
        reportContext(messages, {
          notes: notesOf(name),
          strict: true,
          occasion: 'check',
          helpUrl: name,
          width: 1e6,
        }),
        'clean',
      ),
    ),
  'audit text': (name) => [en, ja].map((messages) => auditText(auditOf(name), messages, 'x', plain)),
  'audit json': (name) => [auditJson(auditOf(name))],
  'audit html': (name) => [
    auditHtml(auditOf(name), en, {
      now: new Date(0),
      runner: 'x',
      checkout: { name, commit: '1234567', branch: name },
    }),
  ],
  'doctor text': (name) => [checkupText(sections(name), { messages: en, emphasize: plain, fix: name })],
  'doctor json': (name) => [checkupJson(sections(name))],
  errors: (name) => errorsOf(name).flatMap((error) => [errorText(error, en), errorText(error, ja)]),
  'errors as json': (name) => errorsOf(name).map((error) => jsonError(error)),
};

describe('prints names from a repository as plain text only', () => {
  test.each(Object.entries(OUTPUTS))('%s', async (format, print) => {
    const command = format === 'github' ? /^::(?:error|warning|notice) file=/gm : undefined;
    for (const name of names) for (const output of await print(name)) expectInert(output, command);
  });

  test('prints each name on a single line', async () => {
    const count = async (format: string, name: string) =>
      (await OUTPUTS[format]?.(name))?.map((output) => output.split('\n').length);
    const known = [
      ...[...FORMAT_NAMES, 'text of a commit', 'job summary', 'audit text', 'audit html', 'doctor text'],
    ];
    for (const format of known)
      for (const name of names) {
        // a path that cannot be typed literally has one line of advice less
        if (format.startsWith('audit') && escapeControls(name) !== name) continue;
        expect(await count(format, name), `${format} ${JSON.stringify(name)}`).toEqual(
          await count(format, 'plain'),
        );
      }
  });
});

describe('an escaped name', () => {
  test('is unescaped to the same name', () => {
    for (const name of names) expect(unescapePath(escapePath(name))).toBe(name);
    expect(unescapePath(String.raw`a\*\[b\]\x3a`)).toBe('a*[b]:');
  });

  test('is parsed from JSON to the same value', () => {
    for (const name of names) expect(JSON.parse(jsonText({ [name]: [name] }, 2))).toEqual({ [name]: [name] });
  });

  test('is unchanged if the name is ordinary', () => {
    const ordinary = [
      ...['src/s3.ts', 'Foo::Bar.3pm', 'pages/[id].tsx'],
      ...['a b/ü.xz', '鍵.env', '❤️.txt', '#1', 'a#[b]', '%'],
    ];
    for (const name of ordinary) expect(escapePath(name)).toBe(name);
  });

  test('is passed unchanged by a bash command', () => {
    const words = names.filter((name) => !/[\u{10000}-\u{10ffff}]/u.test(name)).slice(0, 400);
    const script = words.map((name) => `printf '%s\\0' ${printableShellWord(name)}`).join('\n');
    const { stdout } = spawnSync('bash', ['-c', script], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });
});
