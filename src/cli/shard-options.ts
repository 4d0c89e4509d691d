import { resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';
import { read } from '../shared/file-access.ts';
import {
  type Limit,
  LIMITS,
  type ObjectsDigest,
  type Shard,
  type ShardRecord,
} from '../scan/audit-result.ts';
import type { ShardReport } from '../audit/run-audit.ts';
import type { Context } from './context.ts';
import { missingArgument, unexpectedArgument } from './usage-error.ts';

/**
 * Returns the shard that the command line asks for.
 *
 * @throws AppError `usage-bad-value`
 */
export function chosenShard({ args }: Pick<Context, 'args'>): Shard | undefined {
  const text = args.text('shard');
  if (text === undefined) return undefined;
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number);
  if (index < 1 || index > count)
    throw new AppError('usage-bad-value', { option: '--shard', expected: 'K/N, 1 ≤ K ≤ N ≤ 9999' });
  return { index, count };
}

/**
 * Returns the reports of all shards of one audit, or undefined if the command line does not ask for a merge.
 *
 * @param rules identifies the rules and decoders of this keyward
 * @throws AppError if a shard is missing or given twice, or belongs to another audit or version
 */
export function reportsToMerge({ args, directory }: Context, rules: string): ShardReport[] | undefined {
  const [first] = args.words;
  if (!args.flag('merge')) {
    if (first !== undefined) throw unexpectedArgument('audit', first);
    return undefined;
  }
  if (first === undefined) throw missingArgument('audit');
  if (args.text('shard') !== undefined) throw new AppError('usage-conflict', { options: '--shard, --merge' });
  const reports = args.words.map((name) => reportIn(resolve(directory, name), name));
  checkOneAudit(reports, rules);
  return reports;
}

function checkOneAudit(reports: readonly ShardReport[], rules: string): void {
  const known = new Set<number>();
  const [one] = reports as [ShardReport, ...ShardReport[]];
  const { count, refs } = one.shard;
  for (const { name, shard } of reports) {
    if (shard.rules !== rules) throw new AppError('merge-other-rules', { path: name });
    if (shard.count !== count || shard.refs !== refs) throw new AppError('merge-other-audit', { path: name });
    if (known.has(shard.index)) throw new AppError('merge-twice', { path: name, index: shard.index });
    known.add(shard.index);
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !known.has(index));
  if (missing.length > 0) throw new AppError('merge-missing', { indices: missing.join(', '), count });
}

/** @throws AppError if a file cannot be read or is not the report of a shard */
function reportIn(file: string, name: string): ShardReport {
  const text = read(file, name).toString();
  try {
    const { version, scanned, findings, shard } = JSON.parse(text) as ReportJson;
    const isValid =
      version === 1 &&
      [scanned.files, scanned.bytes].every(Number.isSafeInteger) &&
      scanned.limits.every((limit) => LIMITS.includes(limit)) &&
      findings.every(({ fingerprint }) => typeof fingerprint === 'string') &&
      isRecord(shard);
    if (!isValid) throw new TypeError('not the report of a shard');
    const fingerprints = findings.map(({ fingerprint }) => fingerprint);
    return { name, shard, limits: scanned.limits, files: scanned.files, bytes: scanned.bytes, fingerprints };
  } catch (error) {
    throw new AppError('merge-not-a-shard', { path: name }, error);
  }
}

/** The fields of a JSON report that a merge reads. */
interface ReportJson {
  readonly version: number;
  readonly scanned: { readonly files: number; readonly bytes: number; readonly limits: readonly Limit[] };
  readonly findings: readonly { readonly fingerprint: string }[];
  readonly shard: ShardRecord;
}

function isRecord({ index, count, rules, refs, repository, objects, suspects }: ShardRecord): boolean {
  return (
    [index, count].every(Number.isSafeInteger) &&
    1 <= index &&
    index <= count &&
    count <= MAX_SHARDS &&
    [rules, refs].every((text) => typeof text === 'string') &&
    [repository, objects].every(isDigest) &&
    suspects.every((id) => typeof id === 'string' && HEXADECIMAL.test(id))
  );
}

function isDigest({ count, ids }: ObjectsDigest): boolean {
  return Number.isSafeInteger(count) && typeof ids === 'string' && HEXADECIMAL.test(ids);
}

const MAX_SHARDS = 9999;
const HEXADECIMAL = /^[0-9a-f]+$/;
