import type { Location, Log, Region, ReportingConfiguration, ReportingDescriptor, Result } from 'sarif';
import { credentialsOf } from '../scan/credential.ts';
import type { AllowedFinding, Finding } from '../scan/finding.ts';
import type { Rule, Severity } from '../rules/rule.ts';
import type { RuleHelpMessages } from '../messages/rule-help/rule-help-messages.ts';
import { rules } from '../rules/index.ts';
import { NO_NOTES, type PolicyNotes } from '../scan/policy-notes.ts';
import type { ScanResult } from '../scan/scan.ts';
import type { Messages } from '../messages/index.ts';
import { escapeControls, escapePath, jsonText } from './terminal-escape.ts';
import { ruleHelpFor } from '../messages/rule-help/index.ts';
import { ruleHelp } from './rule-help.ts';
import { policyLines } from './policy-notes-text.ts';

/** The project's page, from `repository` in package.json; empty if there is none. Only the bundle has it. */
declare const KEYWARD_HOMEPAGE: string;

interface SarifOptions {
  /** False if the scan is incomplete. */
  readonly isComplete?: boolean;
  /** Notes about the policy. */
  readonly notes?: PolicyNotes;
  /** The page about keyward. */
  readonly homepage?: string;
}

/**
 * Returns a result as SARIF 2.1.0, for code scanning. It contains no snippet of any file.
 *
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(
  { findings, allowed, scanned }: ScanResult,
  messages: Messages,
  version: string,
  {
    isComplete = true,
    notes = NO_NOTES,
    homepage = typeof KEYWARD_HOMEPAGE === 'undefined' ? '' : KEYWARD_HOMEPAGE,
  }: SarifOptions = {},
): string {
  const used = rules.filter(({ id }) => [...findings, ...allowed].some(({ ruleId }) => ruleId === id));
  const words = ruleHelpFor(messages.language);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'keyward',
            version,
            ...(homepage === '' ? {} : { informationUri: homepage }),
            rules: used.map((rule) => descriptorOf(rule, messages, words)),
          },
        },
        // columns count UTF-16 code units, as in JavaScript strings
        columnKind: 'utf16CodeUnits',
        results: credentialsOf([...findings, ...allowed]).flatMap((values) =>
          values.map((finding) => resultOf(finding, values, messages)),
        ),
        invocations: [
          {
            executionSuccessful: isComplete,
            toolConfigurationNotifications: policyLines(notes, messages).map(({ text, isNew }) => ({
              level: isNew ? 'warning' : 'note',
              message: { text: plainText(text) },
            })),
            toolExecutionNotifications: scanned.unscanned.map(({ path, inside, reason }) => ({
              level: 'note',
              message: {
                text: inside === undefined ? reason : `${plainText(escapePath(inside))}: ${reason}`,
              },
              locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
            })),
          },
        ],
      },
    ],
  };
  return `${jsonText(log, 2)}\n`;
}

/** Returns the description of a rule. */
function descriptorOf(rule: Rule, { rules: texts }: Messages, words: RuleHelpMessages): ReportingDescriptor {
  const { id, docs, severity } = rule;
  const { name, about } = texts[id];
  return {
    id,
    shortDescription: { text: name },
    fullDescription: { text: about },
    help: { ...ruleHelp(rule, about, words) },
    helpUri: docs,
    defaultConfiguration: { level: LEVELS[severity] },
    properties: { tags: ['security'], 'security-severity': SCORES[severity] },
  };
}

const LEVELS: Readonly<Record<Severity, NonNullable<ReportingConfiguration['level']>>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
};

/** The scores for GitHub: from 9 critical, from 7 high, from 4 medium. */
const SCORES: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.0' };

/**
 * Returns the result for a finding.
 *
 * @param values all values of its credential
 */
function resultOf(
  finding: Finding | AllowedFinding,
  values: readonly Finding[],
  { rules: texts }: Messages,
): Result {
  const { ruleId, severity, preview, fingerprint, inside, commit } = finding;
  const related = values
    .slice(0, MAX_RELATED + 1)
    .filter((value) => value !== finding)
    .slice(0, MAX_RELATED);
  const where = [
    ...(inside === undefined ? [] : [plainText(escapePath(inside))]),
    ...(commit === null ? [] : [commit]),
  ];
  return {
    ruleId,
    level: LEVELS[severity],
    // help texts say that the fingerprint is at the end
    message: { text: [`${texts[ruleId].name} ${preview}`, ...where, fingerprint].join(' · ') },
    locations: [locationOf(finding)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((value, index) => ({
            id: index + 1,
            ...locationOf(value),
            message: { text: `${texts[value.ruleId].name} ${value.preview}` },
          })),
        }),
    partialFingerprints: { 'keyward/v1': fingerprint },
    ...('allowedBy' in finding
      ? { suppressions: [{ kind: 'external', justification: escapeControls(finding.allowedBy.reason) }] }
      : {}),
  };
}

/** The maximum number of other values that a result names: a value may be in thousands of places, each with its own result. */
const MAX_RELATED = 20;

function locationOf(finding: Finding): Location {
  return { physicalLocation: { artifactLocation: { uri: uriOf(finding.path) }, ...regionOf(finding) } };
}

function regionOf({ inName, inside, line, column, endColumn }: Finding): { region?: Region } {
  // lines of an archive member are not lines of the file
  if (inName || inside !== undefined) return {};
  const end = endColumn > column ? { endColumn } : {};
  return { region: { startLine: line, startColumn: column, ...end } };
}

/** Returns a path as a relative reference (RFC 3986). */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Escapes text so that viewers see no link in it (SARIF 3.11.6). */
function plainText(text: string): string {
  return text.replace(/[\\[\]]/g, String.raw`\$&`);
}
