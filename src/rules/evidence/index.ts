import { binarySearch } from '../../shared/binary-search.ts';
import type { ByteRange } from '../../shared/byte-range.ts';
import {
  EVIDENCE_CHARACTERS,
  EVIDENCE_LINES,
  type Fragment,
  originalSpan,
  positionAt,
} from '../../shared/fragment.ts';
import { isBinaryAround } from '../values/binary-content.ts';
import { isNotKeyId } from '../values/key-id.ts';
import { isEmulatorKeyId } from '../values/emulator-accounts.ts';
import type { Match } from '../match.ts';
import { strengthOfBlock } from './block.ts';
import { strengthOfCall } from './call-evidence.ts';
import { strengthOfChat } from './chat.ts';
import { COLUMN_FILES, Columns, isOfDigests, isOfOther, strengthOfColumn } from './columns.ts';
import { type Owner, ownerByFile, ownerInText } from './key-owner.ts';
import {
  isNamedAfterAws,
  isNamedDigest,
  strengthIn,
  strengthOfName,
  strengthOfNameAfter,
} from './name-evidence.ts';
import { KEY_ID, OTHER_ID, WORDS_OF_AWS } from './evidence-patterns.ts';
import { type Strength, strongestOf } from './strength.ts';
import { strengthOfCommand } from './command.ts';
import { strengthOfComparison } from './comparison.ts';
import { strengthOfPosition } from './positional.ts';

/** The maximum number of lines between a value and a key ID that is next to it. */
const BESIDE_LINES = 5;

/** Finds evidence in the text around matches. One object serves all matches of a fragment. */
export class Evidence {
  readonly fragment: Fragment;
  /** True if the result may depend on the path of the file. */
  dependsOnPath = false;
  readonly #places = new Map<RegExp, readonly ByteRange[]>();
  readonly #isAnywhere = new Map<RegExp, boolean>();
  #columns: Columns | undefined;

  constructor(fragment: Fragment) {
    this.fragment = fragment;
  }

