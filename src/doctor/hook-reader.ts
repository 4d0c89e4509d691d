import { lstat, stat } from 'node:fs/promises';
import { isExecutable, read } from '../shared/file-access.ts';
import { type HookManager, writerOf } from '../install/managers/index.ts';
import { readBlock, type WrittenBlock } from '../install/shim.ts';

/** A hook file as git finds it. Scripts are read as Latin-1, which keeps every byte. */
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
  // like git: a mode such as 0744 runs for its owner only
  const runs = process.platform === 'win32' || isExecutable(path);
  return { path, kind: 'script', text: read(path).toString('latin1'), mode: found.mode, runs };
}

/** A hook file that was read. */
export type HookText = HookScript & { readonly kind: 'script' };

/** Returns the script that does a hook's work: the file that git runs, or the user's file that a hook manager calls. */
export async function effectiveScript(
  hook: HookScript,
): Promise<{ script: HookScript; manager: HookManager | undefined }> {
  const manager = hook.kind === 'script' ? writerOf(hook.text) : undefined;
  const path = manager?.userScript?.(hook.path);
  return { script: path === undefined ? hook : await readHook(path), manager };
}

/** Lines in a hook that run keyward. */
export interface OwnLines extends WrittenBlock {
  /** The user wrote the lines, not `keyward install`. */
  readonly byHand: boolean;
}

export function findOwnLines(text: string): OwnLines | undefined {
  const block = readBlock(text);
  if (block !== undefined)
    return {
      ...block,
      projects: block.projects.map(fromLatin1),
      recorded: block.recorded && fromLatin1(block.recorded),
      byHand: false,
    };
  const call = BY_HAND.exec(text);
  if (call === null) return undefined;
  return { start: call.index, end: call.index + call[0].length, projects: ['.'], byHand: true };
}

/** Matches a line that only calls keyward, directly or through a package manager. */
const BY_HAND =
  /^(?:exec )?(?:npx (?:--?[\w-]+ )*|npm exec (?:-- )?|pnpm (?:exec )?|yarn (?:run )?|bunx |(?:\.\/)?node_modules\/\.bin\/)?keyward (?:scan|hook)\b[^\n&|;<>]*(?:\|\| exit\b[^\n&|;<>]*)?(?:\n|$)/m;

function fromLatin1(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
