/**
 * `npm test` takes minutes and covers every main path once. `npm run test:full` runs the files in these two lists: the first
 * list runs only there, the second runs there with all of its cases. Every other file runs only in `npm test`. CI runs both.
 */

/** Test files that `npm test` skips, with the reason. */
export const LONG: Readonly<Record<string, string>> = {
  // programs from the network
  'test/e2e/package-managers.test.ts':
    'a project and a clone with each of twelve package managers; npm test uses the installed npm',
  'test/e2e/managers.test.ts': 'each hook manager; npm test uses husky, and hooks without a manager',
  'test/e2e/doctor-managers.test.ts': 'each hook manager, healthy and broken',
  'test/e2e/lint-staged.test.ts': 'three versions of lint-staged, a commit of 3,000 files with each',
  // what people type, all of it
  'test/e2e/scenarios.test.ts':
    'the numbered scenarios, a project each; npm test has install, commit, push and doctor',
  'test/e2e/pages.test.ts': 'every command of the README and the pages for users, in a scratch project',
  'test/e2e/migration.test.ts': 'every command of the page about other tools',
  'test/e2e/advice.test.ts': 'every command of the message, pasted; npm test has the texts',
  'test/e2e/advice-commits.test.ts': 'the same for commits that exist already',
  'test/e2e/ci-recipes.test.ts': 'the CI files of the documentation, line by line',
  'test/e2e/audit-recipes.test.ts': 'the CI files for an audit in shards, line by line',
  'test/e2e/global.test.ts': 'the hooks of all repositories of a user, with each kind of own hook',
  'test/e2e/global-settings.test.ts': 'the settings that init --global finds and leaves',
  'test/integration/shards.test.ts': 'audits in shards, compared with whole ones',
  'test/integration/new-rule.test.ts': 'a copy of this repository, compiled and tested twice',
  'test/e2e/install.test.ts': 'every kind of project and place; npm test installs to commit and to push',
  'test/e2e/library.test.ts':
    'the examples of the documentation, compiled and run; npm test has the functions',
  'test/e2e/release.test.ts': 'the package as it is published, packed again and again',
  'test/e2e/ways.test.ts': 'every way in which git makes commits; npm test has commit and push',
  // one feature in all its forms; npm test runs its main path
  'test/integration/agent-hook-random.test.ts': 'random events of coding agents',
  'test/integration/allowlist-upkeep.test.ts': 'check, list and prune; npm test has allow',
  'test/integration/allowlist.test.ts': 'every form of an entry; npm test has allow',
  'test/integration/audit-report.test.ts':
    'every format and sentence of an audit; npm test has its page in HTML',
  'test/integration/audit.test.ts': 'every place where git keeps objects; npm test has the page in HTML',
  'test/integration/columns.test.ts': 'tables in CSV and SQL, changed row by row; npm test has the texts',
  'test/integration/doctor-agents.test.ts': 'the settings of each coding agent, broken in each way',
  'test/integration/init-agents.test.ts': 'the settings of each coding agent; npm test has its events',
  'test/integration/large-audits.test.ts': 'audits with enough objects for several threads',
  'test/integration/large-commits.test.ts': 'commits with enough files for the prefilter',
  'test/integration/lfs.test.ts': 'files of Git LFS, there and missing',
  'test/integration/policy-notes.test.ts': 'rules that are off and changed policies, in every report',
  'test/integration/pull-request-policy.test.ts': 'the same for pull requests, in every report',
  'test/integration/push.test.ts': 'what a push may skip; npm test pushes a key end to end',
  'test/integration/range.test.ts': 'every kind of commit in a range; npm test has CI and push',
  'test/integration/received.test.ts': 'pushes that a server refuses, over two protocols',
  'test/integration/repositories.test.ts': 'unusual repositories: bare, linked, SHA-256, sparse, partial',
  'test/integration/runner.test.ts': 'the printed command for each package manager and folder',
  'test/integration/same-value.test.ts': 'a value found again under other names and encodings',
  'test/integration/stores.test.ts': 'objects that git borrows, lacks or has twice',
  'test/integration/untrusted-paths.test.ts': 'names of files that try to reach a terminal or a program',
  // faults, one at a time
  'test/e2e/doctor-more.test.ts': 'projects, hooks and CI files of many kinds; npm test uses a plain one',
  'test/e2e/doctor-fixes.test.ts': 'every way to break a project, fixed by hand and by --fix',
  'test/integration/faults.test.ts': 'each git command of each entry point fails once',
  'test/integration/fix-faults.test.ts': 'keyward fix with each write failing once, and killed before each',
  'test/integration/again.test.ts': 'every kind of hook whose later lines stage a key',
  'test/integration/listed.test.ts': 'each way in which a package.json lists keyward',
  'test/integration/programs.test.ts': 'every command with a program in every setting of git',
  'test/integration/inventory.test.ts': 'each storage format of git, intact and damaged',
  'test/integration/install-places.test.ts': 'each location where git may have its hooks',
  // comparisons with another method
  'test/integration/audit-oracle.test.ts': 'random histories; each object is also scanned alone',
  'test/integration/fuzz.test.ts': 'random repositories, compared with plain git commands',
  'test/integration/verdicts.test.ts': 'random files, each through every entry point',
  // large inputs, and large tables in full
  'test/integration/sizes.test.ts': 'a file of 300 MB, and 20,000 files',
  'test/integration/tree-bomb.test.ts': 'audits with more paths than can be listed',
  'test/unit/archive-families.test.ts': 'each kind of archive inside and next to each other kind',
  'test/integration/damaged.test.ts': 'random damage to the objects of a repository',
  'test/unit/linear.test.ts': 'texts of a megabyte, each hostile to some expression',
  'test/unit/mixed-encodings.test.ts': 'each encoding after each other encoding',
  'test/unit/large-texts.test.ts': 'files of megabytes in each encoding',
};

/** Tests with random cases, or with many alike: `npm test` runs the first few of them, `npm run test:full` runs all. */
export const RANDOM: readonly string[] = [
  'test/integration/agent-hook.test.ts',
  'test/integration/message-prefilter.test.ts',
  'test/integration/fix-random.test.ts',
  'test/integration/prefilter-random.test.ts',
  'test/integration/random-pushes.test.ts',
  'test/unit/batch-prefilter.test.ts',
  'test/unit/candidate-regions.test.ts',
  'test/unit/detection.test.ts',
  'test/unit/escape.test.ts',
  'test/unit/hints.test.ts',
  'test/unit/long-runs.test.ts',
  'test/unit/region-look.test.ts',
  'test/unit/serialized.test.ts',
  'test/unit/vectors.test.ts',
];
