import { ALLOWLIST_FILE } from '../../shared/keyward-files.ts';
import { uniquePrefixes } from '../../shared/fingerprint.ts';
import { credentialsOf } from '../../scan/credential.ts';
import type { Finding } from '../../scan/finding.ts';
import type { TextContext } from '../text-context.ts';
import { type AdviceLine, pathspec } from './line.ts';

/** The most fingerprints in one command. */
const MAX_SHORT = 6;

/** The most commands, one for each credential. */
const MAX_COMMANDS = 8;

/** Returns how to allow the values. The reason is left to the person. */
export function allowLines(findings: readonly Finding[], context: TextContext): AdviceLine[] {
  const { advice } = context.messages;
  if (context.isOutside) return [];
  if (context.unstagedAllow && context.commitPaths === undefined)
    return [{ text: advice.allowNotStaged, command: `git add ${pathspec(ALLOWLIST_FILE)}` }];
  const lines = context.fullFingerprints
    ? fullCommands(findings, context)
    : [shortCommand(findings, context)];
  if (findings[0]?.commit != null) return [...lines, commitAllowlist(context)];
  if (context.commitPaths === undefined) return lines;
  const paths = [ALLOWLIST_FILE, ...context.commitPaths].map(pathspec).join(' ');
  return [...lines, { text: advice.commitPaths, command: `git commit ${paths}` }];
}

function commitAllowlist({ messages: { advice } }: TextContext): AdviceLine {
  return { text: advice.next, command: `git commit ${pathspec(ALLOWLIST_FILE)}` };
}

function shortCommand(findings: readonly Finding[], { runner }: TextContext): AdviceLine {
  const prefixes = uniquePrefixes(findings.map(({ fingerprint }) => fingerprint));
  const words = prefixes.length > MAX_SHORT ? ['--last'] : prefixes;
  return { command: `${runner} allow ${words.join(' ')}` };
}

/** One command for each credential, with fingerprints that every clone understands. */
function fullCommands(findings: readonly Finding[], { runner }: TextContext): AdviceLine[] {
  return credentialsOf(findings)
    .slice(0, MAX_COMMANDS)
    .map((values) => {
      const fingerprints = new Set(values.map(({ fingerprint }) => fingerprint));
      return { command: `${runner} allow ${[...fingerprints].join(' ')}` };
    });
}
