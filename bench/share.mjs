// Counts the commits for which the hook's fast path is enough: `npm run share -- REPOSITORY…` takes the newest 200 commits of each
// repository that are not merges (KEYWARD_COMMITS sets the number), and runs the hook's programs on their patches.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { table } from './document.mjs';

const HOOKS = resolve(import.meta.dirname, '..', 'hooks');
const MANIFEST = join(HOOKS, '..', 'package.json');
const COUNT = process.env.KEYWARD_COMMITS ?? '200';
// the hook's own options for git, for a commit instead of the index
const FLAGS = /diff-index -p --cached (--text[^]*?) HEAD/
  .exec(readFileSync(join(HOOKS, 'prefilter.sh'), 'utf8'))[1]
  .replaceAll('\\\n', ' ');
const LOOK = `{ git diff-tree -p ${FLAGS} "$0^" "$0" -- && printf '\\036\\n'; } |
  LC_ALL=C sed -E -f "$1.sed" /dev/stdin "$2" | LC_ALL=C grep -cvE -f "$1.ere"`;

const rows = process.argv.slice(2).map((repository) => {
  const run = (program, ...args) =>
    spawnSync(program, args, { cwd: repository, encoding: 'utf8', maxBuffer: 1 << 28 }).stdout;
  const commits = run('git', 'rev-list', '--no-merges', '--min-parents=1', `--max-count=${COUNT}`, 'HEAD')
    .trim()
    .split('\n');
  const enough = commits.filter(
    (commit) => run('sh', '-c', LOOK, commit, join(HOOKS, 'prefilter'), MANIFEST).trim() === '1',
  );
  return [
    repository.split('/').slice(-2).join('/'),
    commits.length,
    enough.length,
    `${((100 * enough.length) / commits.length).toFixed(1)} %`,
  ];
});
console.log(table(['repository', 'commits', 'fast path enough', 'share'], rows));
