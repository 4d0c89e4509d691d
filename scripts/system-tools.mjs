// Installs the programs that the system tests need, from Debian. Fails if that is impossible.
import { spawnSync } from 'node:child_process';

/** Programs by package. */
const TOOLS = {
  bsdutils: 'script',
  busybox: 'busybox',
  dash: 'dash',
  shellcheck: 'shellcheck',
  bash: 'bash',
  chromium: 'chromium',
  'pre-commit': 'pre-commit',
};

const runs = (program, ...words) => spawnSync(program, words, { stdio: ['ignore', 2, 2] }).status === 0;
const isThere = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const missing = () => Object.entries(TOOLS).filter(([, program]) => !isThere(program));

const wanted = missing().map(([name]) => name);
if (wanted.length > 0) {
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  const apt = (...words) => {
    const [program, ...rest] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...words];
    return runs(program, ...rest);
  };
  console.error(`system tests: installing ${wanted.join(', ')}`);
  // the package lists may be old or missing
  const install = () => apt('install', '--yes', '--no-install-recommends', ...wanted);
  if (!install() && apt('update')) install();
  const left = missing().map(([name]) => name);
  if (left.length > 0) {
    console.error(
      `system tests: these are missing and could not be installed with apt-get: ${left.join(', ')}`,
    );
    process.exitCode = 1;
  }
}
