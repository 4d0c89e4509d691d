import { join } from 'node:path';
import { keepCompiledCode } from './compiled-code.ts';

// first, so that it applies to all other files
keepCompiledCode(__dirname, join(__dirname, 'compiled'));
void import('./main.ts').then(({ start }) => start());
