import type { FixMessages, RemovedCount } from './fix-messages.ts';

const credentials = (count: number) => (count === 1 ? '1 AWS credential' : `${count} AWS credentials`);

function listed({ whole, parts }: RemovedCount, all: number): string {
  if (whole === 0) return `some values of ${credentials(parts)}`;
  const first = whole === all ? credentials(all) : `${whole} of ${credentials(all)}`;
  return parts === 0 ? first : `${first}, and some values of ${parts} more`;
}

export const fix: FixMessages = {
  title: (removed, all) => `keyward fix: removes ${listed(removed, all)}`,
  clean:
    'keyward fix: no AWS credential is staged, nothing to do. Was git commit -a or git commit PATH blocked? Then git add the files first.',
  notUnderstood: 'keyward fix: nothing was changed. It cannot fix these by itself:',
  unstaged: 'removed from git, kept on disk, ignored from now on',
  stagedOnly: 'only the staged version: the file has other changes, which stay',
  stagedWhole: 'the whole file is staged, because it was not tracked',
  env: (isNew) =>
    isNew ? 'new, readable only by you, ignored by git' : 'lines are appended; ignored by git',
  problems: {
    tracked:
      'Values in code cannot be moved: git tracks .env. Remove it from git, then run keyward fix again: git rm --cached :/.env',
    'not-a-file': 'Values in code cannot be moved: .env is not an ordinary text file.',
    'not-ignored': 'Values in code cannot be moved: .gitignore cannot be made to ignore .env.',
  },
  dryRun: 'Nothing was changed (--dry-run).',
  needsConsent: (command) => `Nothing was changed, because there is no terminal to ask. To apply: ${command}`,
  question: 'Apply these changes? [y/N] ',
  declined: 'Nothing was changed.',
  done: (removed) => `keyward fix: removed ${listed(removed, removed.whole)} from what is staged.`,
  loaderTitle: 'To load .env here:',
  loaders: {
    'node-dotenv': () => `import 'dotenv/config' as the first import (or require('dotenv').config())`,
    'node-framework': () => 'your framework or runtime reads .env by itself',
    'node-env-file': () => 'node --env-file=.env FILE',
    'python-dotenv': () => 'from dotenv import load_dotenv; load_dotenv()',
    python: () => 'pip install python-dotenv, then: from dotenv import load_dotenv; load_dotenv()',
    'ruby-dotenv': () => `require 'dotenv/load'`,
    compose: () => 'docker compose reads .env by itself',
    github: (variables) =>
      `GitHub Actions does not read .env. Store the values there: ${variables.map((name) => `gh secret set ${name}`).join('; ')}`,
    shell: () => 'set -a; . ./.env; set +a',
  },
  leaked: (command) => `If a key has ever left this machine, deactivate it: ${command}`,
  committed: (command) => `Earlier commits contain a value too. To find it: ${command}`,
};
