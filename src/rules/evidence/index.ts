import { binarySearch } from '../../shared/binary-search.ts';
import {
  EVIDENCE_CHARACTERS,
  EVIDENCE_LINES,
  type Fragment,
  originalSpan,
  positionAt,
} from '../../shared/fragment.ts';
import { isBinaryAround } from '../values/binary-content.ts';
import { isNoKeyId } from '../values/key-id.ts';
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
  strengthOfNameBehind,
} from './name-evidence.ts';
import { KEY_ID, OTHER_ID, WORDS_OF_AWS } from './evidence-patterns.ts';
import { type Strength, strongestOf } from './strength.ts';
import { strengthOfCommand } from './command.ts';
import { strengthOfComparison } from './comparison.ts';
import { strengthOfPlace } from './positional.ts';

/** Within this many lines a key id counts as standing beside a value. */
const BESIDE_LINES = 5;

/** What the text around a match has to say about it. One object serves all matches of a fragment. */
export class Evidence {
  readonly fragment: Fragment;
  /** Whether the name of the file was asked for. */
  asksForName = false;
  readonly #places = new Map<RegExp, readonly FileRef[]>();
  #isOfAws: boolean | undefined;
  #columns: Columns | undefined;

  constructor(fragment: Fragment) {
    this.fragment = fragment;
  }

  /** The strongest evidence that a match is the secret half of an AWS key. */
  secretKey(match: Match): Strength {
    // a reference is taken out whole before the text is cut
    const raw = this.before(match, 512);
    const before = plain(raw).slice(-256);
    if (isNamedDigest(before)) return 'none';
    const behind = plain(this.behind(match, 376));
    const isNear = (words: RegExp, lines?: number) => this.hasNear(match, words, lines);
    const column = this.#columnOf(match);
    if (column !== undefined && isOfDigests(column)) return 'none';
    // the name of a column that is somebody else's outweighs a weak name beside the value
    const isOther = column !== undefined && isOfOther(column);
    const ofName = (strength: Strength) => (strength !== 'strong' && isOther ? 'none' : strength);
    const strength = strongestOf([
      () => (column === undefined ? 'none' : strengthOfColumn(column)),
      () => ofName(strengthOfName(before)),
      () => this.#nearKeyId(match),
      () => ofName(strengthOfNameBehind(before, behind.slice(0, 120))),
      () => strengthOfCall(before),
      () => strengthOfPlace(before, () => isNear(AWS)),
      () => strengthOfComparison(before, behind),
      () => strengthOfCommand(before, behind, isNear),
      () => strengthOfChat(before),
      () => this.#strengthOfFile(match),
      () =>
        strengthOfBlock(before, {
          raw,
          further: (reach) => plain(this.before(match, reach)),
          isNear,
          isPlain: (length) => this.#isPlain(match.start - length, match.start),
        }),
      () => this.#amongConstants(match),
    ]);
    if (strength === 'none' || this.#isOfOtherStore(match, before)) return 'none';
    if (strength !== 'bare') return strength;
    return /[/+]/.test(match.value) || this.#saysAws() ? 'weak' : 'none';
  }

  /** Whether a key id stands within so many lines of a match. */
  hasKeyIdNear(match: Match, lines: number = EVIDENCE_LINES): boolean {
    return this.#linesTo(match, KEY_ID) <= lines;
  }

  /** Whether some words stand within so many lines of a match. `words` is global, and one object for all calls. */
  hasNear(match: Match, words: RegExp, lines: number = EVIDENCE_LINES): boolean {
    return this.#linesTo(match, words) <= lines;
  }

  /** The text just before a match, as far as the evidence distance. */
  before({ start }: Match, characters: number): string {
    const { text } = this.fragment;
    let from = Math.max(0, start - characters);
    while (from < start && this.#linesBetween(from, start) > EVIDENCE_LINES) {
      const next = text.indexOf('\n', from) + 1;
      // what is decoded may have fewer lines than what it was decoded from
      from = next > from && next <= start ? next : (from + start + 1) >> 1;
    }
    return text.slice(from, start);
  }

  /** The text just behind a match, as far as the evidence distance. */
  behind({ start, value }: Match, characters: number): string {
    const end = start + value.length;
    const { text } = this.fragment;
    let to = Math.min(end + characters, text.length);
    while (to > end && this.#linesBetween(end, to) > EVIDENCE_LINES)
      to = Math.max(text.lastIndexOf('\n', to - 1), (end + to) >> 1);
    return text.slice(end, to);
  }

  /** Whether the path of the file, or of the archive's member, is of some kind. */
  isIn(files: RegExp): boolean {
    this.asksForName = true;
    return files.test(this.fragment.path) || files.test(this.fragment.inside ?? '');
  }

  /** Whose a private key is by its own name and comments, and by what it is a part of. */
  ownerOfKey(match: Match): Owner {
    const before = plain(this.before(match, 4096));
    return ownerInText({ before, behind: plain(this.behind(match, 2048)) });
  }

  /** Whose a private key is by the name of its file, or of the archive's member. */
  ownerOfKeyByFile(): Owner {
    this.asksForName = true;
    const { path, inside } = this.fragment;
    const owners = [inside ?? '', path].map((name) => ownerByFile(name.replace(/^.*\//, '')));
    return owners.find((owner) => owner !== 'unknown') ?? 'unknown';
  }

  /** The name of the column that a value is in: within the evidence distance, or in the first lines of a table's file. */
  #columnOf(match: Match): string | undefined {
    this.#columns ??= new Columns(this.fragment);
    const column = this.#columns.of(match);
    if (column === undefined) return undefined;
    const isNear = this.#linesBetween(column.named, match.start) <= EVIDENCE_LINES;
    return isNear || (column.isFirst && this.isIn(COLUMN_FILES)) ? column.name : undefined;
  }

  /** A file that holds one value alone, as in a folder of secrets, gives its own name to it. */
  #strengthOfFile({ value }: Match): Strength {
    const { text, path, inside } = this.fragment;
    if (text.length > value.length + 8 || text.trim() !== value) return 'none';
    this.asksForName = true;
    const name = (inside ?? path).replace(/^.*\//, '').replace(/\.(?:txt|key|secret)$/, '');
    return strengthOfName(`${name}=`);
  }

  /** In compiled code and in tables of texts, a name and its value are in the same order, but not side by side. */
  #amongConstants(match: Match): Strength {
    const { start, value } = match;
    if (!isBinaryAround(this.fragment.text, start, start + value.length, 8)) return 'none';
    const around = `${this.before(match, 512)}\0${this.behind(match, 512)}`;
    return strengthIn(around) === 'strong' ? 'weak' : 'none';
  }

  /** A key id beside a value makes it one; one further away, up to the evidence distance, makes it likely. */
  #nearKeyId(match: Match): Strength {
    const lines = this.#linesTo(match, KEY_ID);
    if (lines <= BESIDE_LINES) return 'strong';
    return lines <= EVIDENCE_LINES ? 'weak' : 'none';
  }

  /** Whether a value is the secret of another S3 store: an id beside it is none of AWS, and its name does not say AWS. */
  #isOfOtherStore(match: Match, before: string): boolean {
    return (
      this.#linesTo(match, OTHER_ID) <= BESIDE_LINES && !this.hasKeyIdNear(match) && !isNamedAfterAws(before)
    );
  }

  /** Whether the file or its path says AWS, anywhere. */
  #saysAws(): boolean {
    const { text, matchesInFile } = this.fragment;
    this.#isOfAws ??= WORDS_OF_AWS.test(text) || matchesInFile?.(WORDS_OF_AWS) === true;
    return this.#isOfAws || this.isIn(WORDS_OF_AWS);
  }

