import type { ScanOptions } from './scan-options.ts';

type Prefilter = NonNullable<ScanOptions['prefilter']>;

/** Loads the prefilter for large scans on first use. */
export const loadPrefilter: Prefilter = () => (loaded ??= load());

async function load(): ReturnType<Prefilter> {
  const [{ candidateRegions, mayMatch }, { pathMayMatter }, { makeBatchPrefilter }, { mayBeFoundIn }] =
    await Promise.all([
      import('../prefilter/candidate-regions.ts'),
      import('../prefilter/path-filter.ts'),
      import('../prefilter/batch-prefilter.ts'),
      import('../prefilter/decoded-filter.ts'),
    ]);
  return { pathMayMatter, candidateRegions, mayMatch, batch: makeBatchPrefilter(), mayBeFoundIn };
}

let loaded: ReturnType<Prefilter> | undefined;
