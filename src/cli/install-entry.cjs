// `require('keyward/install')`: what the lifecycle script that `keyward init` writes runs. It is `keyward install`.
'use strict';
process.argv = [process.argv[0], __filename, 'install'];
require('./cli.cjs');
