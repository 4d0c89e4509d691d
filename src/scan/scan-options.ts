import type { Detected } from './detect.ts';
import type { FoundValues } from './found-values.ts';
import type { Fragment, Span } from '../shared/fragment.ts';
import type { Rule } from '../rules/rule.ts';
import type { Content, Unscanned } from '../decode/content.ts';
import type { Source, SourceItem } from './source.ts';
import type { BatchPrefilter } from '../prefilter/batch.ts';

/** Texts to scan and unscanned parts, in order. */
type ExtractedTexts = Iterable<Part> | AsyncIterable<Part>;
type Part = Fragment | UnscannedPart;

/** A part that could not be decoded. */
export interface UnscannedPart extends Omit<Unscanned, 'path'> {
  /** Its range, if it is part of a text. */
  readonly at?: Span | undefined;
}

/** Input and settings of a scan. */
export interface ScanOptions {
  readonly source: Source;
  readonly rules: readonly Rule[];
  /**
   * Extracts texts from bytes; yields a reason for each part that it cannot decode.
   *
   * @param mayMatch false for a window of a large file that may be left out
   */
  readonly unfold: (
    path: string,
    content: Content,
    inside?: string,
    mayMatch?: (window: Buffer) => boolean,
  ) => ExtractedTexts;
  /**
   * Searches an item at less cost than by decoding all of it; returns nothing if it cannot.
   *
   * @param values only these are searched for, if given
   */
  readonly look?: (item: SourceItem, values?: FoundValues) => Promise<Detected | undefined>;
  /** Loads the prefilter, which pays off for large inputs. */
  readonly prefilter?: () => Promise<Prefilter>;
  readonly now: Date;
  /** Called after each item. */
  readonly done?: (item: SourceItem, outcome: Outcome) => void;
  /** Count added lines even without findings, at the cost of one more git process. */
  readonly count?: boolean;
}

/** The result for an item: a candidate, none under its path, or none under any path. */
export type Outcome = 'found' | 'nothing-here' | 'nothing';

/** Finds the parts that need a full scan, about as fast as they can be read. */
export interface Prefilter {
  /** True if a name may be evidence or contain a key. */
  pathMayMatter(name: string): boolean;
  /** Returns the only regions of an item that may contain a finding; undefined if this is unknown. */
  candidateRegions(item: SourceItem): readonly Buffer[] | undefined;
  /** False if a window of a file cannot contain a finding, unless its name, or the first lines of the file, matter. */
  mayMatch(window: Buffer): boolean;
  /** The same for texts that are not items yet. */
  readonly batch: BatchPrefilter;
  /** True if any rule may match in a fully decoded text whose path matters to no rule. */
  mayBeFoundIn(text: string): boolean;
}
