import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diagnosis } from '../checkup-result.ts';
import type { Check } from './check.ts';

/** The Node that runs here is new enough, or this would not run; the one that was recorded is for a git without a shell. */
export const checkNode: Check = async ({ repository, keyward }) => {
  const recorded = await readFile(join(repository.commonDirectory, 'keyward', 'node'), 'utf8').catch(
    () => '',
  );
  const path = recorded.trimEnd();
  const isThere = await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
  return path === '' || isThere
    ? [diagnosis('node-version', { version: process.versions.node })]
    : [diagnosis('node-gone', { path }, { command: keyward('install'), safe: true })];
};
