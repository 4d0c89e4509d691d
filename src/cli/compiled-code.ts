import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import Module from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Node's class of CommonJS modules, with the method that compiles one. */
interface Modules {
  /** Node 22.1 and newer. */
  readonly enableCompileCache?: (folder: string) => unknown;
  readonly prototype: { _compile: Compile };
  readonly wrap: (text: string) => string;
}
type Compile = (this: LoadedModule, text: string, file: string) => unknown;
interface LoadedModule {
  readonly exports: unknown;
  readonly require: (name: string) => unknown;
}
type Wrapper = (exports: unknown, require: unknown, module: unknown, file: string, folder: string) => unknown;

/**
 * Keeps what V8 compiles from the package's files, because compiling takes a third of the time of a scan. Node 22.1 and newer do
 * this themselves (`module.enableCompileCache`); for Node 20, this is a short version of it. If anything is wrong with a kept file,
 * or if none can be written, the code is compiled as usual.
 *
 * @param packageFolder only files in this folder are kept
 * @param folder where to keep them; created on first use
 */
export function keepCompiledCode(packageFolder: string, folder: string): void {
  const modules = Module as unknown as Modules;
  if (modules.enableCompileCache !== undefined) {
    if (makeOwn(folder, packageFolder)) modules.enableCompileCache(folder);
    return;
  }
  const { _compile: compile } = modules.prototype;
  const fresh: KeptFile[] = [];
  Object.assign(modules.prototype, {
    _compile(this: LoadedModule, text: string, file: string) {
      // V8 restores a script without the means to import modules
      if (!file.startsWith(packageFolder) || text.includes('import(')) return compile.call(this, text, file);
      const kept = new KeptFile(modules.wrap(text), file, folder);
      if (!kept.isReused) fresh.push(kept);
      return kept.run(this);
    },
  });
  const write = () => {
    for (const file of fresh.splice(0)) file.write();
  };
  setTimeout(write, DELAY_MS).unref();
  process.once('exit', write);
}

/**
 * The time after which code is written as soon as the program waits for something. In a program that runs for seconds, V8 throws
 * away the code of functions that have run only once, and what is left saves little.
 */
const DELAY_MS = 400;

/** The compiled code of one file: its checksum in four bytes, then what V8 made. V8 itself checks only versions and lengths. */
class KeptFile {
  readonly #script: Script;
  readonly #file: string;
  readonly #kept: string;
  readonly isReused: boolean;

  constructor(text: string, file: string, folder: string) {
    this.#file = file;
    this.#kept = join(folder, `${basename(file)}-${process.versions.v8}-${process.arch}`);
    const cachedData = this.#read();
    this.#script = new Script(text, {
      filename: file,
      ...(cachedData && { cachedData }),
    });
    this.isReused = cachedData !== undefined && this.#script.cachedDataRejected === false;
  }

  run(module: LoadedModule): unknown {
    const wrapper = this.#script.runInThisContext() as Wrapper;
    const require = (name: string) => module.require(name);
    return wrapper.call(module.exports, module.exports, require, module, this.#file, dirname(this.#file));
  }

  /** Writes a file of its own first, so that another process never reads half of it. */
  write(): void {
    const unfinished = `${this.#kept}.${process.pid}`;
    try {
      const folder = dirname(this.#kept);
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      accessSync(folder, constants.W_OK);
      const data = this.#script.createCachedData();
      const checksum = Buffer.alloc(CHECKSUM_BYTES);
      checksum.writeUInt32LE(checksumOf(data));
      writeFileSync(unfinished, Buffer.concat([checksum, data]), { mode: 0o644 });
      renameSync(unfinished, this.#kept);
    } catch {
      // a package that only its owner may change
      remove(unfinished);
    }
  }

  #read(): Buffer | undefined {
    try {
      // not the time of its content, which a package manager sets to one long ago
      const changed = statSync(this.#file).ctimeMs;
      if (statSync(this.#kept).mtimeMs <= changed || !isOwn(this.#kept, this.#file)) return undefined;
      const bytes = readFileSync(this.#kept);
      const data = bytes.subarray(CHECKSUM_BYTES);
      return bytes.readUInt32LE() === checksumOf(data) ? data : undefined;
    } catch {
      return undefined;
    }
  }
}

const CHECKSUM_BYTES = 4;

/** True if only this user, or the owner of the package, can have written a file or folder. Windows has no such modes. */
function isOwn(kept: string, packaged: string): boolean {
  const { uid, mode } = statSync(kept);
  const user = process.getuid?.();
  return user === undefined || ((mode & 0o022) === 0 && [statSync(packaged).uid, user].includes(uid));
}

function makeOwn(folder: string, packageFolder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    return isOwn(folder, packageFolder);
  } catch {
    return false;
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // the folder cannot be read
  }
}

/** Loads zlib only if something is kept. */
function checksumOf(data: Buffer): number {
  return process.getBuiltinModule('node:zlib').crc32(data);
}
