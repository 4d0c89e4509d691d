import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { word } from './word.ts';

/** Where husky is told to run no hooks, and what takes that back. */
export async function huskyOff(
  environment: NodeJS.ProcessEnv,
): Promise<{ place: string; command: string } | undefined> {
  if (environment['HUSKY'] === '0') return { place: 'HUSKY=0', command: 'unset HUSKY' };
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  // husky's own script, h, reads this one
  const path = join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'husky', 'init.sh');
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^\s*(?:export\s+)?HUSKY=["']?0\b/m.test(text)
    ? { place: path, command: `sed -i.bak '/HUSKY=/d' ${word(path)}` }
    : undefined;
}
