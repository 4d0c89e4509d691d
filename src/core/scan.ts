import { type Candidate, detect } from './detect.ts';
import type { AllowedFinding, Finding } from './finding.ts';
import { fingerprint } from './fingerprint.ts';
import { type Fragment, originalSpan, positionAt } from './fragment.ts';
import { judge, type Policy } from './judge.ts';
import { type AddedLines, countAdded, touches } from './lines.ts';
import type { Rule } from './rule.ts';
import { showPath } from './show-path.ts';
import type { NotUnfolded, Source, SourceItem, SourceKind } from './source.ts';

/** What a scan looks at and how. */
export interface ScanOptions {
  readonly source: Source;
  readonly rules: readonly Rule[];
  /** Bytes to texts; yields a reason for each part that it could not unfold. */
  readonly unfold: (path: string, bytes: Buffer) => Iterable<Fragment | Omit<NotUnfolded, 'path'>>;
  /** Asked for once, and only when there is something to judge. */
  readonly policy: () => Policy | Promise<Policy>;
  readonly now: Date;
  /** Count added lines also where nothing was found, which costs one more run of git. */
  readonly count?: boolean;
}

/** The outcome of a scan that could be done. */
export interface ScanResult {
  readonly source: SourceKind;
  readonly scanned: {
    readonly files: number;
    readonly addedLines: number | null;
    readonly bytes: number;
    readonly notUnfolded: readonly NotUnfolded[];
  };
  readonly findings: readonly Finding[];
  readonly allowed: readonly AllowedFinding[];
  /** Credentials whose time has run out: no findings. */
  readonly expired: readonly Finding[];
}

/**
 * Scans a change.
 *
 * @throws AppError when anything could not be read
 */
export async function scan(options: ScanOptions): Promise<ScanResult> {
  const seen = await collect(options);
  const added = seen.candidates.length > 0 || options.count ? await options.source.addedLines?.() : undefined;
  const lines = (path: string) =>
    options.source.addedLines === undefined ? 'all' : (added?.get(path) ?? []);
  const candidates = seen.candidates.filter((candidate) => isAdded(candidate, lines));
  const verdict =
    candidates.length > 0
      ? judge(
          candidates,
          await options.policy(),
          options.now,
          (path) => showPath(path, options.rules, options.now),
          await committedBefore(options),
        )
      : { findings: [], allowed: [], expired: [] };
  return {
    source: options.source.kind,
    scanned: {
      files: seen.lineCounts.size,
      addedLines: options.count
        ? sum([...seen.lineCounts].map(([path, n]) => countAdded(lines(path), n)))
        : null,
      bytes: seen.bytes,
      notUnfolded: seen.notUnfolded,
    },
    ...verdict,
  };
}

/** Whether a value touches an added line. Lines of an archive's members are no lines of the change. */
function isAdded({ fragment, start, end }: Candidate, lines: (path: string) => AddedLines): boolean {
  const span = originalSpan({ fragment, start, end });
  if (fragment.kind === 'name' || span.fragment.inside !== undefined) return true;
  const first = positionAt(span.fragment, span.start).line;
  return touches(lines(fragment.path), first, positionAt(span.fragment, span.end).line);
}

interface Collected {
  candidates: Candidate[];
  notUnfolded: NotUnfolded[];
  lineCounts: Map<string, number>;
  bytes: number;
}

async function collect({ source, rules, unfold, now, count }: ScanOptions): Promise<Collected> {
  const seen: Collected = { candidates: [], notUnfolded: [], lineCounts: new Map(), bytes: 0 };
  for await (const item of source.items()) {
    seen.lineCounts.set(item.path, count ? countLines(item.bytes) : 0);
    seen.bytes += item.bytes.length;
    if (item.newName) seen.candidates.push(...detect(nameOf(item), rules, now));
    for (const part of unfold(item.path, item.bytes)) {
      if ('reason' in part)
        seen.notUnfolded.push(describeSealed(item.path, part, (p) => showPath(p, rules, now)));
      else seen.candidates.push(...detect(part, rules, now));
    }
  }
  return seen;
}

function describeSealed(
  path: string,
  { inside, reason }: Omit<NotUnfolded, 'path'>,
  show: (path: string) => string,
): NotUnfolded {
  return inside === undefined
    ? { path: show(path), reason }
    : { path: show(path), inside: show(inside), reason };
}

/** The values that the changed files held before: a moved one is no news, but must be told apart. */
async function committedBefore({ source, rules, unfold, now }: ScanOptions): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const { path, bytes } of source.before?.() ?? []) {
    for (const part of unfold(path, bytes)) {
      if ('reason' in part) continue;
      for (const { value } of detect(part, rules, now)) found.add(fingerprint(value));
    }
  }
  return found;
}

function nameOf({ path }: SourceItem): Fragment {
  return { path, kind: 'name', text: path, line: 1, column: 1 };
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) lines += 1;
  return lines + (bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