  /**
   * Returns the strongest evidence that a match is a secret access key. There is none, whatever else there is, if its name or
   * column says digest, or if it is beside the ID of another S3 store. A name or column may say that it is for something else, such
   * as `client_secret`, and a weak name counts for nothing near a name of another vendor (`withOwner` in `name-evidence.ts`).
   */
  secretKey(match: Match): Strength {
    // remove references before truncating the text, so that none is cut in half
    const raw = this.before(match, 512);
    const before = plain(raw).slice(-256);
    if (isNamedDigest(before)) return 'none';
    const after = plain(this.after(match, 376));
    const isNear = (words: RegExp, lines?: number) => this.hasNear(match, words, lines);
    const column = this.#columnOf(match);
    if (column !== undefined && isOfDigests(column)) return 'none';
    // the column name of another vendor outweighs a weak name next to the value
    const isOther = column !== undefined && isOfOther(column);
    const ofName = (strength: Strength) => (strength !== 'strong' && isOther ? 'none' : strength);
    const strength = strongestOf([
      // the header of a table: | Secret Access Key |
      () => (column === undefined ? 'none' : strengthOfColumn(column)),
      // AWS_SECRET_ACCESS_KEY=…
      () => ofName(strengthOfName(before)),
      // an access key ID within a few lines
      () => this.#nearKeyId(match),
      // … # AWS_SECRET_ACCESS_KEY
      () => ofName(strengthOfNameAfter(before, after.slice(0, 120))),
      // new BasicAWSCredentials(id, "…")
      () => strengthOfCall(before),
      // id, secret = "AKIA…", "…"
      () => strengthOfPosition(before, () => isNear(AWS)),
      // creds.secret_access_key == "…"
      () => strengthOfComparison(before, after),
      // s3://AKIA…:…@bucket
      () => strengthOfCommand(before, after, isNear),
      // a message after one that mentions an AWS secret
      () => strengthOfChat(before),
      // a file that has nothing else, named secret_access_key.txt
      () => this.#strengthOfFile(match),
      // aws: { password: … }; needs aws or amazon in the text, or a field such as example
      () =>
        strengthOfBlock(before, {
          raw,
          further: (reach) => plain(this.before(match, reach)),
          isNear,
          isPlain: (length) => this.#isPlain(match.start - length, match.start),
        }),
      // names in the same part of a binary file
      () => this.#amongConstants(match),
    ]);
    if (strength === 'none' || this.#isOfOtherStore(match, before)) return 'none';
    if (strength !== 'bare') return strength;
    return /[/+]/.test(match.value) || this.#saysAws() ? 'weak' : 'none';
  }

  /** True if a key ID is within `lines` lines of a match. */
  hasKeyIdNear(match: Match, lines: number = EVIDENCE_LINES): boolean {
    return this.#linesTo(match, KEY_ID) <= lines;
  }

  /** True if a pattern matches within `lines` lines of a match. It must be global and the same object in all calls. */
  hasNear(match: Match, words: RegExp, lines: number = EVIDENCE_LINES): boolean {
    return this.#linesTo(match, words) <= lines;
  }

  /** True if a pattern matches anywhere in the file. It must not be global, and the same object in all calls. */
  isAnywhere(pattern: RegExp): boolean {
    const known = this.#isAnywhere.get(pattern);
    if (known !== undefined) return known;
    const { fragment } = this;
    const result = isIn(fragment, pattern) || fragment.matchesInFile?.(pattern) === true;
    this.#isAnywhere.set(pattern, result);
    return result;
  }

  /** Returns the text directly before a match, up to the evidence distance. */
  before({ start }: Match, characters: number): string {
    const { text } = this.fragment;
    let from = Math.max(0, start - characters);
    while (from < start && this.#linesBetween(from, start) > EVIDENCE_LINES) {
      const next = text.indexOf('\n', from) + 1;
      // a decoded text may have fewer lines than its source
      from = next > from && next <= start ? next : (from + start + 1) >> 1;
    }
    return text.slice(from, start);
  }

  /** Returns the text directly after a match, up to the evidence distance. */
  after({ start, value }: Match, characters: number): string {
    const end = start + value.length;
    const { text } = this.fragment;
    let to = Math.min(end + characters, text.length);
    while (to > end && this.#linesBetween(end, to) > EVIDENCE_LINES)
      to = Math.max(text.lastIndexOf('\n', to - 1), (end + to) >> 1);
    return text.slice(end, to);
  }

  /** True if the path of the file, or of the archive member, matches a pattern. */
  isIn(files: RegExp): boolean {
    this.dependsOnPath = true;
    return files.test(this.fragment.path) || files.test(this.fragment.inside ?? '');
  }

  /** Returns the owner of a private key, from its name, its comments and the block that it is in. */
  ownerOfKey(match: Match): Owner {
    const before = plain(this.before(match, 4096));
    return ownerInText({ before, after: plain(this.after(match, 2048)) });
  }

  /** Returns the owner of a private key, from the name of its file or archive member. */
  ownerOfKeyByFile(): Owner {
    this.dependsOnPath = true;
    const { path, inside } = this.fragment;
    const owners = [inside ?? '', path].map((name) => ownerByFile(name.replace(/^.*\//, '')));
    return owners.find((owner) => owner !== 'unknown') ?? 'unknown';
  }

  /** Returns the column name of a value, if it is within the evidence distance or in the first lines of a table file. */
  #columnOf(match: Match): string | undefined {
    this.#columns ??= new Columns(this.fragment);
    const column = this.#columns.of(match);
    if (column === undefined) return undefined;
    const isNear = this.#linesBetween(column.named, match.start) <= EVIDENCE_LINES;
    return isNear || (column.isFirst && this.isIn(COLUMN_FILES)) ? column.name : undefined;
  }

  /** Returns the strength of the file name, if the file contains only the value, as in a folder of secrets. */
  #strengthOfFile({ value }: Match): Strength {
    const { text, path, inside } = this.fragment;
    if (text.length > value.length + 8 || text.trim() !== value) return 'none';
    this.dependsOnPath = true;
    const name = (inside ?? path).replace(/^.*\//, '').replace(/\.(?:txt|key|secret)$/, '');
    return strengthOfName(`${name}=`);
  }

  /** Returns the strength of names near a value in binary content, where constants are not next to their names. */
  #amongConstants(match: Match): Strength {
    const { start, value } = match;
    if (!isBinaryAround(this.fragment.text, start, start + value.length, 8)) return 'none';
    const around = `${this.before(match, 512)}\0${this.after(match, 512)}`;
    return strengthIn(around) === 'strong' ? 'weak' : 'none';
  }

  /** Returns `strong` if a key ID is next to a value, `weak` if one is within the evidence distance. */
  #nearKeyId(match: Match): Strength {
    const lines = this.#linesTo(match, KEY_ID);
    if (lines <= BESIDE_LINES) return 'strong';
    return lines <= EVIDENCE_LINES ? 'weak' : 'none';
  }

  /** True if a value is the secret of another S3 store: an ID of such a store is next to it, and its name does not say AWS. */
  #isOfOtherStore(match: Match, before: string): boolean {
    return (
      this.#linesTo(match, OTHER_ID) <= BESIDE_LINES && !this.hasKeyIdNear(match) && !isNamedAfterAws(before)
    );
  }

  /** True if the file or its path mentions AWS anywhere. */
  #saysAws(): boolean {
    return this.isAnywhere(WORDS_OF_AWS) || this.isIn(WORDS_OF_AWS);
  }

