// `require('keyward/install')`: what the lifecycle script that `keyward init` writes runs. It is `keyward install`.
'use strict';
process.argv.splice(2, process.argv.length, 'install');
require('./cli.cjs');
