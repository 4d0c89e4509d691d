import { type Candidate, detect, matchesOf } from './detect.ts';
import type { Fragment } from '../shared/fragment.ts';
import { MultiSearch } from '../shared/multi-search.ts';
import { redact } from '../rules/redact.ts';
import type { Rule } from '../rules/rule.ts';
import type { SourceItem } from './source.ts';

/** Decodes bytes: as `unfold` of a scan. */
type Unfold = (
  path: string,
  content: Buffer,
  inside?: string,
) => Iterable<Fragment | object> | AsyncIterable<Fragment | object>;

/**
 * Values that a scan found. A second look at the same change finds every other place where they are, because a value that
 * was found once is a credential whatever its name is.
 */
export class FoundValues {
  /** By the value, as it is written. */
  readonly #rules = new Map<string, Rule>();
  /** Rules whose values are written in several ways, such as private keys. They compare the canonical value. */
  readonly #canonical = new Map<Rule, Set<string>>();
  readonly #values: MultiSearch;
  /** Enough of each value to tell that a text may contain it. */
  readonly #probes: MultiSearch;

  /** @param found what the first look found */
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

  /** Whether one of the values may be in a text. */
  mayBeIn(text: string): boolean {
    return this.#probes.anyIn(text);
  }

  /**
   * Whether none of the values is in a file, as it is or encoded.
   *
   * @param parts the parts of the file that may contain anything encoded
   */
  async areNotIn(
    { path, inside, bytes }: SourceItem,
    parts: readonly Buffer[],
    extractTexts: Unfold,
  ): Promise<boolean> {
    if (!Buffer.isBuffer(bytes) || this.mayBeIn(bytes.toString())) return false;
    for (const part of parts)
      for await (const text of extractTexts(path, part, inside))
        if (!('text' in text) || this.mayBeIn(text.text)) return false;
    return true;
  }

  /** Where the values are in a text, except inside of what the rules find there by themselves. */
  placesIn(fragment: Fragment, rules: readonly Rule[], now: Date): Candidate[] {
    if (!this.mayBeIn(fragment.text)) return [];
    const known = detect(fragment, rules, now);
    return this.#allIn(fragment).filter(
      ({ start, end }) => !known.some((each) => each.start < end && start < each.end),
    );
  }

  /** A path without the values in it, as it may be printed. */
  redactIn(path: string): string {
    let shown = path;
    for (const { value } of this.#values.allIn(path))
      shown = shown.replaceAll(value, redact(value, this.#rules.get(value)?.shows ?? 'start'));
    return shown;
  }

  #allIn(fragment: Fragment): Candidate[] {
    const places: Candidate[] = [];
    const add = (rule: Rule, start: number, end: number, value: string) =>
      places.push({ rule, fragment, start, end, value, expired: false });
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

/** A short value, such as a password, could be a part of any word. */
function isPartOfWord(text: string, start: number, end: number): boolean {
  if (end - start >= SHORT) return false;
  return /[A-Za-z0-9]/.test(text.charAt(start - 1)) || /[A-Za-z0-9]/.test(text.charAt(end));
}

const SHORT = 20;

/** Private keys of one kind begin alike, and have line ends after 64 characters or more. */
function probeOf(value: string): string {
  return value.length < 100 ? value : value.slice(32, 60);
}
