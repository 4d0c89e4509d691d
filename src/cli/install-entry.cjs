// `require('keyward/install')`: what the lifecycle script that `keyward init` writes runs. It is `keyward install`, with the
// script's own `--hooks`.
'use strict';
const hooks = process.argv.filter((word) => word.startsWith('--hooks='));
process.argv = [process.argv[0], __filename, 'install', ...hooks];
require('./cli.cjs');
