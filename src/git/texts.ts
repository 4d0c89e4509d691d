import { ByteBuffer } from '../shared/byte-buffer.ts';
import type { Texts } from '../prefilter/batch.ts';
import type { LooseObjects } from './loose-objects.ts';
import type { Wanted } from './cat-file.ts';

/** Some of very many texts, in memory that is used again for the next ones. */
export interface SomeTexts<T> extends Texts {
  /** Whose they are. */
  readonly of: readonly T[];
}

/** So many bytes are worth being looked at together. */
const WORTH: number = 128 * 1024;

/** Reads files that git stores each by itself; others are passed over. */
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
