import { promises } from 'node:fs';
import { join } from 'node:path';
import type { KnownObjects } from './inventory.ts';
import type { ObjectList } from './object-list.ts';

/** Objects without findings: those that are known, and those that an audit adds. */
export interface CleanRecord extends KnownObjects {
  add(number: number): void;
  delete(number: number): void;
  /**
   * Records that an audit scanned all objects and found nothing.
   *
   * @param unsure the numbers of objects that may contain a finding under another path, to be scanned again
   */
  complete(unsure: ReadonlySet<number>): void;
  save(): Promise<void>;
}

/**
 * The cache of objects in which an earlier audit found nothing. It is a file of IDs in the git directory, valid only for the
 * same rules and decoders. Objects that are not in it are scanned again.
 */
export class CleanObjects implements CleanRecord {
  readonly #file: string;
  readonly #heading: string;
  /** The IDs of the last audit, concatenated. */
  readonly #ids: Buffer;
  #objects: ObjectList | undefined;
  /** 1 for each clean object, by number. */
  #isClean: Uint8Array = new Uint8Array(0);
  #isChanged = false;
  /** True if the last audit scanned all objects under all their paths, and found nothing. */
  readonly isComplete: boolean;
  #isStillComplete: boolean;

  private constructor(file: string, heading: string, ids: Buffer, isComplete: boolean) {
    this.#file = file;
    this.#heading = heading;
    this.#ids = ids;
    this.isComplete = isComplete;
    this.#isStillComplete = isComplete;
  }

  /** @param version identifies the rules and decoders */
  static async read(gitDirectory: string, version: string): Promise<CleanObjects> {
    const file = join(gitDirectory, 'keyward', 'clean-objects');
    const heading = `keyward audit 4 ${version}`;
    // an unreadable file only costs time
    const bytes = await promises.readFile(file).catch(() => Buffer.alloc(0));
    const end = bytes.indexOf('\n');
    const line = bytes.toString('latin1', 0, Math.max(end, 0));
    const isComplete = line === heading + COMPLETE;
    const ids = isComplete || line === heading ? bytes.subarray(end + 1) : Buffer.alloc(0);
    return new CleanObjects(file, heading, ids, isComplete);
  }

  open(objects: ObjectList): void {
    const { idLength } = objects.shared;
    this.#objects = objects;
    this.#isClean = new Uint8Array(objects.size);
    for (let offset = 0; offset + idLength <= this.#ids.length; offset += idLength) {
      const number = objects.find(this.#ids, offset);
      if (number !== undefined) this.#isClean[number] = 1;
    }
  }

  complete(unsure: ReadonlySet<number>): void {
    for (const number of this.#isClean.keys()) this.#set(number, unsure.has(number) ? 0 : 1);
    this.#isChanged ||= !this.#isStillComplete;
    this.#isStillComplete = true;
  }

  has(number: number): boolean {
    return this.#isClean[number] === 1;
  }

  delete(number: number): void {
    this.#set(number, 0);
  }

  add(number: number): void {
    this.#set(number, 1);
  }

  #set(number: number, isClean: 0 | 1): void {
    if (this.#isClean[number] === isClean) return;
    this.#isClean[number] = isClean;
    this.#isChanged = true;
    this.#isStillComplete = false;
  }

  async save(): Promise<void> {
    if (!this.#isChanged || this.#objects === undefined) return;
    this.#isChanged = false;
    const part = `${this.#file}.part`;
    const heading = `${this.#heading}${this.#isStillComplete ? COMPLETE : ''}\n`;
    try {
      await promises.mkdir(join(this.#file, '..'), { recursive: true });
      await promises.writeFile(
        part,
        Buffer.concat([Buffer.from(heading), this.#objects.idsOf(this.#isClean)]),
      );
      await promises.rename(part, this.#file);
    } catch {
      // in a read-only repository each audit scans everything
    }
  }
}

/** The end of the first line of a file from an audit that scanned everything and found nothing. */
const COMPLETE = ' complete';
