import { promises } from 'node:fs';
import { join } from 'node:path';
import type { KnownObjects } from './inventory.ts';
import type { ObjectList } from './object-list.ts';

/**
 * Objects in which an earlier audit found nothing, kept in the git directory: ids only, and only for the rules and
 * decoders they were looked at with. What is lost of it is looked at again.
 */
export class CleanObjects implements KnownObjects {
  readonly #file: string;
  readonly #heading: string;
  /** Of the last audit, one behind the other. */
  readonly #ids: Buffer;
  #objects: ObjectList | undefined;
  /** By number, 1 for each that is clean. */
  #marks: Uint8Array = new Uint8Array(0);
  #isChanged = false;
  /** Whether they are all that there was when the last audit ended, names and all. */
  readonly isComplete: boolean;
  #isStillComplete: boolean;

  private constructor(file: string, heading: string, ids: Buffer, isComplete: boolean) {
    this.#file = file;
    this.#heading = heading;
    this.#ids = ids;
    this.isComplete = isComplete;
    this.#isStillComplete = isComplete;
  }

  /** @param version names the rules and decoders */
  static async read(gitDirectory: string, version: string): Promise<CleanObjects> {
    const file = join(gitDirectory, 'keyward', 'clean-objects');
    const heading = `keyward audit 4 ${version}`;
    // whatever is wrong with the file, it costs time and nothing else
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
    this.#marks = new Uint8Array(objects.size);
    for (let at = 0; at + idLength <= this.#ids.length; at += idLength) {
      const number = objects.find(this.#ids, at);
      if (number !== undefined) this.#marks[number] = 1;
    }
  }

  /**
   * Notes that an audit has ended that looked at all objects, and found nothing.
   *
   * @param unsure the numbers of those that may hold something under another name, to be looked at again
   */
  complete(unsure: ReadonlySet<number>): void {
    for (const number of this.#marks.keys()) this.#set(number, unsure.has(number) ? 0 : 1);
    this.#isChanged ||= !this.#isStillComplete;
    this.#isStillComplete = true;
  }

  has(number: number): boolean {
    return this.#marks[number] === 1;
  }

  delete(number: number): void {
    this.#set(number, 0);
  }

  add(number: number): void {
    this.#set(number, 1);
  }

  #set(number: number, mark: 0 | 1): void {
    if (this.#marks[number] === mark) return;
    this.#marks[number] = mark;
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
      await promises.writeFile(part, Buffer.concat([Buffer.from(heading), this.#objects.idsOf(this.#marks)]));
      await promises.rename(part, this.#file);
    } catch {
      // a repository that cannot be written is looked at whole each time
    }
  }
}

/** Ends the first line of a file to which nothing is to be added. */
const COMPLETE = ' complete';
