import { loadAllowlist } from '../../policy/load-policy.ts';
import { isExpired } from '../../policy/allowlist.ts';
import { diagnosis } from '../checkup-result.ts';
import { ALLOWLIST_FILE } from '../../shared/keyward-files.ts';
import { readPolicyFile } from '../policy-file.ts';
import type { DoctorCheck } from './check.ts';

/** Checks that the allowlist is valid and has no expired entries. */
export const checkAllowlist: DoctorCheck = async (worktree, { now }) => {
  const found = await readPolicyFile(worktree, ALLOWLIST_FILE, loadAllowlist);
  if ('fault' in found) return [diagnosis('allowlist-broken', found.fault.place, found.fault.fix)];
  const { allow, paths } = found.value;
  const entries = [...Object.entries(allow), ...paths.map((entry) => [entry.glob, entry] as const)];
  const expired = entries.filter(([, entry]) => isExpired(entry, now)).map(([name]) => name);
  const [first] = expired;
  if (first === undefined) return [diagnosis('allowlist', { entries: entries.length })];
  const stage = worktree.atTop(`git add ${ALLOWLIST_FILE}`);
  const command = `${worktree.keyward('allowlist prune')} && ${stage}`;
  return [diagnosis('allowlist-expired', { count: expired.length, first }, { command, safe: false })];
};