  /** How many lines lie between a match and the nearest place of a pattern; infinitely many when it is too far. */
  #linesTo({ start, value }: Match, pattern: RegExp): number {
    const places = this.#placesOf(pattern);
    const end = start + value.length;
    // what stands in the value itself says nothing about it
    const before = places[firstFrom(places, start) - 1];
    const behind = places[firstFrom(places, end)];
    return Math.min(this.#linesBetween(before?.end, start), this.#linesBetween(end, behind?.start));
  }

  #linesBetween(from: number | undefined, to: number | undefined): number {
    if (from === undefined || to === undefined || to - from > EVIDENCE_CHARACTERS) return Infinity;
    const lines = positionAt(this.fragment, to).line - positionAt(this.fragment, from).line;
    return Math.max(0, lines, this.#originalLine(to) - this.#originalLine(from));
  }

  /** The line that a person sees a character of a decoded text in. */
  #originalLine(offset: number): number {
    const { fragment } = this;
    if (fragment.origin === undefined) return 0;
    const span = originalSpan({ fragment, start: offset, end: offset + 1 });
    return positionAt(span.fragment, span.start).line;
  }

  /** Whether the letters and digits of a part of the text are just so in the file, none of them decoded or joined. */
  #isPlain(start: number, end: number): boolean {
    const { fragment } = this;
    if (fragment.origin === undefined) return true;
    const span = originalSpan({ fragment, start, end });
    const lettersIn = (text: string) => text.replace(/[^A-Za-z0-9]+/g, '');
    return (
      lettersIn(span.fragment.text.slice(span.start, span.end)) === lettersIn(fragment.text.slice(start, end))
    );
  }

  #placesOf(pattern: RegExp): readonly FileRef[] {
    const known = this.#places.get(pattern);
    if (known !== undefined) return known;
    const places = [...this.fragment.text.matchAll(pattern)]
      .filter(([words]) => pattern !== KEY_ID || !(isNoKeyId(words) || isEmulatorKeyId(words)))
      .map(({ 0: words, index }) => ({ start: index, end: index + words.length }));
    this.#places.set(pattern, places);
    return places;
  }
}

/**
 * A text with its line ends and underscores as a person means them, also in a literal, in Markdown and in TeX; and without
 * the word with which a workflow refers to a secret that is not in it.
 */
function plain(text: string): string {
  const unescaped = text.includes('\\') ? text.replace(/\\+[nrt]/g, '\n').replace(/\\+_/g, '_') : text;
  return unescaped.replace(/\$\{\{ *secrets\.(\w* *\}\})/g, '${{ $1');
}

/** The index of the first place that starts at or behind an offset. */
function firstFrom(places: readonly FileRef[], offset: number): number {
  return binarySearch(0, places.length, (nth) => (places[nth]?.start ?? 0) < offset);
}

interface FileRef {
  readonly start: number;
  readonly end: number;
}

/** AWS, or a service of it, by name. */
const AWS = /(?<![A-Za-z])(?:aws|amazon|s3)/gi;
