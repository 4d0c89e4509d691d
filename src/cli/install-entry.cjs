// `require('keyward/install')`: runs `keyward install` from the lifecycle script, with the `--hooks` of that script.
'use strict';
const hooks = process.argv.filter((word) => word.startsWith('--hooks='));
process.argv = [process.argv[0], __filename, 'install', ...hooks];
require('./cli.cjs');