  /** Returns the number of lines from a match to the nearest match of a pattern; infinity if it is too far away. */
  #linesTo({ start, value }: Match, pattern: RegExp): number {
    const places = this.#placesOf(pattern);
    const end = start + value.length;
    // matches in the value itself are no evidence
    const before = places[firstFrom(places, start) - 1];
    const after = places[firstFrom(places, end)];
    return Math.min(this.#linesBetween(before?.end, start), this.#linesBetween(end, after?.start));
  }

  #linesBetween(from: number | undefined, to: number | undefined): number {
    if (from === undefined || to === undefined || to - from > EVIDENCE_CHARACTERS) return Infinity;
    const lines = positionAt(this.fragment, to).line - positionAt(this.fragment, from).line;
    return Math.max(0, lines, this.#originalLine(to) - this.#originalLine(from));
  }

  /** Returns the line in the file of a character in a decoded text, or 0 if the text is not decoded. */
  #originalLine(offset: number): number {
    const { fragment } = this;
    if (fragment.origin === undefined) return 0;
    const span = originalSpan({ fragment, start: offset, end: offset + 1 });
    return positionAt(span.fragment, span.start).line;
  }

  /** True if decoding changed no letter or digit in this part of the text. */
  #isPlain(start: number, end: number): boolean {
    const { fragment } = this;
    if (fragment.origin === undefined) return true;
    const span = originalSpan({ fragment, start, end });
    const lettersIn = (text: string) => text.replace(/[^A-Za-z0-9]+/g, '');
    return (
      lettersIn(span.fragment.text.slice(span.start, span.end)) === lettersIn(fragment.text.slice(start, end))
    );
  }

  #placesOf(pattern: RegExp): readonly ByteRange[] {
    const known = this.#places.get(pattern);
    if (known !== undefined) return known;
    const places = [...this.fragment.text.matchAll(pattern)]
      .filter(([words]) => pattern !== KEY_ID || !(isNotKeyId(words) || isEmulatorKeyId(words)))
      .filter(([words]) => pattern !== OTHER_ID || !OF_NO_STORE.test(words))
      .map(({ 0: words, index }) => ({ start: index, end: index + words.length }));
    this.#places.set(pattern, places);
    return places;
  }
}

/** True if a pattern matches in a text, or in one from which it was decoded: decoding may have changed the words. */
function isIn({ text, origin }: Fragment, pattern: RegExp): boolean {
  if (pattern.test(text)) return true;
  return origin !== undefined && origin.isArchive !== true && isIn(origin.fragment, pattern);
}

/**
 * Returns a text with escaped line ends and underscores resolved, as in literals, Markdown and TeX, and without the word
 * `secrets` where a workflow refers to a secret.
 */
function plain(text: string): string {
  const unescaped = text.includes('\\') ? text.replace(/\\+[nrt]/g, '\n').replace(/\\+_/g, '_') : text;
  return unescaped.replace(/\$\{\{ *secrets\.(\w* *\}\})/g, '${{ $1');
}

/** Returns the index of the first place that starts at an offset or after it. */
function firstFrom(places: readonly ByteRange[], offset: number): number {
  return binarySearch(0, places.length, (index) => (places[index]?.start ?? 0) < offset);
}

/** The ID of a Route 53 zone, or a masked one such as `XXXXXXXXXXXXXXXX7Q2A`. */
const OF_NO_STORE = /^Z0|([A-Z0-9])\1{5}/i;

/** The name of AWS or S3. */
const AWS = /(?<![A-Za-z])(?:aws|amazon|s3)/gi;
