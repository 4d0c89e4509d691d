import { AppError } from '../shared/errors.ts';
import { ByteBuffer } from '../shared/byte-buffer.ts';
import { MAX_BUFFERED_BYTES } from '../decode/content.ts';
import { type Texts } from '../prefilter/batch.ts';
import type { LooseObjects } from './loose-objects.ts';
import { headerAt, namesOf, type Wanted } from './cat-file.ts';
import { startGit } from './git-process.ts';

/** Some of very many texts, in memory that is used again for the next ones. */
export interface SomeTexts<T> extends Texts {
  /** Whose they are. */
  readonly of: readonly T[];
}

/** So many bytes are worth being looked at together. */
const WORTH: number = 128 * 1024;

/**
 * Reads objects from git's store and makes nothing of each. What git has not, and what there would be too much of to hold,
 * is passed over.
 *
 * @returns many at a time
 * @throws AppError when git does not give what it announced
 */
export async function* readTexts<T extends Wanted>(
  directory: string,
  wanted: readonly T[],
): AsyncGenerator<SomeTexts<T>> {
  if (wanted.length === 0) return;
  const git = startGit(directory, ['cat-file', '--batch', '--buffer'], 'pipe');
  git.end(namesOf(wanted));
  const objects = new Objects(wanted);
  for await (const chunk of git.output()) {
    objects.add(chunk);
    if (objects.length < WORTH) continue;
    for (let texts = objects.take(); texts !== undefined; texts = objects.take()) yield texts;
  }
  for (let texts = objects.take(); texts !== undefined; texts = objects.take()) yield texts;
  if (!objects.isDone) throw new AppError('git-short', { command: 'git cat-file' });
}

/** As {@link readTexts}, of files that git stores each by itself; others are passed over. */
export function* readLoose<T extends Wanted>(
  loose: LooseObjects,
  wanted: Iterable<T>,
): Generator<SomeTexts<T>> {
  const held = new ByteBuffer(4 * WORTH);
  let [starts, ends, of]: [number[], number[], T[]] = [[], [], []];
  for (const each of wanted) {
    const text = loose.text(each.object);
    if (text === undefined) continue;
    starts.push(held.length);
    held.append(text);
    ends.push(held.length);
    of.push(each);
    held.append(LINE_END);
    if (held.length < WORTH) continue;
    yield { bytes: held.bytes, starts, ends, of };
    [starts, ends, of] = [[], [], []];
    held.drop(held.length);
  }
  yield { bytes: held.bytes, starts, ends, of };
}

const LINE_END = Buffer.from('\n');

/** What git says of objects, one behind the other. */
class Objects<T extends Wanted> {
  readonly #held = new ByteBuffer(4 * WORTH);
  readonly #wanted: readonly T[];
  #next = 0;
  /** How much of what is held has been taken. */
  #taken = 0;
  /** How much is still to come of an object that is passed over. */
  #passing = 0;

  constructor(wanted: readonly T[]) {
    this.#wanted = wanted;
  }

  get length(): number {
    return this.#held.length;
  }

  get isDone(): boolean {
    return this.#next === this.#wanted.length && this.#passing === 0 && this.#held.length === this.#taken;
  }

  add(chunk: Buffer): void {
    this.#held.append(chunk);
  }

  /** @returns nothing when there is none that is whole */
  take(): SomeTexts<T> | undefined {
    this.#dropTaken();
    const { bytes } = this.#held;
    const [starts, ends, of]: [number[], number[], T[]] = [[], [], []];
    while (this.#passing === 0) {
      const each = this.#wanted[this.#next];
      const header = each && headerAt(bytes, this.#taken, each.object);
      if (each === undefined || header === undefined) break;
      const { start, size } = header;
      if (size === undefined) this.#taken = start;
      else if (size > MAX_BUFFERED_BYTES) {
        this.#taken = start;
        this.#passing = size + 1;
      } else {
        // behind it git puts a line end
        const end = start + size;
        if (end >= bytes.length) break;
        if (bytes[end] !== LINE_FEED) throw new AppError('git-short', { command: 'git cat-file' });
        starts.push(start);
        ends.push(end);
        of.push(each);
        this.#taken = end + 1;
      }
      this.#next += 1;
    }
    return starts.length === 0 ? undefined : { bytes: bytes.subarray(0, this.#taken), starts, ends, of };
  }

  #dropTaken(): void {
    this.#held.drop(this.#taken);
    this.#taken = 0;
    const passed = Math.min(this.#passing, this.#held.length);
    this.#held.drop(passed);
    this.#passing -= passed;
  }
}

const LINE_FEED = 10;
