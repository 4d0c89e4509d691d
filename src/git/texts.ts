import { ByteBuffer } from '../shared/byte-buffer.ts';
import type { Texts } from '../prefilter/batch.ts';
import type { LooseObjects } from './loose-objects.ts';
import type { Wanted } from './cat-file.ts';

/** A batch of texts, in memory that the next batch uses again. */
export interface TextBatch<T> extends Texts {
  /** The request of each text. */
  readonly of: readonly T[];
}

const MIN_BATCH_BYTES = 128 * 1024;

/** Reads loose objects in batches; skips all other objects. */
export function* readLoose<T extends Wanted>(
  loose: LooseObjects,
  wanted: Iterable<T>,
): Generator<TextBatch<T>> {
  const buffer = new ByteBuffer(4 * MIN_BATCH_BYTES);
  let [starts, ends, of]: [number[], number[], T[]] = [[], [], []];
  for (const request of wanted) {
    const text = loose.text(request.object);
    if (text === undefined) continue;
    starts.push(buffer.length);
    buffer.append(text);
    ends.push(buffer.length);
    of.push(request);
    buffer.append(LINE_END);
    if (buffer.length < MIN_BATCH_BYTES) continue;
    yield { bytes: buffer.bytes, starts, ends, of };
    [starts, ends, of] = [[], [], []];
    buffer.drop(buffer.length);
  }
  yield { bytes: buffer.bytes, starts, ends, of };
}

const LINE_END = Buffer.from('\n');
