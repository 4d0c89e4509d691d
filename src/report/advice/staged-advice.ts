import type { Finding } from '../../scan/finding.ts';
import { MESSAGE_PATH } from '../../scan/source.ts';
import { isUnwantedInGit } from '../../shared/unwanted-files.ts';
import { escapePath } from '../terminal-escape.ts';
import type { TextContext } from '../text-context.ts';
import { isWholePath, type AdviceLine, pathsOf, pathspec } from './line.ts';
import { isFixable, replacementLines } from './replacement.ts';
import { ignoreCommand, listedPaths } from './unwanted-advice.ts';

/** The command that opens the message of a commit that was blocked. */
const COMMIT_AGAIN = 'git commit --verbose --edit --file="$(git rev-parse --git-path COMMIT_EDITMSG)"';

/** Returns how to remove values from a change that is not committed yet. */
export function stagedLines(findings: readonly Finding[], context: TextContext): AdviceLine[] {
  const { advice } = context.messages;
  if (findings.every(({ path }) => path === MESSAGE_PATH))
    return [{ text: advice.message, command: COMMIT_AGAIN }];
  const canStage = context.occasion === 'commit';
  const unwanted = canStage ? findings.filter(isUnwanted) : [];
  const others = findings.filter((finding) => !unwanted.includes(finding));
  const named = others.filter(({ inName }) => inName);
  const archived = others.filter(({ inside }) => inside !== undefined);
  const inFiles = others.filter(({ inName, inside }) => !inName && inside === undefined);
  const files = pathsOf(inFiles).filter(isWholePath);
  return [
    ...(unwanted.length === 0
      ? []
      : [
          {
            text: advice.unwanted(listedPaths(unwanted)),
            command: ignoreCommand(pathsOf(unwanted), context),
          },
        ]),
    ...pathsOf(archived).map((path) => ({
      text: advice.archive(escapePath(path)),
      ...(canStage && isWholePath(path) ? { command: `git rm --cached -- ${pathspec(path)}` } : {}),
    })),
    ...pathsOf(named).map((path) => ({ text: advice.name(escapePath(path)) })),
    ...replacementLines(
      inFiles,
      canStage && files.length > 0 ? `git add ${files.map(pathspec).join(' ')}` : undefined,
      context,
    ),
    ...(canStage ? fixLines(findings.filter(isFixable), context) : []),
  ];
}

function fixLines(fixable: readonly Finding[], { messages, runner, stageFirst }: TextContext): AdviceLine[] {
  if (fixable.length === 0) return [];
  const stage = stageFirst === true ? `git add ${pathsOf(fixable).map(pathspec).join(' ')} && ` : '';
  return [{ text: messages.advice.fix, command: `${stage}${runner} fix` }];
}

function isUnwanted({ path, inside }: Finding): boolean {
  return inside === undefined && isUnwantedInGit(path) && isWholePath(path);
}
