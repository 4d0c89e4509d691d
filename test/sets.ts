/**
 * `npm test` takes minutes and goes once through every way in which people use keyward. What takes longer stands in these
 * two lists, and runs in `npm run test:full`: the first list whole, the second with all of its cases. Every other file runs in
 * `npm test` only. CI runs both.
 */

/** What `npm test` does without, and why. */
export const LONG: Readonly<Record<string, string>> = {
  // programs that are fetched
  'test/e2e/package-managers.test.ts':
    'a project and a clone with each of twelve; npm test has the npm that is here',
  'test/e2e/managers.test.ts': 'each hook manager; npm test has husky, and hooks without one',
  'test/e2e/doctor-managers.test.ts': 'each hook manager, healthy and broken',
  'test/e2e/lint-staged.test.ts': 'three versions of lint-staged, a commit of 3,000 files with each',
  // faults, one after the other
  'test/e2e/doctor-more.test.ts': 'projects, hooks and CI files of many kinds; npm test has a plain one',
  'test/e2e/doctor-mends.test.ts': 'all that breaks a project, mended by hand and by --fix',
  'test/integration/faults.test.ts': 'each git command of each way in fails once',
  'test/integration/inventory.test.ts': 'what git stores in each of its ways, and damaged',
  'test/integration/install-places.test.ts': 'each place in which git may have its hooks',
  // the same by another way
  'test/integration/audit-oracle.test.ts':
    'random histories, each object of which is looked at alone as well',
  'test/integration/fuzz.test.ts': 'random repositories, which plain git plumbing looks at as well',
  'test/integration/verdicts.test.ts': 'random files, each through every way in',
  // what is large, and all of large tables
  'test/integration/sizes.test.ts': 'a file of 300 MB, and 20,000 files',
  'test/integration/tree-bomb.test.ts': 'audits of more paths than can be listed',
  'test/unit/archive-families.test.ts': 'each kind of archive in and beside each other one',
  'test/unit/linear.test.ts': 'texts of a megabyte that are hostile to one expression or another',
  'test/unit/mixed-encodings.test.ts': 'each encoding behind each other one',
  'test/unit/large-texts.test.ts': 'files of megabytes in each encoding',
};

/** Tests of random cases: `npm test` looks at the first few of them, `npm run test:full` at all. */
export const RANDOM: readonly string[] = [
  'test/integration/prefilter-random.test.ts',
  'test/integration/random-pushes.test.ts',
  'test/unit/detection.test.ts',
  'test/unit/escape.test.ts',
  'test/unit/narrowed.test.ts',
  'test/unit/serialized.test.ts',
  'test/unit/sieve.test.ts',
  'test/unit/vectors.test.ts',
];
