// Whole processes and how long they take.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

const { NODE_EXTRA_CA_CERTS: _a, NODE_OPTIONS: _b, ...kept } = process.env;

/** The variables of this process without those that change how Node starts, and with others. */
export const environment = (more = {}) => ({ ...kept, ...more });

/** Runs commands with some variables. */
export const runner =
  (env) =>
  (cwd, [program, ...args], stdio = 'ignore') => {
    const start = performance.now();
    const options = { cwd, env, stdio, maxBuffer: 1 << 30, encoding: 'utf8' };
    const { status, stdout } = spawnSync(program, args, options);
    return { ms: performance.now() - start, status, stdout };
  };

export const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
