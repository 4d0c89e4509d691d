import { join } from 'node:path';
import { findNodeAtLocation, getNodeValue, parseTree } from 'jsonc-parser';
import { firstFile, type ManagerSettings, type ManualManager, readIfThere } from './manager.ts';

/**
 * simple-git-hooks. It overwrites hooks that its settings name and deletes all others (2.14.0: source read, behavior
 * tested). The lines to paste include the present commands, because they replace them.
 */
export const simpleGitHooks: ManualManager = {
  name: 'simple-git-hooks',
  calls: /\bsimple-git-hooks\b/,
  isGeneratedBy: (hookFile) => hookFile.includes('SKIP_SIMPLE_GIT_HOOKS'),
  wrapperLines: [
    /^echo "\[INFO\] SKIP_SIMPLE_GIT_HOOKS is set to 1, skipping hook\."$/,
    // the user's own file, for programs that start git without a shell
    /^if \[ -f "\$SIMPLE_GIT_HOOKS_RC" \]; then$/,
    /^\. "\$SIMPLE_GIT_HOOKS_RC"$/,
  ],
  disablers: [['SKIP_SIMPLE_GIT_HOOKS', '1']],
  async find(folders) {
    return (await firstFile(folders, FILES)) ?? findInPackage(folders);
  },
  lines(blocks, settings) {
    const old = commandsIn(settings);
    const own = [...blocks].map(([hook, block]) => [hook, block + (old[hook] ?? '')]);
    const text = JSON.stringify({ ...old, ...Object.fromEntries(own) }, null, 2);
    return settings.path.endsWith('package.json') ? `"${KEY}": ${text}\n` : `${text}\n`;
  },
  runs: (hookFile, hook) =>
    simpleGitHooks.isGeneratedBy(hookFile) && hookFile.includes(`keyward/hooks/${hook}`),
  setUpCommand: 'simple-git-hooks',
};

const KEY = 'simple-git-hooks';

/** In the order in which simple-git-hooks searches. */
const FILES = ['.cjs', '.js', '.mjs', '.json'].flatMap((end) => [`.${KEY}${end}`, `${KEY}${end}`]);

async function findInPackage(folders: readonly string[]): Promise<ManagerSettings | undefined> {
  for (const folder of folders) {
    const path = join(folder, 'package.json');
    const text = (await readIfThere(path)) ?? '';
    const tree = parseTree(text);
    const places = [[KEY], ['devDependencies', KEY], ['dependencies', KEY]];
    if (tree && places.some((place) => findNodeAtLocation(tree, place) !== undefined)) return { path, text };
  }
  return undefined;
}

/** Returns the present commands if the settings are JSON; in a script the user has to merge the lines. */
function commandsIn({ path, text }: ManagerSettings): Readonly<Record<string, string>> {
  const tree = path.endsWith('.json') ? parseTree(text) : undefined;
  const node = tree && (path.endsWith('package.json') ? findNodeAtLocation(tree, [KEY]) : tree);
  const value: unknown = node && getNodeValue(node);
  return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {};
}
