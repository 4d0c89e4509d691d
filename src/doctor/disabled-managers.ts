import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HookManager } from '../install/managers/index.ts';
import { shellWord } from '../shared/shell-quote.ts';

/** Where a hook manager is told to run no hooks, and what takes that back. */
export async function disabledBy(
  { name, disablers }: HookManager,
  environment: NodeJS.ProcessEnv,
): Promise<{ place: string; command: string } | undefined> {
  for (const [variable, value] of disablers)
    if (environment[variable] === value)
      return { place: `${variable}=${value}`, command: `unset ${variable}` };
  return name === 'husky' ? inHuskysFile(environment) : undefined;
}

/** husky's own script, h, reads it. */
async function inHuskysFile(
  environment: NodeJS.ProcessEnv,
): Promise<{ place: string; command: string } | undefined> {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  const path = join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'husky', 'init.sh');
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^\s*(?:export\s+)?HUSKY=["']?0\b/m.test(text)
    ? { place: path, command: `sed -i.bak '/HUSKY=/d' ${shellWord(path)}` }
    : undefined;
}
