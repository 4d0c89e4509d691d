import { ALLOWLIST_FILE, SETTINGS_FILE } from '../shared/keyward-files.ts';
import { NO_NOTES, type PolicyNotes } from '../scan/policy-notes.ts';
import type { Messages } from '../messages/messages.ts';
import { escapeControls } from './terminal-escape.ts';

/** One thing to say about the policy that a verdict was made by. */
export interface PolicyLine {
  readonly text: string;
  /** The file that decides it. */
  readonly file: typeof ALLOWLIST_FILE | typeof SETTINGS_FILE;
  /** The commits that are scanned brought it. */
  readonly isNew: boolean;
}

/** Which rules are off, on one line; then what the commits of a range change in the policy, a line each. Escaped. */
export function policyLines(
  { rulesOff, changed }: PolicyNotes = NO_NOTES,
  { report, allow: say }: Messages,
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
      line(ALLOWLIST_FILE, report.newEntry(say.pathEntry(glob, rules.join(', '), reason))),
    ),
    ...Object.entries(changed.allow).map(([mark, entry]) =>
      line(ALLOWLIST_FILE, report.newEntry(say.entry(mark, entry))),
    ),
  ];
}

function line(file: PolicyLine['file'], text: string, isNew = true): PolicyLine {
  return { text: escapeControls(text), file, isNew };
}
