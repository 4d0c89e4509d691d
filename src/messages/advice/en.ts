import type { AdviceMessages } from './advice-messages.ts';

const inFile = (path: string | undefined) => (path === undefined ? '' : `in ${path} `);
const listed = (words: readonly string[]) => words.join(' and ');

export const advice: AdviceMessages = {
  label: { remove: 'Remove', leaked: 'Leaked?', fake: 'Fake?', note: 'Note', help: 'Help' },
  followed: (sentence) => `${sentence}, then:`,
  next: 'then:',
  writeInstead: (codes, path) => `${inFile(path)}write ${listed(codes)} instead`,
  leaveOut: (variables, path) =>
    `${inFile(path)}delete it, because ${listed(variables)} ${variables.length === 1 ? 'is' : 'are'} read from the environment without any code`,
  sameIn: (paths) => `in ${paths} replace it in the same way`,
  keepOut: (path) => `${inFile(path)}move it to a secret store, or to a file that .gitignore names`,
  archive: (path) => `remove it from ${path} and pack the archive again, or keep the archive out of git:`,
  unwanted: (paths) => `keep ${paths} on your disk, but out of git:`,
  name: (path) => `rename ${path}: its name contains the credential.`,
  message:
    'remove it from the message and commit again, with the same options as before (-a, --amend). Your text is still there:',
  fix: 'or let keyward do it:',
  inCommits: 'a new commit would leave it in the history, so change the commits themselves:',
  checkOut:
    'first check out the branch with these commits (git switch BRANCH); the next command changes the current branch.',
  stopAt: (commits) => `In the list that opens, write "edit" instead of "pick" before ${commits}.`,
  reword: (commits) =>
    `In the list that opens, write "reword" instead of "pick" before ${commits}, and remove it from the message.`,
  thenAmend: 'When git stops there,',
  header: 'set a name and an address without a credential (git config user.name, user.email).',
  tag: (name) => `write the message of the tag ${name} again:`,
  refName: 'push it under a branch or tag name that contains no key.',
  pushAgain: 'When the commits are clean:',
  leaked: 'If this key has ever left your machine (push, chat, mail), deactivate it first:',
  leakedOther: 'If this value has ever left your machine (push, chat, mail), revoke it first:',
  leakedCommits: 'Whoever can read these commits has this key. Deactivate it first:',
  leakedCommitsOther: 'Whoever can read these commits has this value. Revoke it first:',
  commitPaths: 'then commit the allowlist along with it:',
  allowNotStaged: 'The allowlist in your working tree allows it, but is not staged:',
  alreadyCommitted: 'An earlier commit already contains it, so the history needs work, too:',
  canary: 'This is a canary token: any use of the key, even a test, alerts its owner.',
  pullDeletes: 'Everyone who has the file from git loses it at the next pull. Tell them to keep a copy.',
  incompleteComment: 'An allow comment needs the fingerprint and, in place of the dots, the reason:',
  fetchFirst: 'Does the remote already have these commits? Fetch from it, then push again:',
};
