import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import { AppError } from '../shared/errors.ts';
import { isInFolder } from '../git/repository.ts';
import { foldersUp, read, readText } from '../shared/file-access.ts';
import { DEFAULT_HOOKS, type HookName, parseHooks } from './hook-names.ts';
import { LISTS_KEYWARD } from './unlisted.ts';
import { editFile, type EditRecord, formattingOf, undoAll } from './json-edits.ts';

/**
 * Lifecycle script that runs `keyward install` and does nothing if keyward is not installed (`npm ci --omit=dev`). It has
 * no `|| true`, because a failure to write the hook must be visible.
 */
export const GUARDED_INSTALL: string = `node -e "try{require('keyward/install')}catch(e){if(e.code!=='MODULE_NOT_FOUND')throw e}"`;

/**
 * Returns the nearest folder whose package.json names keyward, from a folder up to the top of the working tree; if there is none, the
 * nearest one with a package.json.
 */
export function findProject(from: string, top: string): string | undefined {
  const folders = foldersUp(from).filter((folder, index) => index === 0 || isInFolder(folder, top));
  const projects = folders.filter((folder) => existsSync(join(folder, 'package.json')));
  return projects.find((folder) => NAMES_KEYWARD.test(textOf(folder))) ?? projects[0];
}

const NAMES_KEYWARD = new RegExp(LISTS_KEYWARD);

/** Tests whether a project depends on a package, or is that package. */
export async function lists(project: string, name: string): Promise<boolean> {
  const tree = parseTree(textOf(project));
  if (tree === undefined) throw new AppError('package-json', { path: join(project, 'package.json') });
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies'];
  return (
    fields.some((field) => findNodeAtLocation(tree, [field, name]) !== undefined) ||
    findNodeAtLocation(tree, ['name'])?.value === name
  );
}

/** Returns the lifecycle script. It names hooks other than the defaults, so that the whole team gets the same ones. */
function guardedInstall(hooks: readonly HookName[]): string {
  const isUsual = hooks.join() === DEFAULT_HOOKS.join();
  return isUsual ? GUARDED_INSTALL : `${GUARDED_INSTALL} -- --hooks=${hooks.join(',')}`;
}

const CALL = new RegExp(
  `${GUARDED_INSTALL.replace(/[$()*+.?[\]^{|}]/g, String.raw`\$&`)}(?: -- --hooks=[a-z,-]+)?`,
);

/** Returns the hooks that a project's lifecycle script installs, or undefined if it has no script from `keyward init`. */
export async function hooksOfScript(project: string): Promise<readonly HookName[] | undefined> {
  const text = await readText(join(project, 'package.json'));
  for (const script of LIFECYCLE_SCRIPTS) {
    const call = CALL.exec(scriptIn(text, script))?.[0];
    if (call !== undefined) return parseHooks(/--hooks=(.+)/.exec(call)?.[1] ?? DEFAULT_HOOKS.join());
  }
  return undefined;
}

/** Tests whether a project's lifecycle script calls keyward or husky. */
export async function callsKeyward(project: string): Promise<boolean> {
  const text = textOf(project);
  return LIFECYCLE_SCRIPTS.some((script) => /keyward|husky/.test(scriptIn(text, script)));
}

const LIFECYCLE_SCRIPTS = ['prepare', 'postinstall'] as const;

/** Returns a lifecycle script in the text of a package.json; empty without one. */
function scriptIn(text: string, script: string): string {
  const tree = parseTree(text);
  const value: unknown = tree && findNodeAtLocation(tree, ['scripts', script])?.value;
  return typeof value === 'string' ? value : '';
}

/** Appends the guarded call to a lifecycle script and changes nothing else in package.json. */
export async function addScript(
  project: string,
  script: string,
  hooks: readonly HookName[],
): Promise<EditRecord | undefined> {
  const text = textOf(project);
  if (parseTree(text)?.type !== 'object')
    throw new AppError('package-json', { path: join(project, 'package.json') });
  const old = scriptIn(text, script);
  const value = scriptWith(old, guardedInstall(hooks));
  if (value === old) return undefined;
  return editFile(
    join(project, 'package.json'),
    text,
    modify(text, ['scripts', script], value, { formattingOptions: formattingOf(text) }),
  );
}

function scriptWith(old: string, call: string): string {
  if (CALL.test(old)) return old.replace(CALL, () => call);
  // the script calls keyward in a custom way
  if (old.includes('keyward')) return old;
  return old === '' ? call : `${old} && ${call}`;
}

/** Removes the guarded call; restores package.json byte for byte if it has not changed since. */
export async function removeScript(project: string, records: readonly EditRecord[]): Promise<boolean> {
  const path = join(project, 'package.json');
  const text = textOf(project);
  const undone = undoAll(
    text,
    records.filter((record) => record.path === path),
  );
  if (undone !== text) {
    await writeFile(path, undone);
    return true;
  }
  let next = text;
  for (const script of LIFECYCLE_SCRIPTS) {
    const old = scriptIn(next, script);
    if (!CALL.test(old)) continue;
    const rest = old.replace(new RegExp(`(?: && )?${CALL.source}`), '');
    const edits = modify(next, ['scripts', script], rest === '' ? undefined : rest, {
      formattingOptions: formattingOf(next),
    });
    next = applyEdits(next, edits);
  }
  if (next !== text) await writeFile(join(project, 'package.json'), next);
  return next !== text;
}

function textOf(project: string): string {
  return read(join(project, 'package.json')).toString();
}
