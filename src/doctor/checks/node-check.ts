import { join } from 'node:path';
import { isExecutable, readText } from '../../shared/file-access.ts';
import { type Diagnosis, diagnosis, type Fix } from '../checkup-result.ts';
import type { DoctorCheck } from '../worktree-context.ts';

/** Checks that the recorded Node.js exists, which hooks use if PATH has none. The running one needs no check. */
export const checkNode: DoctorCheck = async ({ repository, keyward }) => [
  await diagnoseNode(join(repository.commonDirectory, 'keyward', 'node'), {
    command: keyward('install'),
    safe: true,
  }),
];

/** @param record the file that names the Node.js */
export async function diagnoseNode(record: string, fix: Fix): Promise<Diagnosis> {
  const path = (await readText(record)).trimEnd();
  return path === '' || isExecutable(path)
    ? diagnosis('node-version', { version: process.versions.node })
    : diagnosis('node-gone', { path }, fix);
}
