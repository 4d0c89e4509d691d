import type { Finding } from '../scan/finding.ts';
import { isUnwantedInGit } from '../shared/unwanted-files.ts';
import { appendixFor, isPlainValue, nameValues, variablesIn } from './env-file.ts';
import { type IgnoreNeed, withLines } from './gitignore.ts';
import type { Loader } from './languages.ts';
import { type ChangedLine, changedLines } from './preview.ts';
import { applyEdits, type SourceEdit, SourceText } from './source-text.ts';
import { type StagedValues, variableFor } from './values.ts';

/** The file in the top folder that takes the values. */
export const ENV_FILE = '.env';

/** A staged file with findings. */
export interface StagedFile {
  readonly path: string;
  readonly mode: string;
  readonly object: string;
  readonly staged: Buffer;
  /** The file in the working tree, if it is a regular one that may be written to. */
  readonly onDisk: Buffer | undefined;
}

/** Why `.env` cannot take values: git tracks it, or it is no text file, or it cannot be ignored. */
export type EnvProblem = 'tracked' | 'not-a-file' | 'not-ignored';

/** Everything a plan depends on. */
export interface FixState {
  /** By path; only files that may be changed. */
  readonly files: ReadonlyMap<string, StagedFile>;
  readonly values: StagedValues;
  /** The lines that are needed to ignore a path; without an entry, it cannot be ignored. */
  readonly ignoreNeeds: ReadonlyMap<string, IgnoreNeed>;
  /** The top `.gitignore`. */
  readonly gitignore: { readonly onDisk: Buffer | undefined; readonly staged: Buffer | undefined };
  readonly env: {
    readonly content: Buffer | undefined;
    readonly isTracked: boolean;
    readonly isFile: boolean;
  };
}

/** A file in which literals are replaced. */
export interface EditedFile {
  readonly path: string;
  readonly staged: Buffer;
  /** The new content in the working tree; undefined if that file differs from the staged one and stays as it is. */
  readonly onDisk: Buffer | undefined;
  readonly lines: readonly ChangedLine[];
  /** A line that was inserted, such as an import. */
  readonly inserted: string | undefined;
  /** The variables that it reads now. */
  readonly variables: readonly string[];
  readonly loader: Loader;
}

/** What `fix` will do. */
export interface FixPlan {
  readonly edited: readonly EditedFile[];
  /** Paths that leave the index and stay on disk. */
  readonly unstaged: readonly string[];
  readonly gitignore: {
    readonly onDisk: Buffer | undefined;
    readonly staged: Buffer | undefined;
    readonly lines: readonly string[];
    /** It was not tracked and is staged whole. */
    readonly isNew: boolean;
  };
  readonly env: {
    readonly appendix: string;
    /** The appended variables with redacted values. */
    readonly added: readonly string[];
  };
  readonly fixed: readonly Finding[];
  /** The only reason why literals are not replaced, if there is one. */
  readonly envProblem: EnvProblem | undefined;
}

/** Plans what to change. Whatever is not understood is left out. */
export function planFix(findings: readonly Finding[], state: FixState): FixPlan {
  const known = findings.filter(
    ({ path, inName, inside, commit }) =>
      !inName && inside === undefined && commit === null && state.files.has(path),
  );
  const unstaged = [...new Set(known.map(({ path }) => path))].filter(
    (path) =>
      isUnwantedInGit(path) && state.files.get(path)?.onDisk !== undefined && state.ignoreNeeds.has(path),
  );
  const literals = literalsOf(
    known.filter(({ path }) => !isUnwantedInGit(path)),
    state,
  );
  const envProblem = literals.length === 0 ? undefined : envProblemOf(state, unstaged);
  const replaced = envProblem === undefined ? literals : [];
  const content = state.env.content?.toString() ?? '';
  const existing = variablesIn(content);
  const names = nameValues(replaced, existing);
  const added = [...names].filter(([value, name]) => existing.get(name) !== value);
  const files = [...new Set(replaced.map(({ path }) => path))];
  return {
    edited: files.map((path) =>
      edit(
        path,
        replaced.filter((one) => one.path === path),
        names,
        state,
      ),
    ),
    unstaged,
    gitignore: ignoring([...unstaged, ...(replaced.length === 0 ? [] : [ENV_FILE])], state),
    env: {
      appendix:
        added.length === 0
          ? ''
          : appendixFor(
              content,
              added.map(([value, name]) => [name, value]),
            ),
      added: added.map(([value, name]) => `${name}=${state.values.redactIn(value)}`),
    },
    fixed: [
      ...known.filter(({ path }) => unstaged.includes(path)),
      ...replaced.map(({ finding }) => finding),
    ],
    envProblem,
  };
}

