import type { Finding } from '../../scan/finding.ts';
import { HEADER_PATH, isInCommit, MESSAGE_PATH } from '../../scan/source.ts';
import { isUnwantedInGit } from '../../shared/unwanted-files.ts';
import { escapeControls, printableShellWord } from '../terminal-escape.ts';
import type { TextContext } from '../text-context.ts';
import { isWholePath, type AdviceLine, pathsOf, pathspec } from './line.ts';
import { replacementLines } from './replacement.ts';
import { ignoreCommand } from './unwanted-advice.ts';

/** The most commits in a sentence. */
const MAX_COMMITS = 4;

/** The digits of a commit ID in a rebase's list. */
const SHORT_ID = 7;

/** Returns how to remove values from existing commits, tags and refs. */
export function commitLines(findings: readonly Finding[], context: TextContext): AdviceLine[] {
  const { advice } = context.messages;
  const { commits } = context;
  const tags = findings.filter(({ commit }) => commits?.tags.has(commit ?? ''));
  const refs = findings.filter((finding) => isRefName(finding));
  const rest = findings.filter((finding) => !tags.includes(finding) && !refs.includes(finding));
  return [
    ...[...new Set(tags.map(({ commit }) => commit ?? ''))].map((id) => tagLine(id, context)),
    ...(refs.length === 0 ? [] : [{ text: advice.refName }]),
    ...(rest.length === 0 ? [] : linesForCommits(rest, context)),
  ];
}

/** True if the value is in the name of a branch, tag or other ref. */
export function isRefName({ inName, path }: Finding): boolean {
  return inName && path.startsWith('refs/');
}

function tagLine(id: string, { messages: { advice }, commits }: TextContext): AdviceLine {
  const { name = '', target = '' } = commits?.tags.get(id) ?? {};
  const word = printableShellWord(name);
  return {
    text: advice.tag(escapeControls(name)),
    command: `git tag --force --annotate ${word} ${target.slice(0, 12)}`,
  };
}

function linesForCommits(findings: readonly Finding[], context: TextContext): AdviceLine[] {
  const { advice } = context.messages;
  const { head, base = '--root', areCheckedOut = true } = context.commits ?? {};
  if (findings.every(({ commit }) => commit === head)) return amendLines(findings, context);
  const edits = findings.filter(({ path }) => path !== MESSAGE_PATH);
  const inMessages = findings.filter(({ path }) => path === MESSAGE_PATH);
  const rewords = inMessages.filter(({ commit }) => edits.every((edit) => edit.commit !== commit));
  return [
    ...(areCheckedOut ? [] : [{ text: advice.checkOut }]),
    { text: advice.inCommits, command: `git rebase --interactive --rebase-merges ${base}` },
    ...(edits.length === 0 ? [] : [{ text: advice.stopAt(idsOf(edits)) }]),
    ...(rewords.length === 0 ? [] : [{ text: advice.reword(idsOf(rewords)) }]),
    ...(edits.length === 0
      ? []
      : [{ text: advice.thenAmend }, ...amendLines(edits, context, ' && git rebase --continue')]),
    ...(context.occasion === 'check'
      ? [{ text: advice.pushAgain, command: 'git push --force-with-lease' }]
      : []),
  ];
}

/** Returns how to remove values from the newest commit. */
function amendLines(findings: readonly Finding[], context: TextContext, end = ''): AdviceLine[] {
  const { advice } = context.messages;
  const inFiles = findings.filter(({ path, inName }) => !isInCommit(path) && !inName);
  const named = findings.filter(({ inName }) => inName);
  const unwanted = inFiles.filter(({ path }) => isUnwantedInGit(path) && isWholePath(path));
  const others = inFiles.filter((finding) => !unwanted.includes(finding));
  const paths = pathsOf(others).filter(isWholePath);
  const isInHeader = findings.some(({ path }) => path === HEADER_PATH);
  const isInMessage = findings.some(({ path }) => path === MESSAGE_PATH);
  const amend = `git commit --amend${isInMessage ? '' : ' --no-edit'}${isInHeader ? ' --reset-author' : ''}${end}`;
  const prepare = [
    ...(unwanted.length === 0 ? [] : [ignoreCommand(pathsOf(unwanted), context)]),
    ...(paths.length === 0 ? [] : [`git add ${paths.map(pathspec).join(' ')}`]),
  ];
  return [
    ...(isInHeader ? [{ text: advice.header }] : []),
    ...pathsOf(named).map((path) => ({ text: advice.name(escapeControls(path)) })),
    ...replacementLines(others, undefined, context),
    { text: advice.next, command: [...prepare, amend].join(' && ') },
  ];
}

function idsOf(findings: readonly Finding[]): string {
  const ids = [...new Set(findings.map(({ commit }) => (commit ?? '').slice(0, SHORT_ID)))];
  return ids.length > MAX_COMMITS ? `${ids.slice(0, MAX_COMMITS).join(', ')}, …` : ids.join(', ');
}
