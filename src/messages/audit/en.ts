import type { AuditMessages } from '../messages.ts';

const credentials = (count: number) => (count === 1 ? '1 AWS credential' : `${count} AWS credentials`);

export const audit: AuditMessages = {
  found: (count) => `keyward: do not make this repository public yet: ${credentials(count)} in its history`,
  leftOver: (count) =>
    `keyward: ${credentials(count)} in objects that no commit contains: no push sends them, but a copy of this folder does`,
  clean: (objects, unscanned) =>
    `keyward: no AWS credential in ${objects} objects: files, commits and tags${unscanned === 0 ? '' : `; contents of ${unscanned} not scanned, see below`}`,
  limited: (limit, objects) =>
    ({
      shallow: `keyward: incomplete: the clone is shallow and lacks older commits (no AWS credential in the ${objects} objects it has). Run: git fetch --unshallow`,
      partial: `keyward: incomplete: the clone is partial and lacks some files (no AWS credential in the ${objects} objects it has). Run: git fetch --refetch --no-filter`,
      'too-many-paths': `keyward: not every file name could be checked: some files have more paths than an audit checks (no AWS credential in the content of ${objects} objects)`,
    })[limit],
  limit: {
    shallow: 'The clone is shallow, so there may be more. Run: git fetch --unshallow',
    partial: 'The clone is partial, so there may be more. Run: git fetch --refetch --no-filter',
    'too-many-paths':
      'Some files have more paths than an audit checks, so not every file name was checked. The content of all files was.',
  },
  crowded: (path) =>
    `One path that was not checked: ${path}. If it contains repeated folders by mistake, remove them from the history (git filter-repo --invert-paths --path FOLDER) and run keyward audit again`,
  submodules: (paths) => `Submodules are separate repositories; run keyward audit in each: ${paths}`,
  shard: (index, count) =>
    `keyward: this is shard ${index} of ${count}, not the whole history. When all have run: keyward audit --merge REPORT… with the JSON report of each`,
  allowed: (count) => `keyward: ${credentials(count)} allowed by .keyward-allowlist.json`,
  morePlaces: (count) => (count === 1 ? 'and 1 more place' : `and ${count} more places`),
  first: (date, id, author) => `first in   ${date}  ${id}  ${author}`,
  last: (date, id, author) => `last in    ${date}  ${id}  ${author}`,
  now: (references) => `now in     ${references}`,
  history: (references, isNow) =>
    isNow ? `also in the history of ${references}` : `removed, but still in the history of ${references}`,
  kept: {
    reference: '',
    stash: 'only in a stash',
    index: 'staged, not committed',
    reflog: 'only in a reflog: not reachable from any branch',
    nothing: 'unreachable; git keeps it until its next cleanup',
  },
  look: (command) => `look       ${command}`,
  pushed: (remotes) => `pushed to  ${remotes}`,
  wasPushed: 'pushed once, but not on any remote branch now',
  notPushed: 'not on any remote branch this clone knows (tags, mirrors and pull requests cannot be checked)',
  tagMessage: 'tag message',
  unnamed: (id) => `file without a name (git cat-file -p ${id})`,
  stepsTitle: 'What to do now, in this order:',
  deactivate:
    'Deactivate each key. Until then, anyone who has seen it can use it, even if you rewrite the history:',
  deactivateIfSeen:
    'If a key has ever left this machine (push, chat, mail, a copy of this folder), deactivate it:',
  rotate:
    'Create new keys where they are still needed, and keep them out of the repository (a secret store, an environment variable, or better a role without keys).',
  rewrite:
    'After that, rewrite the history, but only if the repository goes public or some of its readers must not see these values. Use a fresh clone and git-filter-repo 2.47 or newer (https://github.com/newren/git-filter-repo; omit --sensitive-data-removal for an older one). git-filter-repo cannot replace values in archives, base64 or UTF-16: remove those files. Create replace.txt next to that clone, not in it, with one line per value, VALUE==>removed; delete that file afterwards. Then, in the clone:',
  mailmap:
    'A name or an address contains a key: next to the clone, create mailmap.txt too, with one line for each name or address: NEW NAME <new@example.com> OLD NAME <old@example.com>',
  rewritePaths:
    'Or remove whole files from every commit, including the newest. First delete from this command the files that you still need:',
  oddPaths: (count) =>
    `${count === 1 ? 'One file has a name' : `${count} files have names`} that cannot be printed here; git filter-repo also reads names from a file: --paths-from-file FILE`,
  push: 'Then push from that clone to the ADDRESS that you cloned, and let everyone clone again: a push from an old clone would bring the key back.',
  dropStash: 'For each stash that holds a key (replace STASH, for example with stash@{0}):',
  unstage: 'In staged files:',
  forgetLocal:
    'Here, in the audited repository, delete unreachable objects. This also deletes older stashes and everything else that no branch reaches:',
  more: (count) => `… and ${count} more (--format json has all)`,
  stays:
    'A force-push does not delete it everywhere: forks, clones of others, cached pages and pull requests keep it until the host removes them. Ask the host: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
  allow: 'Not a real key? Allow the value, and commit the allowlist:',
  progress: (done, all) => `keyward: ${done} of ${all} objects`,
  interrupted: 'keyward: interrupted; the next audit continues from here.',
  looked: (objects) => `${objects} objects: files, commits and tags`,
  contents: 'Contents, the most urgent first',
  timeline: 'When',
  detached: 'no branch',
  takenOut: 'since removed',
  label: {
    account: 'AWS account',
    place: 'place',
    paths: 'files',
    first: 'first in',
    last: 'last in',
    now: 'now in',
    history: 'history of',
    pushed: 'pushed',
  },
};
