// npm runs this after an installation in this repository: sets up husky, and builds.
//
// `npm install --global git+file://…`, with which the pre-commit framework installs keyward, leaves out the devDependencies here
// (https://github.com/npm/cli/issues/8440), so they are installed first.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const { npm_config_global: _global, npm_config_omit: _omit, ...env } = process.env;

if (!existsSync('node_modules/husky'))
  execFileSync('npm', ['ci', '--ignore-scripts', '--include=dev', '--no-audit'], {
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
const { default: setUpHusky } = await import('husky');
const problem = setUpHusky();
if (problem !== '') console.error(problem);
await import('./build.mjs');
