import type { Socket } from 'node:net';
import { silent, SILENCE_SECONDS } from './client.ts';

/** What `hooks/ahead.sh` asked git while this program started. Whatever is not here is asked for as if there were none. */
export interface Ahead {
  /** The staged changes as `git diff-index --raw -z` prints them; nothing where git could not tell. */
  readonly changes: string | undefined;
  /** By id, and by `:path` what the index holds there, if anything. */
  readonly objects: ReadonlyMap<string, Buffer | undefined>;
}

/**
 * Reads what the hook asked git, from descriptor 3.
 *
 * @returns nothing where it is not there
 * @throws AppError when nothing comes for 60 seconds
 */
export async function readAhead(): Promise<Ahead | undefined> {
  const bytes = await readAll();
  return bytes && parse(bytes);
}

async function readAll(): Promise<Buffer | undefined> {
  const { Socket } = await import('node:net');
  let socket: Socket;
  try {
    socket = new Socket({ fd: 3, readable: true, writable: false });
  } catch {
    return undefined;
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const watch = setTimeout(() => {
      socket.destroy();
      reject(silent(['diff-index']));
    }, SILENCE_SECONDS * 1000);
    const end = () => {
      clearTimeout(watch);
      resolve(Buffer.concat(chunks));
    };
    socket.on('data', (chunk) => {
      watch.refresh();
      chunks.push(chunk);
      length += chunk.length;
      // git ends when nobody reads on
      if (length > MOST) socket.destroy();
    });
    socket.on('end', end).on('error', end).on('close', end);
  });
}

/** In bytes. What is more is asked for, and looked at, piece by piece. */
const MOST = 8 * 1024 * 1024;

/** Behind each part, if git ended well. */
const MARK = '\u001E';

function parse(bytes: Buffer): Ahead {
  const end = endOfChanges(bytes);
  if (end === undefined) return { changes: undefined, objects: new Map() };
  return {
    changes: bytes.toString('utf8', 0, end),
    objects: objectsIn(bytes.subarray(end + MARK.length + 1)) ?? new Map(),
  };
}

/** Where the mark stands: in the place of an entry, for a name may be the same. */
function endOfChanges(bytes: Buffer): number | undefined {
  for (let at = 0; ;) {
    const end = bytes.indexOf(0, at);
    if (end === -1) return undefined;
    const entry = bytes.toString('latin1', at, end);
    if (entry === MARK) return at;
    at = end + 1;
    for (let names = / [RC]\d*$/.test(entry) ? 2 : 1; names > 0; names -= 1) {
      const next = bytes.indexOf(0, at);
      if (next === -1) return undefined;
      at = next + 1;
    }
  }
}

/** What `git cat-file --batch` answers; nothing where it is not whole. */
function objectsIn(bytes: Buffer): Map<string, Buffer | undefined> | undefined {
  const objects = new Map<string, Buffer | undefined>();
  const files = ASKED_BY_NAME.values();
  for (let at = 0; ;) {
    const end = bytes.indexOf(LINE_FEED, at);
    if (end === -1) return undefined;
    const header = bytes.toString('latin1', at, end);
    if (header === MARK && end + 1 === bytes.length) return objects;
    const file = files.next().value;
    const [, id = '', size] = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(header) ?? [];
    const start = end + 1;
    if (size === undefined) {
      if (!header.endsWith(' missing')) return undefined;
      // an object that is missing is asked for again, and git says so
      if (file !== undefined) objects.set(file, undefined);
      at = start;
    } else {
      const content = bytes.subarray(start, start + Number(size));
      at = start + content.length + 1;
      if (bytes[at - 1] !== LINE_FEED) return undefined;
      objects.set(file ?? id, content);
    }
  }
}

/** The files of the policy, for which the hook asks before the objects of the changes. */
const ASKED_BY_NAME = [':.keyward-allowlist.json', ':.keyward.json'];

const LINE_FEED = 10;
