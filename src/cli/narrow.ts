import type { SourceItem } from '../core/source.ts';

/** What a scan of much looks at only. Loaded when there is much. */
export function narrow(): Promise<(item: SourceItem, bytes: Buffer) => readonly Buffer[] | undefined> {
  loaded ??= import('../prefilter/stretches.ts').then(
    ({ narrowed }) =>
      ({ path, inside }, bytes) =>
        narrowed([path, inside ?? ''], bytes),
  );
  return loaded;
}

let loaded: ReturnType<typeof narrow> | undefined;
