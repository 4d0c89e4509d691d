import { type Candidate, detect, matchesOf } from './detect.ts';
import type { Fragment } from '../shared/fragment.ts';
import { MultiSearch } from '../shared/multi-search.ts';
import { redact } from '../rules/redact.ts';
import type { Rule } from '../rules/rule.ts';
import type { SourceItem } from './source.ts';

/** Extracts texts from bytes, like `extractTexts` of a scan. */
type ExtractTexts = (
  path: string,
  content: Buffer,
  inside?: string,
) => Iterable<Fragment | object> | AsyncIterable<Fragment | object>;

/**
 * Searches for values that a scan found. A second pass over the same change reports every other occurrence: a value
 * that was found once is a credential under any name.
 */
export class FoundValues {
  /** The rule of each value, by the value as written. */
  readonly #rules = new Map<string, Rule>();
  /** Canonical values of rules that allow several spellings, such as private keys. */
  readonly #canonical = new Map<Rule, Set<string>>();
  readonly #values: MultiSearch;
  /** A part of each value; a text without any of them contains no value. */
  readonly #probes: MultiSearch;

  /** @param found the candidates of the first pass */
  constructor(found: readonly Candidate[]) {
    for (const { rule, value } of found) {
      if (rule.canonical === undefined) this.#rules.set(value, rule);
      else this.#canonical.set(rule, (this.#canonical.get(rule) ?? new Set()).add(value));
    }
    this.#values = new MultiSearch(this.#rules.keys());
    const all = [
      ...this.#rules.keys(),
      ...Array.from(this.#canonical.values(), (values) => [...values]).flat(),
    ];
    this.#probes = new MultiSearch(all.map(probeOf));
  }

  /** True if the text may contain one of the values. */
  mayBeIn(text: string): boolean {
    return this.#probes.anyIn(text);
  }

  /**
   * True if a file contains none of the values, neither plain nor encoded.
   *
   * @param parts the parts of the file that may contain encoded text
   */
  async areNotIn(
    { path, inside, bytes }: SourceItem,
    parts: readonly Buffer[],
    extractTexts: ExtractTexts,
  ): Promise<boolean> {
    if (!Buffer.isBuffer(bytes) || this.mayBeIn(bytes.toString())) return false;
    for (const part of parts)
      for await (const text of extractTexts(path, part, inside))
        if (!('text' in text) || this.mayBeIn(text.text)) return false;
    return true;
  }

  /** Occurrences of the values in a text, except within values that the rules find there anyway. */
  placesIn(fragment: Fragment, rules: readonly Rule[], now: Date): Candidate[] {
    if (!this.mayBeIn(fragment.text)) return [];
    const known = detect(fragment, rules, now);
    return this.#allIn(fragment).filter(
      ({ start, end }) => !known.some((candidate) => candidate.start < end && start < candidate.end),
    );
  }

  /** The path as it may be printed, with the values redacted. */
  redactIn(path: string): string {
    let shown = path;
    for (const { value } of this.#values.allIn(path))
      shown = shown.replaceAll(value, redact(value, this.#rules.get(value)?.shows ?? 'start'));
    return shown;
  }

  #allIn(fragment: Fragment): Candidate[] {
    const places: Candidate[] = [];
    const add = (rule: Rule, start: number, end: number, value: string) =>
      places.push({ rule, fragment, start, end, value, expired: false, isOtherPlace: true });
    for (const { start, value } of this.#values.allIn(fragment.text)) {
      const rule = this.#rules.get(value);
      const end = start + value.length;
      if (rule !== undefined && !isPartOfWord(fragment.text, start, end)) add(rule, start, end, value);
    }
    for (const [rule, values] of this.#canonical)
      for (const { value, start } of matchesOf(rule, fragment.text)) {
        const canonical = rule.canonical?.(value) ?? value;
        if (values.has(canonical)) add(rule, start, start + value.length, canonical);
      }
    return places;
  }
}

/** True for a short value, such as a password, with a letter or digit next to it. */
function isPartOfWord(text: string, start: number, end: number): boolean {
  if (end - start >= MIN_UNBOUNDED_CHARACTERS) return false;
  return /[A-Za-z0-9]/.test(text.charAt(start - 1)) || /[A-Za-z0-9]/.test(text.charAt(end));
}

const MIN_UNBOUNDED_CHARACTERS = 20;

/**
 * Returns the part of a value to search for. For a long value, it skips the first characters, which all private keys of one type
 * share, and ends before the first line break, which comes after at least 64 characters.
 */
function probeOf(value: string): string {
  return value.length < 100 ? value : value.slice(32, 60);
}
