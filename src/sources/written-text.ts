import { once } from '../shared/once.ts';
import type { AddedLines } from '../shared/line-ranges.ts';
import type { Policy } from '../policy/policy.ts';
import {
  type ChangeContext,
  contextOfNewContent,
  fileKey,
  type Source,
  type SourceItem,
} from '../scan/source.ts';
import { policyOnDisk } from './files.ts';

/** A text that will be written to a file. */
export class WrittenTextSource implements Source {
  readonly kind = 'stdin';
  readonly #item: SourceItem;
  readonly #added: AddedLines;
  readonly policy: () => Promise<Policy>;

  /** @param policyFolder the folder with the allowlist and the settings; without it, nothing is allowed */
  constructor(item: SourceItem, added: AddedLines, policyFolder?: string) {
    this.#item = item;
    this.#added = added;
    this.policy = once(() => policyOnDisk(policyFolder));
  }

  async *items(): AsyncGenerator<readonly SourceItem[]> {
    yield await Promise.resolve([this.#item]);
  }

  context(): ChangeContext {
    const addedLines = Promise.resolve(new Map([[fileKey(this.#item), this.#added]]));
    return { ...contextOfNewContent(this.policy()), addedLines };
  }
}
