import { posix } from 'node:path';

/** Paths of hooks, of git's settings and of keyward's settings. An agent must not change them. */
const GUARDED =
  /(?:^|\/)(?:\.git\/(?:hooks|config|keyward)(?:\/|$)|\.husky(?:$|\/(?:_|pre-commit|commit-msg|pre-push|pre-merge-commit|prepare-commit-msg|post-checkout)(?:\/|$))|\.keyward(?:-allowlist)?\.json$)/i;

/** Files that also hold other settings. An agent may change them, but not remove keyward from them. */
const SHARED =
  /(?:^|\/)(?:package\.json|\.?lefthook(?:-local)?\.(?:ya?ml|json|toml)|\.pre-commit-config\.yaml|\.?simple-git-hooks\.\w+)$/i;

/** The settings files of agents that run keyward. */
const OF_AGENTS =
  /(?:^|\/)(?:\.(?:claude|gemini)\/settings(?:\.local)?\.json|\.(?:cursor|codex)\/hooks\.json|\.github\/hooks\/[^/]*\.json)$/i;

/** Tests whether a path is that of a hook or of keyward's settings. */
export function isGuarded(path: string): boolean {
  return GUARDED.test(plain(path));
}

/** Tests whether a shell command should not write to a file at all. */
export function isSettingsFile(path: string): boolean {
  return isGuarded(path) || OF_AGENTS.test(plain(path));
}

/** Tests whether a change takes keyward out of a file that has to run it. */
export function removesKeyward(path: string, before: string, after: string): boolean {
  return (SHARED.test(plain(path)) || OF_AGENTS.test(plain(path))) && mentions(after) < mentions(before);
}

function mentions(text: string): number {
  return text.split('keyward').length;
}

/** A path with forward slashes, and without dots and doubled slashes. */
function plain(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
}
