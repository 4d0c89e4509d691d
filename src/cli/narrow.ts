import type { ScanOptions } from '../core/scan.ts';

type Narrow = NonNullable<ScanOptions['narrow']>;

/** What a scan of much looks at only. Loaded when there is much. */
export const narrow: Narrow = () => (loaded ??= load());

async function load(): ReturnType<Narrow> {
  const [{ narrowed }, { isTelling }, { makeSieve }, { mayBeFoundIn }] = await Promise.all([
    import('../prefilter/stretches.ts'),
    import('../prefilter/names.ts'),
    import('../prefilter/sieve.ts'),
    import('../prefilter/unfolded.ts'),
  ]);
  return { isTelling, parts: narrowed, sieve: makeSieve(), mayBeFoundIn };
}

let loaded: ReturnType<Narrow> | undefined;