/** True if a plan changes nothing. */
export function isEmptyPlan({ edited, unstaged }: FixPlan): boolean {
  return edited.length === 0 && unstaged.length === 0;
}

/** A finding in a literal that can be replaced. */
interface ReplaceableFinding {
  readonly finding: Finding;
  readonly path: string;
  readonly value: string;
  readonly variable: string;
}

function literalsOf(findings: readonly Finding[], state: FixState): readonly ReplaceableFinding[] {
  const sources = new Map<string, SourceText | undefined>();
  return findings.flatMap((finding) => {
    const { path, line, fingerprint } = finding;
    const file = state.files.get(path);
    const found = state.values.get(fingerprint);
    const variable = found && variableFor(found.rule);
    if (file === undefined || variable === undefined || !isPlainValue(found?.value ?? '')) return [];
    if (!sources.has(path)) sources.set(path, SourceText.of(path, file.staged));
    const value = found?.value ?? '';
    const isFound = sources.get(path)?.literalsOf(value, line) !== undefined;
    return isFound ? [{ finding, path, value, variable }] : [];
  });
}

function envProblemOf({ env, ignoreNeeds }: FixState, unstaged: readonly string[]): EnvProblem | undefined {
  if (env.isTracked && !unstaged.includes(ENV_FILE)) return 'tracked';
  if (!env.isFile || env.content?.includes(0)) return 'not-a-file';
  return ignoreNeeds.has(ENV_FILE) ? undefined : 'not-ignored';
}

function edit(
  path: string,
  replaced: readonly ReplaceableFinding[],
  names: ReadonlyMap<string, string>,
  { files, values }: FixState,
): EditedFile {
  const file = files.get(path);
  const source = file && SourceText.of(path, file.staged);
  if (file === undefined || source === undefined) throw new TypeError('a file that was read before');
  const edits = editsIn(source, replaced, names);
  const staged = Buffer.from(applyEdits(source.text, edits), 'latin1');
  return {
    path,
    staged,
    onDisk:
      file.onDisk &&
      editOnDisk(file.onDisk, file.staged, staged, (bytes) => {
        const other = SourceText.of(path, bytes);
        return other && Buffer.from(applyEdits(other.text, editsIn(other, replaced, names)), 'latin1');
      }),
    lines: changedLines(source, edits, values),
    inserted: edits.find(({ start, end }) => start === end)?.text.trim(),
    variables: [...new Set(replaced.map(({ value }) => names.get(value) ?? ''))],
    loader: source.language.loader,
  };
}

function editsIn(
  source: SourceText,
  replaced: readonly ReplaceableFinding[],
  names: ReadonlyMap<string, string>,
): readonly SourceEdit[] {
  const edits = new Map<string, SourceEdit>();
  for (const { value, finding } of replaced)
    for (const { start, end } of source.literalsOf(value, finding.line) ?? []) {
      const text = source.expressionFor(names.get(value) ?? '');
      for (const one of [...(source.importFor(start) ?? []), { start, end, text }])
        edits.set(`${one.start} ${one.end}`, one);
    }
  return [...edits.values()].sort((a, b) => a.start - b.start);
}

/** Returns the new working-tree content; undefined if the file differs from the staged one in more than line ends. */
function editOnDisk(
  onDisk: Buffer,
  before: Buffer,
  after: Buffer,
  change: (bytes: Buffer) => Buffer | undefined,
): Buffer | undefined {
  if (onDisk.equals(before)) return after;
  if (!withLineFeeds(onDisk).equals(before)) return undefined;
  const changed = change(onDisk);
  return changed !== undefined && withLineFeeds(changed).equals(after) ? changed : undefined;
}

function withLineFeeds(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}

/** The new `.gitignore`, in the working tree and in the index; undefined where it stays as it is. */
function ignoring(paths: readonly string[], { ignoreNeeds, gitignore }: FixState): FixPlan['gitignore'] {
  const needs = [...new Set(paths)].flatMap((path) => ignoreNeeds.get(path) ?? []);
  const linesOf = (key: keyof IgnoreNeed) => [...new Set(needs.flatMap((need) => need[key] ?? []))];
  const [inWorktree, inIndex] = [linesOf('inWorktree'), linesOf('inIndex')];
  const onDisk = withLines(gitignore.onDisk ?? Buffer.alloc(0), inWorktree);
  return {
    onDisk: inWorktree.length === 0 ? undefined : onDisk,
    // an untracked .gitignore is staged whole
    staged:
      inIndex.length === 0 ? undefined : gitignore.staged ? withLines(gitignore.staged, inIndex) : onDisk,
    lines: [...new Set([...inWorktree, ...inIndex])],
    isNew: gitignore.staged === undefined && gitignore.onDisk !== undefined,
  };
}
