import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { diagnosis } from '../checkup-result.ts';
import type { Check } from './check.ts';

/** Checks that the recorded Node.js exists, which hooks use if PATH has none. The running one needs no check. */
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
