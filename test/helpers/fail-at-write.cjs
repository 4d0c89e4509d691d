// Loaded into a run of keyward with --require: at the write of the number FAIL_AT it kills the process (FAIL_HOW=kill) or
// makes the write fail. Without FAIL_AT it prints the number of writes.
const childProcess = require('node:child_process');
const fs = require('node:fs');

const failAt = Number(process.env.FAIL_AT ?? 0);
let writes = 0;

function beforeWrite() {
  writes += 1;
  if (writes !== failAt) return;
  if (process.env.FAIL_HOW === 'kill') {
    process.kill(process.pid, 'SIGKILL');
    // the signal may arrive a moment later
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10_000);
  }
  throw Object.assign(new Error('made up'), { code: 'EIO' });
}

function guard(object, ...names) {
  for (const name of names) {
    const original = object[name];
    object[name] = function guarded(...args) {
      // keyward runs only what this file counts
      beforeWrite();
      return original.apply(this, args);
    };
  }
}

/** A function that returns a promise fails by it. */
function guardAsync(object, ...names) {
  for (const name of names) {
    const original = object[name];
    object[name] = async function guarded(...args) {
      beforeWrite();
      return original.apply(this, args);
    };
  }
}

guard(fs, 'copyFileSync', 'writeFileSync', 'renameSync', 'rmSync', 'mkdirSync');
guardAsync(fs.promises, 'writeFile', 'rename', 'chmod', 'chown', 'unlink', 'rm');
const { open } = fs.promises;
fs.promises.open = async (...args) => {
  beforeWrite();
  const handle = await open(...args);
  guardAsync(handle, 'writeFile');
  return handle;
};
const { spawn } = childProcess;
childProcess.spawn = (program, args, ...rest) => {
  if (args.some((word) => word === 'update-index' || word === 'hash-object')) beforeWrite();
  return spawn(program, args, ...rest);
};
if (failAt === 0) process.on('exit', () => process.stderr.write(`writes: ${writes}\n`));
