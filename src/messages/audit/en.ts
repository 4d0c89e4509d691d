import type { AuditMessages } from '../messages.ts';

const credentials = (count: number) => (count === 1 ? '1 AWS credential' : `${count} AWS credentials`);

export const audit: AuditMessages = {
  found: (count) => `keyward: do not make this repository public yet: ${credentials(count)} in its history`,
  clean: (objects, notUnfolded) =>
    `keyward: no AWS credential in ${objects} objects: files, commits and tags${notUnfolded === 0 ? '' : `; ${notUnfolded} could not be looked into, see below`}`,
  limited: (limit, objects) =>
    ({
      shallow: `keyward: this cannot be said yet: the clone is shallow, older commits are not here (no AWS credential in the ${objects} objects that are). Run: git fetch --unshallow`,
      partial: `keyward: this cannot be said yet: the clone is partial, some files are not here (no AWS credential in the ${objects} objects that are). Run: git fetch --refetch --no-filter`,
      'too-many-paths': `keyward: not every file name could be checked: some files have more paths than an audit checks (no AWS credential in the content of ${objects} objects)`,
    })[limit],
  limit: {
    shallow: 'The clone is shallow, so there may be more. Run: git fetch --unshallow',
    partial: 'The clone is partial, so there may be more. Run: git fetch --refetch --no-filter',
    'too-many-paths':
      'Some files have more paths than an audit checks, so not every file name was checked. The content of all files was.',
  },
  crowded: (path) =>
    `One path that was not checked: ${path}. If folders repeat one another there by mistake, take them out of the history (git filter-repo --invert-paths --path FOLDER) and run keyward audit again`,
  submodules: (paths) => `Submodules are repositories of their own; run keyward audit in each: ${paths}`,
  allowed: (count) => `keyward: ${credentials(count)} allowed by .keyward-allowlist.json`,
  morePlaces: (count) => (count === 1 ? 'and 1 more place' : `and ${count} more places`),
  first: (date, id, author) => `first in   ${date}  ${id}  ${author}`,
  last: (date, id, author) => `last in    ${date}  ${id}  ${author}`,
  now: (references) => `now in     ${references}`,
  history: (references, isNow) =>
    isNow ? `also in the history of ${references}` : `taken out since, but in the history of ${references}`,
  kept: {
    reference: '',
    stash: 'only in a stash',
    index: 'staged, not committed',
    reflog: 'only in a reflog: no branch leads to it any more',
    nothing: 'nothing leads to it any more; git still has it until it cleans up',
  },
  look: (command) => `look       ${command}`,
  pushed: (remotes) => `pushed to  ${remotes}`,
  wasPushed: 'pushed, although no branch of a remote has it now',
  notPushed:
    'no branch of a remote that is known here has it; whether a tag, a mirror or a pull request brought it there cannot be told',
  tagMessage: 'message of a tag',
  unnamed: (id) => `a file without a name (git cat-file -p ${id})`,
  stepsTitle: 'What to do now, in this order:',
  deactivate:
    'Deactivate each key. Whoever has seen it can use it until then, whatever the history looks like:',
  rotate:
    'Make new keys where something still needs one, and keep them out of the repository (a secret store, a variable, better a role without keys).',
  rewrite:
    'Only then, and only if the repository goes public or others must not read it: rewrite the history, in a fresh clone. git-filter-repo 2.47 or newer does it (https://github.com/newren/git-filter-repo; leave --sensitive-data-removal out for an older one). What stands in archives, base64 or UTF-16 it cannot replace: take those files out. In replace.txt write one line for each value, VALUE==>removed; delete that file afterwards:',
  rewritePaths: 'Or take whole files out, if nobody needs them:',
  oddPaths: (count) =>
    `${count === 1 ? 'One file has a name' : `${count} files have names`} that cannot be written here; git filter-repo takes names from a file, too: --paths-from-file FILE`,
  push: 'Then hand it on, from that clone, and have everybody clone anew: an old clone would bring it back.',
  dropStash: 'Of stashes:',
  unstage: 'Of what is staged:',
  forgetLocal:
    'What nothing leads to any more goes with this. It takes away older stashes and all else that no branch leads to:',
  more: (count) => `… and ${count} more (--format json has all)`,
  stays:
    'A force-push does not delete it everywhere: forks, clones of others, cached pages and pull requests keep it until the host removes them. Ask the host: https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository',
  allow: 'No real key? Allow the value, and commit the allowlist:',
  progress: (done, all) => `keyward: ${done} of ${all} objects`,
  interrupted: 'keyward: interrupted; the next audit goes on from here.',
  looked: (objects) => `${objects} objects: files, commits and tags`,
  timeline: 'When',
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
