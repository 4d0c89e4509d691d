import { lstat, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import { readBlock } from '../install/shim.ts';

/** A hook as git would meet it. Scripts are read byte for byte, as Latin-1. */
export type HookScript = { readonly path: string } & (
  | { readonly kind: 'missing' | 'dangling' | 'no-file' }
  | { readonly kind: 'script'; readonly text: string; readonly mode: number; readonly runs: boolean }
);

export async function readHook(path: string): Promise<HookScript> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { path, kind: isThere ? 'dangling' : 'missing' };
  if (!found.isFile()) return { path, kind: 'no-file' };
  const runs = process.platform === 'win32' || (found.mode & 0o111) !== 0;
  const text = await readFile(path, 'latin1').catch((error: NodeJS.ErrnoException) => {
    throw new AppError('unreadable-file', { path, reason: error.code ?? '?' }, error);
  });
  return { path, kind: 'script', text, mode: found.mode, runs };
}

/** The script that does a hook's work: the one that git runs, or the user's, which husky's stub runs with sh. */
export async function workOf(
  hook: HookScript,
  name: string,
): Promise<{ script: HookScript; byHusky: boolean }> {
  if (hook.kind !== 'script' || !HUSKY_STUB.test(hook.text)) return { script: hook, byHusky: false };
  return { script: await readHook(join(dirname(dirname(hook.path)), name)), byHusky: true };
}

/** All that stands in a file that husky 9 generates; with more in it, it is somebody else's hook. */
const HUSKY_STUB = /^#!\/usr\/bin\/env sh\n\. "\$\(dirname "\$0"\)\/h"\s*$/;

/** The lines in a hook that run keyward. */
export interface OwnLines {
  readonly start: number;
  readonly end: number;
  /** The folder of the project, from the top of the work tree. */
  readonly project: string;
  /** Where the package's hooks were when the lines were written. */
  readonly recorded?: string | undefined;
  /** A person wrote them, and not `keyward install`. */
  readonly byHand: boolean;
}

export function findOwnLines(text: string): OwnLines | undefined {
  const block = readBlock(text);
  if (block !== undefined) return { ...block, project: fromLatin1(block.project), byHand: false };
  const call = BY_HAND.exec(text);
  if (call === null) return undefined;
  return { start: call.index, end: call.index + call[0].length, project: '.', byHand: true };
}

/** A line that is one call of keyward, in one of the ways that package managers offer. */
const BY_HAND =
  /^(?:exec )?(?:npx (?:--?[\w-]+ )*|npm exec (?:-- )?|pnpm (?:exec )?|yarn (?:run )?|bunx |(?:\.\/)?node_modules\/\.bin\/)?keyward (?:scan|hook)\b[^\n&|;<>]*(?:\|\| exit\b[^\n&|;<>]*)?(?:\n|$)/m;

function fromLatin1(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
