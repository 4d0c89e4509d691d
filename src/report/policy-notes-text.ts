import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';
import { NO_NOTES, type PolicyNotes } from '../scan/policy-notes.ts';
import type { Messages } from '../messages/messages.ts';
import { escapeControls } from './terminal-escape.ts';

/** A note about the policy that a scan applied. */
export interface PolicyLine {
  readonly text: string;
  /** The file that the note is about. */
  readonly file: typeof ALLOWLIST_FILE | typeof SETTINGS_FILE;
  /** True if the scanned commits make this change. */
  readonly isNew: boolean;
}

/** Returns the rules that are off, in one line, and each policy change in the scanned range, one a line. Escaped. */
export function policyLines(
  { rulesOff, changed }: PolicyNotes = NO_NOTES,
  { report, allow: text }: Messages,
): PolicyLine[] {
  const off = rulesOff.map(({ ruleId, reason }) => `${ruleId} (${reason})`).join(', ');
  const lines = rulesOff.length === 0 ? [] : [line(SETTINGS_FILE, report.rulesOff(off), false)];
  if (changed === undefined) return lines;
  const settings = Object.entries(changed.settings).map(
    ([name, value]) => `"${name}": ${JSON.stringify(value)}`,
  );
  return [
    ...lines,
    ...changed.rulesOff.map(({ ruleId, reason }) =>
      line(SETTINGS_FILE, report.newRuleOff(`${ruleId} (${reason})`)),
    ),
    ...settings.map((setting) => line(SETTINGS_FILE, report.newSetting(setting))),
    ...changed.paths.map(({ glob, rules, reason }) =>
      line(ALLOWLIST_FILE, report.newEntry(text.pathEntry(glob, rules.join(', '), reason))),
    ),
    ...Object.entries(changed.allow).map(([fingerprint, entry]) =>
      line(ALLOWLIST_FILE, report.newEntry(text.entry(fingerprint, entry))),
    ),
  ];
}

function line(file: PolicyLine['file'], text: string, isNew = true): PolicyLine {
  return { text: escapeControls(text), file, isNew };
}
