// npm runs this after an installation in this repository: sets up husky, and builds.
//
// `npm install --global git+file://…`, with which the pre-commit framework installs keyward, leaves out the devDependencies here
// (https://github.com/npm/cli/issues/8440), so they are installed first.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const isWindows = process.platform === 'win32';
const { npm_config_global: _, npm_config_omit: __, ...env } = process.env;

function run(program, ...args) {
  execFileSync(program, args, { env, stdio: ['ignore', 2, 2], shell: isWindows });
}

if (!existsSync('node_modules/husky')) run('npm', 'ci', '--ignore-scripts', '--include=dev', '--no-audit');
run(process.execPath, 'node_modules/husky/bin.js');
run(process.execPath, 'scripts/build.mjs');
