import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Finding } from '../../scan/finding.ts';
import { NO_POLICY, type Policy } from '../../policy/policy.ts';
import { GitClient } from '../../git/git.ts';
import { type RangeContent, RangeSource } from '../../sources/range.ts';
import { isPolicyFile, policyIn } from '../../sources/policy-in.ts';
import { commitOf } from '../../git/peel.ts';
import { locateRepository } from '../../git/repository.ts';
import type { Context } from '../context.ts';
import { folderIn, ignoreNotes } from '../report-context.ts';
import { runnerFor } from '../runner.ts';
import type { ReportFacts, ScanRequest } from './scan-request.ts';

/** Commits and related objects, which are scanned with one policy. */
export interface CommitRange extends RangeContent {
  /** The commit before the range, if there is a single one. */
  readonly base?: string | undefined;
}

export async function rangeRequest(context: Context, range: CommitRange): Promise<ScanRequest> {
  const git = new GitClient(context.directory);
  const source = await RangeSource.open(git, range, async () =>
    (await import('./suspects.ts')).suspects(context, git),
  );
  return {
    source,
    trigger: 'check',
    commits: source.size,
    objects: source.objects,
    changesPolicy: source.touches(isPolicyFile),
    maySwitchOff: true,
    ...(range.base === undefined ? {} : { base: () => policyBefore(git, range.base ?? '', range.policyAt) }),
    rememberedIn: git,
    reportContext: ({ findings }) => rangeFacts(context, git, source, range, findings),
  };
}

async function rangeFacts(
  context: Context,
  git: GitClient,
  source: RangeSource,
  { tips: [tip = ''], tags = [] }: CommitRange,
  findings: readonly Finding[],
): Promise<ReportFacts> {
  const { top } = await locateRepository(git);
  const folder = folderIn(top, context);
  const runner = runnerFor(join(top, folder));
  const base = source.beforeFirst(findings.map(({ commit }) => commit));
  const isFromRoot = base === '--root';
  return {
    runner,
    folder,
    ignoring: await ignoreNotes(git, top, findings),
    showAll: isFromRoot ? `${runner} audit` : `${runner} scan --range ${base}..${tip.slice(0, 12)} --verbose`,
    commits: {
      head: await commitOf(git, 'HEAD'),
      areCheckedOut: await areInHead(git, findings),
      base,
      tags: await tagsWith(git, tags, findings),
    },
  };
}

/** True if HEAD contains the commits with findings (checks at most the first 20). */
async function areInHead(git: GitClient, findings: readonly Finding[]): Promise<boolean> {
  const commits = [...new Set(findings.map(({ commit }) => commit ?? ''))].slice(0, MAX_CHECKED);
  const answers = await Promise.all(
    commits.map((id) => git.ask('merge-base', '--is-ancestor', id, 'HEAD').catch(() => undefined)),
  );
  return answers.every((answer) => answer !== undefined);
}

const MAX_CHECKED = 20;

/** Returns the names and targets of the annotated tags with findings, by ID. */
async function tagsWith(
  git: GitClient,
  tags: readonly string[],
  findings: readonly Finding[],
): Promise<Map<string, { name: string; target: string }>> {
  const found = new Set(findings.map(({ commit }) => commit));
  if (!tags.some((id) => found.has(id))) return new Map();
  const format = '%(objectname) %(*objectname) %(refname:lstrip=2)';
  const lines = (await git.run('for-each-ref', `--format=${format}`, 'refs/tags')).trimEnd().split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, id = '', target = '', name = ''] = /^(\S+) (\S*) (.+)$/.exec(line) ?? [];
      return found.has(id) ? [[id, { name, target }] as const] : [];
    }),
  );
}

/** Returns the policy before a range. An invalid one allows nothing and disables nothing. */
async function policyBefore(git: GitClient, base: string, tip: string): Promise<Policy> {
  const start = (await git.ask('merge-base', base, tip))?.trimEnd() ?? base;
  return policyIn(git.directory, start).catch((error: unknown) => {
    if (error instanceof AppError && error.code.startsWith('config-')) return NO_POLICY;
    throw error;
  });
}

/** Parses the range `A..B` of the command line; a missing side means HEAD, and `A` means `A..HEAD`. */
export async function parseRange(context: Context, text: string): Promise<CommitRange> {
  const [, from = '', to = ''] =
    /^([^-.][^.]*(?:\.[^.]+)*|)\.\.([^-.][^.]*(?:\.[^.]+)*|)$/.exec(text) ??
    /^([^-.][^.]*(?:\.[^.]+)*)$/.exec(text) ??
    fail('usage-bad-value', { option: '--range', expected: 'A..B' });
  const git = new GitClient(context.directory);
  const [base, tip] = [await commitOf(git, from || 'HEAD'), await commitOf(git, to || 'HEAD')];
  if (base === undefined || tip === undefined) throw new AppError('range-unknown', {});
  return { tips: [tip], known: [base], policyAt: tip, base };
}

function fail(...[code, args]: ConstructorParameters<typeof AppError<'usage-bad-value'>>): never {
  throw new AppError(code, args);
}
