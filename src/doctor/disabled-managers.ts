import { join } from 'node:path';
import { readText } from '../shared/file-access.ts';
import type { HookManager } from '../install/managers/index.ts';
import { shellWord } from '../shared/shell-quote.ts';

/** Returns what disables a hook manager, and the command that enables it again. */
export async function disabledBy(
  { name, disablers }: HookManager,
  environment: NodeJS.ProcessEnv,
): Promise<{ place: string; command: string } | undefined> {
  for (const [variable, value] of disablers)
    if (environment[variable] === value)
      return { place: `${variable}=${value}`, command: `unset ${variable}` };
  return name === 'husky' ? inHuskysFile(environment) : undefined;
}

/** Reads husky's `init.sh`, which its script `h` sources. */
async function inHuskysFile(
  environment: NodeJS.ProcessEnv,
): Promise<{ place: string; command: string } | undefined> {
  const home = environment['HOME'] ?? environment['USERPROFILE'] ?? '';
  const path = join(environment['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'husky', 'init.sh');
  const text = await readText(path);
  return /^\s*(?:export\s+)?HUSKY=["']?0\b/m.test(text)
    ? { place: path, command: `sed -i.bak '/HUSKY=/d' ${shellWord(path)}` }
    : undefined;
}
