import { loadSettings } from '../../policy/load-policy.ts';
import { diagnosis } from '../checkup-result.ts';
import { SETTINGS_FILE } from '../../shared/keyward-files.ts';
import { readPolicyFile } from '../policy-file.ts';
import type { DoctorCheck } from './check.ts';

export const checkSettings: DoctorCheck = async (worktree) => {
  const found = await readPolicyFile(worktree, SETTINGS_FILE, loadSettings);
  return 'fault' in found
    ? [diagnosis('settings-broken', found.fault.place, found.fault.fix)]
    : [diagnosis('settings', { off: Object.keys(found.value.rules) })];
};
