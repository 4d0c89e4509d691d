// Runs whole processes and measures their time.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

const { NODE_EXTRA_CA_CERTS: _a, NODE_OPTIONS: _b, ...kept } = process.env;

/** Returns the environment of this process without variables that change how Node starts, plus others. */
export const environment = (more = {}) => ({ ...kept, ...more });

/** Returns a function that runs commands in an environment. */
export const runner =
  (env) =>
  (cwd, [program, ...args], stdio = 'ignore') => {
    const start = performance.now();
    const options = { cwd, env, stdio, maxBuffer: 1 << 30, encoding: 'utf8' };
    const { status, stdout } = spawnSync(program, args, options);
    return { ms: performance.now() - start, status, stdout };
  };

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
